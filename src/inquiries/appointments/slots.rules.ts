import type { ReceptionCalendar } from '../../calendar/reception-calendar.js';
import type { Instant } from '../../platform/clock.js';

const quarterMs = 15 * 60_000;
/** Nobody promises a call for the next minute. */
const soonestMs = 15 * 60_000;
/** Far enough for three slots beyond the longest year-end closure. */
const stepsMax = 4 * 24 * 40;

/**
 * The next times that may be promised: quarters of an hour at which reception is open and stays open for
 * as long as it takes, the soonest first, an hour apart.
 */
export function nextSlots(calendar: Pick<ReceptionCalendar, 'isOpen'>, now: Instant, { minutes, count }: { readonly minutes: number; readonly count: number }): readonly Instant[] {
  const slots: Instant[] = [];
  let at = Math.ceil((now + soonestMs) / quarterMs) * quarterMs;
  for (let step = 0; slots.length < count && step < stepsMax; step += 1) {
    // The end is half-open like reception itself: a call may last until 17:00 sharp.
    const fits = calendar.isOpen(at) && calendar.isOpen(at + minutes * 60_000 - 1);
    if (fits) slots.push(at);
    at += fits ? 4 * quarterMs : quarterMs;
  }
  return slots;
}
