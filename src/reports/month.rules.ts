import { z } from 'zod';
import { dateOf, dayFromParts, dayOf, instantOn } from '../calendar/civil-day.rules.js';
import type { Instant } from '../platform/clock.js';

/** A month of the Japanese calendar, `2026-11`. */
export type Month = string;

export const monthSchema = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, '2026-11 の形で指定してください。');

/** The month in which an instant lies in Japan. */
export function monthOf(at: Instant): Month {
  return dateOf(dayOf(at)).slice(0, 7);
}

/** The month so many months later, or earlier. */
export function monthsLater(month: Month, count: number): Month {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const index = year * 12 + number - 1 + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** `[from, to)`: midnight of the first in Japan to midnight of the next first. */
export function spanOf(month: Month): { readonly from: Instant; readonly to: Instant } {
  return { from: beginningOf(month), to: beginningOf(monthsLater(month, 1)) };
}

/** `2026年11月`. */
export function monthLabel(month: Month): string {
  const [year, number] = month.split('-').map(Number);
  return `${year}年${number}月`;
}

/** The twelve months that end with this one, oldest first. */
export function yearUpTo(month: Month): readonly Month[] {
  return Array.from({ length: 12 }, (_, index) => monthsLater(month, index - 11));
}

function beginningOf(month: Month): Instant {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return instantOn(dayFromParts({ year, month: number, day: 1 }), 0);
}
