import { createRequire } from 'node:module';
import type DateHolidays from 'date-holidays';
import { dayFromParts, parseDate, type CivilDay } from './civil-day.rules.js';

/** The national holidays (国民の祝日 and the 休日 of the law) of one year by civil day. */
export type HolidaysOfYear = (year: number) => ReadonlyMap<CivilDay, string>;

export const substituteHoliday = '振替休日';
export const citizensHoliday = '国民の休日';

/** 第3条3項 in its present wording; for earlier years `date-holidays` knows the special cases itself. */
const sandwichRuleSince = 2007;

const known = new Map<number, ReadonlyMap<CivilDay, string>>();

/**
 * The holidays of a year according to the law (A2): those of `date-holidays`, and the day between two
 * national holidays (第3条3項), of which it misses 2032-09-21 and 2049-09-21. Each year is
 * computed once; equinoxes of years not yet announced are forecasts.
 */
export function lawHolidays(year: number): ReadonlyMap<CivilDay, string> {
  const found = known.get(year) ?? computeYear(year);
  known.set(year, found);
  return found;
}

function computeYear(year: number): ReadonlyMap<CivilDay, string> {
  const holidays = readYear(year);
  if (year < sandwichRuleSince) return holidays;
  return new Map([...holidays, ...sandwiched(holidays, year)].toSorted(([a], [b]) => a - b));
}

/** Days that are no holiday while the day before and the day after are national ones (substitutes are not). */
function sandwiched(holidays: ReadonlyMap<CivilDay, string>, year: number): [CivilDay, string][] {
  const newYearsDay = dayFromParts({ year, month: 1, day: 1 });
  const isNational = (day: CivilDay): boolean => {
    const name = holidays.get(day);
    return name !== undefined && name !== substituteHoliday && name !== citizensHoliday;
  };
  return [...holidays.keys()]
    .map((day) => day + 1)
    .filter((day) => day > newYearsDay && !holidays.has(day) && isNational(day - 1) && isNational(day + 1))
    .map((day) => [day, citizensHoliday]);
}

let source: DateHolidays | undefined;

/**
 * Loaded at the first year that is asked for and not at start-up: the package brings several
 * megabytes, and the years of the official list never need it. `require` because the calendar is
 * synchronous. Names are asked for without a language, which would change the instance.
 */
function openSource(): DateHolidays {
  const Holidays = createRequire(import.meta.url)('date-holidays') as typeof DateHolidays;
  return new Holidays('JP', { types: ['public'] });
}

/** `date` is the civil date in Tokyo; `start` would depend on the zone of the process. */
function readYear(year: number): Map<CivilDay, string> {
  source ??= openSource();
  const holidays = new Map<CivilDay, string>();
  for (const entry of source.getHolidays(year)) {
    const day = parseDate(entry.date.slice(0, 10));
    if (day !== undefined && entry.type === 'public') holidays.set(day, entry.substitute === true ? substituteHoliday : entry.name);
  }
  return holidays;
}
