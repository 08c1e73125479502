import type { Instant } from '../platform/clock.js';

/**
 * A civil date in Asia/Tokyo as the number of days since 1970-01-01. Tokyo has been UTC+9 without
 * daylight saving since 1951, so a civil day is exactly 24 hours of the epoch shifted by nine.
 */
export type CivilDay = number;

/** A civil date as text, `YYYY-MM-DD`. */
export type CivilDate = string;

export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
export const tokyoOffsetMs = 9 * hourMs;

/** Year, month (1-12) and day of the month (1-31). */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The civil day in Tokyo on which an instant falls. */
export function dayOf(at: Instant): CivilDay {
  return Math.floor((at + tokyoOffsetMs) / dayMs);
}

/** Milliseconds since midnight in Tokyo. */
export function timeOfDayMs(at: Instant): number {
  return at + tokyoOffsetMs - dayOf(at) * dayMs;
}

/** The instant at which a civil day has run for so many milliseconds in Tokyo. */
export function instantOn(day: CivilDay, timeMs: number): Instant {
  return day * dayMs - tokyoOffsetMs + timeMs;
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf(day: CivilDay): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The day number of a date of the proleptic Gregorian calendar; the date must exist. */
export function dayFromParts({ year, month, day }: DateParts): CivilDay {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date that a day number stands for. */
export function partsOf(day: CivilDay): DateParts {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

/** `YYYY-MM-DD`. */
export function dateOf(day: CivilDay): CivilDate {
  const { year, month, day: dayOfMonth } = partsOf(day);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

/** Reads `YYYY-MM-DD`; undefined for anything else and for a date that does not exist. */
export function parseDate(text: string): CivilDay | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return match === null ? undefined : existingDay({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) });
}

/** The day number of a date, or undefined where there is no such date (2026-02-30). */
export function existingDay(parts: DateParts): CivilDay | undefined {
  if (parts.month < 1 || parts.month > 12 || parts.day < 1) return undefined;
  const day = dayFromParts(parts);
  return partsOf(day).month === parts.month ? day : undefined;
}

/** Whether the text is a date that exists, as `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  return parseDate(text) !== undefined;
}

/** As it stands in a date or a time: `09`. */
export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
