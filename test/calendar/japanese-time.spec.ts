import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, dayFromParts, isCivilDate, parseDate, partsOf, weekdayOf } from '../../src/calendar/civil-day.rules.js';
import { civilDate, formatBusinessDuration, formatDate, formatDateTime, formatTime, toIsoTokyo } from '../../src/calendar/japanese-time.js';
import { tokyo } from './calendars.js';

const minutes = (count: number): number => count * 60_000;

describe('Japanese time (section G)', () => {
  it('is printed as 2026年11月24日（火）17:00', () => {
    expect(formatDateTime(tokyo('2026-11-24 17:00'))).toBe('2026年11月24日（火）17:00');
    expect(formatDateTime(tokyo('2026-01-05 09:05:59'))).toBe('2026年1月5日（月）09:05');
    expect(formatDate(tokyo('2026-11-22 00:00'))).toBe('2026年11月22日（日）');
    expect(formatTime(tokyo('2026-11-22 00:00'))).toBe('00:00');
  });

  it('is the day of Tokyo, nine hours ahead of UTC', () => {
    expect(civilDate(Date.UTC(2026, 10, 23, 14, 59, 59))).toBe('2026-11-23');
    expect(civilDate(Date.UTC(2026, 10, 23, 15, 0, 0))).toBe('2026-11-24');
  });

  it('is written for machines with +09:00, milliseconds only where there are any', () => {
    expect(toIsoTokyo(tokyo('2026-11-24 17:00'))).toBe('2026-11-24T17:00:00+09:00');
    expect(toIsoTokyo(tokyo('2026-11-24 16:59:59.007'))).toBe('2026-11-24T16:59:59.007+09:00');
  });

  it('says what is left and what is over in reception time', () => {
    expect(formatBusinessDuration(minutes(200))).toBe('受付時間であと3時間20分');
    expect(formatBusinessDuration(minutes(180))).toBe('受付時間であと3時間');
    expect(formatBusinessDuration(minutes(20))).toBe('受付時間であと20分');
    expect(formatBusinessDuration(59_999)).toBe('受付時間であと1分未満');
    expect(formatBusinessDuration(-minutes(61))).toBe('受付時間で1時間1分超過');
  });
});

describe('civil days', () => {
  it('agree with the proleptic calendar of UTC dates', () => {
    fc.assert(fc.property(fc.integer({ min: -40_000, max: 60_000 }), (day) => {
      const date = new Date(day * 86_400_000);
      expect(partsOf(day)).toEqual({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
      expect(dayFromParts(partsOf(day))).toBe(day);
      expect(weekdayOf(day)).toBe(date.getUTCDay());
      expect(parseDate(dateOf(day))).toBe(day);
    }), { numRuns: 2000 });
  });

  it.each(['2026-02-30', '2025-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '20260101', '', '2026-01-01T00:00'])('know no %s', (text) => {
    expect(isCivilDate(text)).toBe(false);
  });

  it('know 2024-02-29 and 2000-02-29', () => {
    expect([isCivilDate('2024-02-29'), isCivilDate('2000-02-29'), isCivilDate('2100-02-29')]).toEqual([true, true, false]);
  });
});
