import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, dayMs, dayOf, instantOn } from '../../src/calendar/civil-day.rules.js';
import { formatTime } from '../../src/calendar/japanese-time.js';
import type { ReceptionCalendar } from '../../src/calendar/reception-calendar.js';
import { aCalendar, dayNumber, days, tokyo } from './calendars.js';

const plain = aCalendar();
const arrivals = fc.integer({ min: tokyo('2000-01-01 00:00'), max: tokyo('2099-12-31 23:59') });
const soon = fc.integer({ min: tokyo('2026-01-01 00:00'), max: tokyo('2028-12-31 23:59') });
const closures = fc
  .array(fc.tuple(fc.integer({ min: dayNumber('2026-01-01'), max: dayNumber('2029-01-31') }), fc.integer({ min: 0, max: 12 })), { maxLength: 8 })
  .map((spans) => spans.map(([from, length]) => days(dateOf(from), dateOf(from + length))));
const suspensions = fc.array(
  fc.record({ from: soon, declaredAfterMs: fc.integer({ min: -10 * dayMs, max: dayMs }), lengthMs: fc.integer({ min: 1, max: 9 * dayMs }) }),
  { maxLength: 4 },
).map((all) => all.map((one) => ({ from: one.from, to: one.from + one.lengthMs, declaredAt: one.from + one.declaredAfterMs, reason: '障害' })));

/** The plainest reading of A1 and A2: walk hour by hour and day by day. */
function walkToOpening(calendar: ReceptionCalendar, at: number): number {
  for (let day = dayOf(at); ; day += 1) {
    const [opens, closes] = [instantOn(day, 9 * 3_600_000), instantOn(day, 17 * 3_600_000)];
    if (calendar.closedReason(dateOf(day)) === undefined && at < closes) return Math.max(at, opens);
  }
}

describe('a response target (D1)', () => {
  it('is never due before it is accepted, nor accepted before it arrived', () => {
    fc.assert(fc.property(arrivals, closures, suspensions, (at, closed, suspended) => {
      const { acceptedAt, dueAt } = aCalendar({ closures: closed, suspensions: suspended }).responseTarget(at);
      return at <= acceptedAt && acceptedAt < dueAt;
    }), { numRuns: 300 });
  });

  it('is due at 17:00 of a business day, accepted while reception is open', () => {
    fc.assert(fc.property(arrivals, closures, suspensions, (at, closed, suspended) => {
      const calendar = aCalendar({ closures: closed, suspensions: suspended });
      const { acceptedAt, dueAt } = calendar.responseTarget(at);
      expect(formatTime(dueAt)).toBe('17:00');
      expect(calendar.closedReason(dateOf(dayOf(dueAt)))).toBeUndefined();
      expect(calendar.isOpen(acceptedAt)).toBe(true);
    }), { numRuns: 300 });
  });

  it('agrees with walking day by day', () => {
    fc.assert(fc.property(soon, closures, (at, closed) => {
      const calendar = aCalendar({ closures: closed });
      const acceptedAt = walkToOpening(calendar, at);
      const nextDay = walkToOpening(calendar, instantOn(dayOf(acceptedAt) + 1, 0));
      expect(calendar.responseTarget(at)).toMatchObject({ acceptedAt, dueAt: instantOn(dayOf(nextDay), 17 * 3_600_000) });
    }), { numRuns: 500 });
  });

  it('is never earlier for a closure added', () => {
    fc.assert(fc.property(soon, closures, closures, (at, closed, added) => {
      const before = aCalendar({ closures: closed }).responseTarget(at);
      const after = aCalendar({ closures: [...closed, ...added] }).responseTarget(at);
      return after.acceptedAt >= before.acceptedAt && after.dueAt >= before.dueAt;
    }), { numRuns: 500 });
  });

  it('is never earlier for a suspension declared (A8)', () => {
    fc.assert(fc.property(soon, suspensions, suspensions, (at, suspended, added) => {
      const before = aCalendar({ suspensions: suspended }).responseTarget(at);
      const after = aCalendar({ suspensions: [...suspended, ...added] }).responseTarget(at);
      return after.acceptedAt >= before.acceptedAt && after.dueAt >= before.dueAt;
    }), { numRuns: 500 });
  });

  it('is never earlier for what arrives later', () => {
    fc.assert(fc.property(soon, fc.integer({ min: 0, max: 20 * dayMs }), closures, (at, laterMs, closed) => {
      const calendar = aCalendar({ closures: closed });
      return calendar.responseTarget(at + laterMs).dueAt >= calendar.responseTarget(at).dueAt;
    }), { numRuns: 500 });
  });

  it('is the same for everything that arrives within one closed period', () => {
    fc.assert(fc.property(soon, fc.double({ min: 0, max: 1, noNaN: true }), closures, (at, share, closed) => {
      const calendar = aCalendar({ closures: closed });
      fc.pre(!calendar.isOpen(at));
      const opening = calendar.nextOpening(at);
      const another = at + Math.floor((opening - at) * share);
      expect(calendar.responseTarget(another)).toMatchObject({ acceptedAt: opening, dueAt: calendar.responseTarget(at).dueAt });
    }), { numRuns: 500 });
  });

  it('skips exactly the days without reception', () => {
    fc.assert(fc.property(soon, closures, (at, closed) => {
      const calendar = aCalendar({ closures: closed });
      const target = calendar.responseTarget(at);
      const span = Array.from({ length: dayOf(target.dueAt) - dayOf(at) }, (_, index) => dateOf(dayOf(at) + index));
      expect(target.skipped.map(({ date }) => date)).toEqual(span.filter((date) => calendar.closedReason(date) !== undefined));
    }), { numRuns: 300 });
  });
});

describe('reception time', () => {
  it('adds up over a split', () => {
    fc.assert(fc.property(soon, soon, soon, closures, (a, b, c, closed) => {
      const calendar = aCalendar({ closures: closed });
      const [first = 0, middle = 0, last = 0] = [a, b, c].toSorted((x, y) => x - y);
      expect(calendar.businessMsBetween(first, middle) + calendar.businessMsBetween(middle, last)).toBe(calendar.businessMsBetween(first, last));
    }), { numRuns: 300 });
  });

  it('has passed by the given share at the instant of that share', () => {
    fc.assert(fc.property(soon, fc.integer({ min: 1, max: 100 }), suspensions, (at, percent, suspended) => {
      const calendar = aCalendar({ suspensions: suspended });
      const { acceptedAt, dueAt } = calendar.responseTarget(at);
      const whole = calendar.businessMsBetween(acceptedAt, dueAt);
      const reached = calendar.instantAtShare(acceptedAt, dueAt, percent / 100);
      // Rounded from the same product: 29 % of a time and 0.29 times it may differ by a millisecond.
      const share = Math.round(whole * (percent / 100));
      expect(calendar.businessMsBetween(acceptedAt, reached)).toBe(share);
      expect(calendar.businessMsBetween(acceptedAt, reached - 1)).toBeLessThan(Math.max(1, share));
    }), { numRuns: 300 });
  });
});

it('reads every century of the range alike: no arrival has no target', () => {
  fc.assert(fc.property(arrivals, (at) => plain.responseTarget(at).skipped.length <= 20), { numRuns: 500 });
});
