import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toIsoTokyo } from '../../src/calendar/japanese-time.js';
import { aCalendar, days, tokyo } from './calendars.js';

interface Vector {
  readonly arrivedAt: string;
  readonly acceptedAt: string;
  readonly dueAt: string;
}

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'response-target-vectors.json'), 'utf8')) as Vector[];
const calendar = aCalendar();

describe('response target (D1)', () => {
  it.each(vectors)('what arrives at $arrivedAt is accepted at $acceptedAt and due at $dueAt', (vector) => {
    const target = calendar.responseTarget(Date.parse(vector.arrivedAt));
    expect({ arrivedAt: toIsoTokyo(target.arrivedAt), acceptedAt: toIsoTokyo(target.acceptedAt), dueAt: toIsoTokyo(target.dueAt) }).toEqual(vector);
  });

  it('ends reception before 17:00:00.000, to the millisecond (A1)', () => {
    expect(calendar.isOpen(tokyo('2026-11-19 16:59:59.999'))).toBe(true);
    expect(calendar.isOpen(tokyo('2026-11-19 17:00'))).toBe(false);
    expect(calendar.isOpen(tokyo('2026-11-19 08:59:59.999'))).toBe(false);
    expect(calendar.isOpen(tokyo('2026-11-19 09:00'))).toBe(true);
  });

  it('names every closed day between arrival and target with its reason (D3)', () => {
    expect(calendar.responseTarget(tokyo('2026-11-20 17:01')).skipped).toEqual([
      { date: '2026-11-21', reason: '土曜日' },
      { date: '2026-11-22', reason: '日曜日' },
      { date: '2026-11-23', reason: '勤労感謝の日' },
    ]);
    expect(calendar.responseTarget(tokyo('2026-11-19 12:30')).skipped).toEqual([]);
  });

  it('keeps an acceptance that is fixed', () => {
    const target = calendar.responseTargetFromAcceptance(tokyo('2026-11-19 10:00'), tokyo('2026-11-18 20:00'));
    expect(target).toMatchObject({ acceptedAt: tokyo('2026-11-19 10:00'), arrivedAt: tokyo('2026-11-18 20:00'), dueAt: tokyo('2026-11-20 17:00') });
  });

  it('refuses instants beyond the calendar', () => {
    expect(() => calendar.responseTarget(Date.UTC(1900, 0, 1))).toThrow('範囲外');
    expect(() => calendar.responseTarget(Date.UTC(2200, 0, 1))).toThrow('範囲外');
    expect(() => calendar.responseTarget(Number.NaN)).toThrow('範囲外');
  });
});

describe('reception time', () => {
  it('counts nothing outside reception hours', () => {
    const hours = (from: string, to: string): number => calendar.businessMsBetween(tokyo(from), tokyo(to)) / 3_600_000;
    expect(hours('2026-11-19 10:00', '2026-11-19 12:30')).toBe(2.5);
    expect(hours('2026-11-20 16:00', '2026-11-24 10:00')).toBe(2);
    expect(hours('2026-11-20 17:00', '2026-11-24 09:00')).toBe(0);
    expect(hours('2026-11-21 03:00', '2026-11-22 23:00')).toBe(0);
    expect(hours('2026-11-19 12:00', '2026-11-19 10:00')).toBe(-2);
    expect(hours('2026-01-01 00:00', '2027-01-01 00:00')).toBe(239 * 8);
    expect(hours('2020-01-01 00:00', '2036-01-01 00:00') / 8).toBe(240 + 241 + 240 + 243 + 243 + 241 + 239 + 240 + 242 + 243 + 243 + 241 + 241 + 240 + 243 + 243);
  });

  it('finds the instant at which a share of it has passed (D4)', () => {
    const target = calendar.responseTarget(tokyo('2026-11-20 16:00'));
    expect(target.dueAt).toBe(tokyo('2026-11-24 17:00'));
    expect(calendar.instantAtShare(target.acceptedAt, target.dueAt, 0.8)).toBe(tokyo('2026-11-24 15:12'));
    expect(calendar.instantAtShare(target.acceptedAt, target.dueAt, 0)).toBe(target.acceptedAt);
    expect(calendar.instantAtShare(target.acceptedAt, target.dueAt, 1)).toBe(target.dueAt);
  });

  it('adds business days to a civil day, at 17:00', () => {
    expect(calendar.addBusinessDays(tokyo('2026-11-20 18:00'), 1)).toBe(tokyo('2026-11-24 17:00'));
    expect(calendar.addBusinessDays(tokyo('2026-12-25 09:00'), 3)).toBe(tokyo('2027-01-07 17:00'));
    expect(() => calendar.addBusinessDays(tokyo('2026-11-20 18:00'), 0)).toThrow(RangeError);
  });
});

describe('closures of the owner (A2)', () => {
  it('closes the day and moves what would be due on it', () => {
    const closed = aCalendar({ closures: [days('2026-11-24')] });
    expect(closed.closedReason('2026-11-24')).toBe('臨時休業（創立記念日）');
    expect(closed.responseTarget(tokyo('2026-11-20 12:00')).dueAt).toBe(tokyo('2026-11-25 17:00'));
  });

  it('re-opens a national holiday, but no weekend and no year-end', () => {
    const opened = aCalendar({ reopenings: [days('2026-11-23'), days('2026-11-21'), days('2027-01-01')] });
    expect(opened.closedReason('2026-11-23')).toBeUndefined();
    expect(opened.closedReason('2026-11-21')).toBe('土曜日');
    expect(opened.closedReason('2027-01-01')).toBe('年末年始休業');
    expect(opened.responseTarget(tokyo('2026-11-20 17:01')).acceptedAt).toBe(tokyo('2026-11-23 09:00'));
  });
});
