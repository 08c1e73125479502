import { dateOf, dayOf, hourMs, instantOn, parseDate } from '../calendar/civil-day.rules.js';
import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import { nextSlots } from '../inquiries/appointments/slots.rules.js';
import type { ClockSetting, Instant } from '../platform/clock.js';

const halfPastTenMs = 10.5 * hourMs;

/**
 * The clock of the demo: that of the system within reception hours; outside them one that starts at
 * 10:30 of the last business day and runs on, so that the demo can be tried at any hour. What was done
 * in an earlier run lies never in the future: the clock then goes on from there.
 *
 * @param latest the newest instant on the record; undefined for a demo without data
 */
export function demoClock(calendar: ReceptionCalendar, systemNow: Instant, latest: Instant | undefined): ClockSetting {
  const after = latest ?? Number.NEGATIVE_INFINITY;
  if (calendar.isOpen(systemNow) && after <= systemNow) return { kind: 'system' };
  const start = calendar.isOpen(systemNow) ? systemNow : halfPastTenOn(lastBusinessDay(calendar, systemNow));
  if (after <= start) return { kind: 'shifted', at: start };
  return { kind: 'shifted', at: calendar.isOpen(after) ? after : halfPastTenOn(dayOf(calendar.nextOpening(after))) };
}

/** The day itself where its reception has begun, else the last one before that had any. */
function lastBusinessDay(calendar: ReceptionCalendar, at: Instant): number {
  const today = dayOf(at);
  if (at >= instantOn(today, 9 * hourMs) && calendar.closedReason(dateOf(today)) === undefined) return today;
  return businessDayBefore(calendar, today, 1);
}

/** The civil day that is the nth business day before another one. */
export function businessDayBefore(calendar: ReceptionCalendar, day: number, n: number): number {
  let left = n;
  let before = day;
  while (left > 0) {
    before -= 1;
    if (calendar.closedReason(dateOf(before)) === undefined) left -= 1;
  }
  return before;
}

/** The instant that lies so many milliseconds of reception before another one. */
export function receptionBefore(calendar: ReceptionCalendar, at: Instant, ms: number): Instant {
  let left = ms;
  let day = dayOf(at);
  let end = at;
  for (;;) {
    const opens = instantOn(day, 9 * hourMs);
    const closes = Math.min(end, instantOn(day, 17 * hourMs));
    const isOpen = calendar.closedReason(dateOf(day)) === undefined && closes > opens;
    if (isOpen && closes - opens >= left) return closes - left;
    if (isOpen) left -= closes - opens;
    day -= 1;
    end = instantOn(day, 17 * hourMs);
  }
}

/** The first quarter of an hour of reception that lies so many minutes after an instant or later: near closing time it is the next morning's. */
export function receptionAfter(calendar: Pick<ReceptionCalendar, 'isOpen'>, at: Instant, minutes: number): Instant {
  const [first] = nextSlots(calendar, at + (minutes - 15) * 60_000, { minutes: 15, count: 1 });
  if (first === undefined) throw new Error('Reception never opens again.');
  return first;
}

/** `2026-11-24` and `10:30` in Tokyo as an instant. */
export function instantAt(date: string, time: string): Instant {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const day = parseDate(date);
  if (day === undefined) throw new Error(`Not a date: ${date}`);
  return instantOn(day, hours * hourMs + minutes * 60_000);
}

function halfPastTenOn(day: number): Instant {
  return instantOn(day, halfPastTenMs);
}
