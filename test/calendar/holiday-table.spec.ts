import { describe, expect, it } from 'vitest';
import { dateOf, partsOf } from '../../src/calendar/civil-day.rules.js';
import { lawHolidays } from '../../src/calendar/holiday-law.rules.js';
import { shippedHolidays } from '../../src/calendar/shipped-calendar.js';
import { aCalendar, dayNumber } from './calendars.js';

const datesOf = (year: number): string[] => [...lawHolidays(year).keys()].map(dateOf);
const years = Array.from({ length: 2027 - 1955 + 1 }, (_, index) => 1955 + index);

describe('national holidays (A2)', () => {
  it.each(years)('are those of the official list in %i', (year) => {
    const official = shippedHolidays().filter(({ day }) => partsOf(day).year === year);
    expect(datesOf(year)).toEqual(official.map(({ day }) => dateOf(day)));
  });

  it.each([
    ['2026-09-22', '国民の休日'],
    ['2032-09-21', '国民の休日'],
    ['2049-09-21', '国民の休日'],
    ['2054-09-22', '国民の休日'],
    ['2026-05-06', '振替休日'],
    ['2031-05-06', '振替休日'],
    ['2019-04-30', '国民の休日'],
    ['2019-05-02', '国民の休日'],
    ['2035-09-24', '振替休日'],
  ])('knows %s as %s', (date, name) => {
    expect(aCalendar().closedReason(date)).toBe(name);
    if (date >= '2027') expect(lawHolidays(Number(date.slice(0, 4))).get(dayNumber(date))).toBe(name);
  });

  it('names the rest days of the official list as the law calls them', () => {
    const nameOf = (date: string): string | undefined => shippedHolidays().find(({ day }) => day === dayNumber(date))?.name;
    expect([nameOf('2026-05-06'), nameOf('2026-09-22'), nameOf('2025-11-24'), nameOf('2019-05-01')]).toEqual(['振替休日', '国民の休日', '振替休日', '休日（祝日扱い）']);
  });

  it.each(['2026-12-25', '2026-11-15', '2026-07-01'])('has %s as no holiday', (date) => {
    expect(lawHolidays(2026).has(dayNumber(date))).toBe(false);
  });

  it.each([
    [2020, 240], [2021, 241], [2022, 240], [2023, 243], [2024, 243], [2025, 241], [2026, 239], [2027, 240],
    [2028, 242], [2029, 243], [2030, 243], [2031, 241], [2032, 241], [2033, 240], [2034, 243], [2035, 243],
  ])('leaves in %i %i business days', (year, businessDays) => {
    expect(aCalendar().businessDaysBetween(`${year}-01-01`, `${year + 1}-01-01`)).toBe(businessDays);
  });

  it('closes 12/28 to 1/4', () => {
    const closed = ['2027-12-28', '2027-12-29', '2027-12-30', '2027-12-31', '2028-01-03', '2028-01-04'].map((date) => aCalendar().closedReason(date));
    expect(new Set(closed)).toEqual(new Set(['年末年始休業']));
    expect(aCalendar().closedReason('2027-12-27')).toBeUndefined();
    expect(aCalendar().closedReason('2028-01-05')).toBeUndefined();
  });
});
