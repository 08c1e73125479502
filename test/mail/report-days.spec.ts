import { describe, expect, it } from 'vitest';
import { dayNumber, reportDays } from '../../src/mail/incidents/report-days.rules.js';
import { toInstant } from '../support/clock.js';

const never = (): boolean => false;

describe('E5 the days of 個人情報保護法26条', () => {
  it.each([
    ['2026-11-24T10:00', false, never, { preliminaryFrom: '2026-11-26', preliminaryBy: '2026-11-28', finalBy: '2026-12-23', finalDays: 30 }],
    ['2026-11-24T23:59:59.999', true, never, { preliminaryFrom: '2026-11-26', preliminaryBy: '2026-11-28', finalBy: '2027-01-22', finalDays: 60 }],
    // The 30th day is 12/29: offices are closed until 1/3.
    ['2026-11-30T09:00', false, never, { preliminaryFrom: '2026-12-02', preliminaryBy: '2026-12-04', finalBy: '2027-01-04', finalDays: 30 }],
    // A Saturday and a Sunday.
    ['2026-11-06T09:00', false, (date: string) => ['2026-12-05', '2026-12-06'].includes(date), { preliminaryFrom: '2026-11-08', preliminaryBy: '2026-11-10', finalBy: '2026-12-07', finalDays: 30 }],
  ])('known on %s (不正の目的: %s)', (discovered, malicious, isDayOff, expected) => {
    expect(reportDays(toInstant(`${discovered}+09:00`), malicious, isDayOff)).toEqual(expected);
  });

  it('count the day of coming to know as the first, in Japan', () => {
    const discovered = toInstant('2026-11-24T23:59:00+09:00');
    expect(dayNumber(discovered, toInstant('2026-11-24T23:59:59+09:00'))).toBe(1);
    expect(dayNumber(discovered, toInstant('2026-11-25T00:00:00+09:00'))).toBe(2);
  });
});
