import { parseDate } from '../../src/calendar/civil-day.rules.js';
import type { DaySpan } from '../../src/calendar/closed-days.rules.js';
import { lawHolidays } from '../../src/calendar/holiday-law.rules.js';
import { readInstant } from '../../src/calendar/iso-instant.rules.js';
import { officialOver } from '../../src/calendar/official-csv.rules.js';
import { ReceptionCalendar, type CalendarContent } from '../../src/calendar/reception-calendar.js';
import { shippedHolidays } from '../../src/calendar/shipped-calendar.js';
import type { Instant } from '../../src/platform/clock.js';

/** The calendar of the release, with what a test lays over it. */
export function aCalendar(overrides: Partial<CalendarContent> = {}): ReceptionCalendar {
  return new ReceptionCalendar({
    version: 1,
    holidays: officialOver(shippedHolidays(), lawHolidays),
    officialThrough: '2027-12-31',
    closures: [],
    reopenings: [],
    suspensions: [],
    ...overrides,
  });
}

/** Days closed by the owner, both included. */
export function days(from: string, to: string = from, reason = '創立記念日'): DaySpan {
  return { from, to, reason };
}

/** An instant of Tokyo: `2026-11-20 17:01`, seconds allowed. */
export function tokyo(text: string): Instant {
  const read = readInstant(`${text.replace(' ', 'T')}+09:00`);
  if ('fault' in read) throw new Error(`${text}: ${read.fault}`);
  return read.at;
}

/** The civil day number of `YYYY-MM-DD`. */
export function dayNumber(date: string): number {
  const day = parseDate(date);
  if (day === undefined) throw new Error(`No date: ${date}`);
  return day;
}
