import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf } from '../../src/calendar/civil-day.rules.js';
import { followChange } from '../../src/calendar/follow-change.rules.js';
import { toIsoTokyo } from '../../src/calendar/japanese-time.js';
import { aCalendar, dayNumber, days, tokyo } from './calendars.js';

const plain = aCalendar();
const summerBreak = aCalendar({ version: 2, closures: [days('2026-08-12', '2026-08-14', '夏季休業')] });

describe('targets of open inquiries follow the calendar (D5)', () => {
  it('moves what is due on a day that is closed now', () => {
    const target = plain.responseTarget(tokyo('2026-08-10 15:00'));
    const moved = followChange(target, plain, summerBreak, tokyo('2026-08-10 16:00'));
    expect(toIsoTokyo(moved.dueAt)).toBe('2026-08-17T17:00:00+09:00');
    expect(moved).toMatchObject({ arrivedAt: target.arrivedAt, acceptedAt: target.acceptedAt, calendarVersion: 2 });
    expect(moved.skipped.map(({ date }) => date)).toEqual(['2026-08-11', '2026-08-12', '2026-08-13', '2026-08-14', '2026-08-15', '2026-08-16']);
  });

  it('moves an acceptance that is still to come', () => {
    const target = plain.responseTarget(tokyo('2026-08-11 20:00'));
    const moved = followChange(target, plain, summerBreak, tokyo('2026-08-11 21:00'));
    expect([target, moved].map(({ acceptedAt }) => toIsoTokyo(acceptedAt))).toEqual(['2026-08-12T09:00:00+09:00', '2026-08-17T09:00:00+09:00']);
  });

  it('leaves an acceptance that has passed, whatever is closed afterwards', () => {
    const target = plain.responseTarget(tokyo('2026-08-12 10:00'));
    expect(followChange(target, plain, summerBreak, tokyo('2026-08-12 11:00')).acceptedAt).toBe(tokyo('2026-08-12 10:00'));
  });

  it('leaves a target that was missed', () => {
    const target = plain.responseTarget(tokyo('2026-08-10 15:00'));
    expect(followChange(target, plain, summerBreak, tokyo('2026-08-12 17:00'))).toBe(target);
  });

  it('brings a target forward when a day is re-opened, but never into the past', () => {
    const target = summerBreak.responseTarget(tokyo('2026-08-10 15:00'));
    expect(toIsoTokyo(followChange(target, summerBreak, plain, tokyo('2026-08-11 12:00')).dueAt)).toBe('2026-08-12T17:00:00+09:00');
    expect(followChange(target, summerBreak, plain, tokyo('2026-08-12 17:00'))).toBe(target);
  });

  it('leaves alone what the change does not touch', () => {
    const target = plain.responseTarget(tokyo('2026-07-01 10:00'));
    expect(followChange(target, plain, summerBreak, tokyo('2026-07-01 11:00'))).toBe(target);
  });

  it('lets a suspension move only what has not been accepted when it is declared (A8)', () => {
    const now = tokyo('2026-11-25 08:00');
    const suspended = aCalendar({ suspensions: [{ from: tokyo('2026-11-25 08:00'), to: tokyo('2026-11-26 17:00'), declaredAt: now, reason: '障害' }] });
    const accepted = plain.responseTarget(tokyo('2026-11-24 16:00'));
    const waiting = plain.responseTarget(tokyo('2026-11-24 18:00'));
    expect(followChange(accepted, plain, suspended, now)).toBe(accepted);
    expect(toIsoTokyo(followChange(waiting, plain, suspended, now).acceptedAt)).toBe('2026-11-27T09:00:00+09:00');
  });

  it('accepts at once what waited for the end of a suspension that ends early', () => {
    const suspension = { from: tokyo('2026-11-25 08:00'), to: tokyo('2026-11-26 17:00'), declaredAt: tokyo('2026-11-25 08:00'), reason: '障害' };
    const suspended = aCalendar({ suspensions: [suspension] });
    const now = tokyo('2026-11-25 13:00');
    const ended = aCalendar({ suspensions: [{ ...suspension, to: now }] });
    const waiting = suspended.responseTarget(tokyo('2026-11-25 10:00'));
    expect(followChange(waiting, suspended, ended, now)).toMatchObject({ acceptedAt: now, dueAt: tokyo('2026-11-26 17:00') });
  });

  it('never gives a target in the past, and never an acceptance in the past to what was not accepted', () => {
    const instants = fc.integer({ min: tokyo('2026-08-01 00:00'), max: tokyo('2026-09-30 23:59') });
    const closed = fc.array(fc.integer({ min: dayNumber('2026-08-01'), max: dayNumber('2026-10-10') }).map((day) => days(dateOf(day))), { maxLength: 20 });
    fc.assert(fc.property(instants, instants, closed, closed, (one, other, closedBefore, closedAfter) => {
      const [arrivedAt, now] = [Math.min(one, other), Math.max(one, other)];
      const [before, after] = [aCalendar({ closures: closedBefore }), aCalendar({ closures: closedAfter })];
      const target = before.responseTarget(arrivedAt);
      const moved = followChange(target, before, after, now);
      if (moved === target) return;
      expect(moved.dueAt).toBeGreaterThan(now);
      if (target.acceptedAt > now) expect(moved.acceptedAt).toBeGreaterThanOrEqual(now);
      else expect(moved.acceptedAt).toBe(target.acceptedAt);
    }), { numRuns: 500 });
  });
});
