import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entitlementOn, insuranceEffectiveFrom, insuredFrom, nonRenewalNoticeDeadline, termNoticeOn, termStateOn } from '../../src/customers/contract-term.rules.js';
import { noticeMonthsOf } from '../../src/customers/service-profiles.rules.js';

const contract = { deliveredOn: '2025-04-10', termStartsOn: '2025-04-10', endedOn: null };

describe('A7 F1 whether incident support is owed', () => {
  it.each([
    ['the day before delivery', '2025-04-09', 'before_term'],
    ['the day of delivery', '2025-04-10', 'in_force'],
    ['years after, since nobody gave notice', '2031-01-01', 'in_force'],
  ])('%s', (_when, date, state) => {
    expect(termStateOn(contract, date)).toBe(state);
  });

  it('ends after the last day only where a notice or cancellation is recorded', () => {
    const ended = { ...contract, endedOn: '2026-11-30' };
    expect(termStateOn(ended, '2026-11-30')).toBe('in_force');
    expect(termStateOn(ended, '2026-12-01')).toBe('ended');
  });

  it('is unclear without a contract or without a delivery on record', () => {
    expect(entitlementOn([], '2026-01-01')).toBe('unclear');
    expect(entitlementOn([{ deliveredOn: null, termStartsOn: null, endedOn: null }], '2026-01-01')).toBe('unclear');
  });

  it('follows the best of several contracts', () => {
    const ended = { ...contract, endedOn: '2025-12-31' };
    const coming = { deliveredOn: null, termStartsOn: '2027-01-01', endedOn: null };
    const open = { deliveredOn: null, termStartsOn: null, endedOn: null };
    expect(entitlementOn([ended, contract], '2026-06-01')).toBe('in_force');
    expect(entitlementOn([ended, coming], '2026-06-01')).toBe('before_term');
    expect(entitlementOn([ended, coming, open], '2026-06-01')).toBe('unclear');
    expect(entitlementOn([ended], '2026-06-01')).toBe('ended');
  });
});

describe('C6 the insurance starts on the first of the month after use began', () => {
  it.each([
    ['2026-11-10', '2026-12-01'],
    ['2026-11-01', '2026-12-01'],
    ['2026-12-31', '2027-01-01'],
    ['2028-02-29', '2028-03-01'],
  ])('use from %s is insured from %s', (began, from) => {
    expect(insuranceEffectiveFrom(began)).toBe(from);
  });

  it('is that of the contract in force, not of one that ended before; of several the one that began first', () => {
    const ended = { deliveredOn: '2024-04-01', termStartsOn: '2024-04-01', endedOn: '2026-03-31' };
    const now = { deliveredOn: '2026-11-10', termStartsOn: null, endedOn: null };
    const second = { deliveredOn: '2026-11-20', termStartsOn: '2026-11-12', endedOn: null };
    expect(insuredFrom([ended, second, now], '2026-11-24')).toBe('2026-12-01');
    expect(insuredFrom([ended, now], '2026-01-15'), 'while the first ran').toBe('2024-05-01');
    expect(insuredFrom([ended], '2026-11-24'), 'where there is no other').toBe('2024-05-01');
    expect(insuredFrom([{ deliveredOn: null, termStartsOn: null, endedOn: null }], '2026-11-24')).toBeUndefined();
  });
});

describe('F1 the last day for a notice not to renew', () => {
  it.each([
    ['2027-04-30', '2027-02-28'],
    ['2028-04-30', '2028-02-29'],
    ['2027-01-31', '2026-11-30'],
    ['2027-02-28', '2026-12-28'],
    ['2026-08-15', '2026-06-15'],
    ['2027-02-01', '2026-12-01'],
  ])('a term to %s: by %s', (ends, deadline) => {
    expect(nonRenewalNoticeDeadline(ends, 2)).toBe(deadline);
  });

  it('is one month for a sibling service, and always before the end', () => {
    expect(['soc_in_pocket', 'mdr_ndr', 'sspm', 'cloud_security_support', 'not known'].map(noticeMonthsOf)).toEqual([2, 2, 1, 1, 2]);
    expect(nonRenewalNoticeDeadline('2026-03-31', noticeMonthsOf('sspm'))).toBe('2026-02-28');
    fc.assert(
      fc.property(fc.date({ min: new Date('2001-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), fc.integer({ min: 1, max: 12 }), (date, months) => {
        const ends = date.toISOString().slice(0, 10);
        expect(nonRenewalNoticeDeadline(ends, months) < ends).toBe(true);
      }),
    );
  });
});

describe('F1: the notice to the partner that a term is about to end', () => {
  it.each([
    // A term to 2027-03-08: 90 days before is 2026-12-08, 60 days before 2027-01-07, the last day for an answer 2027-01-08.
    ['2027-03-08', '2026-12-07', '2026-12-08', undefined],
    ['2027-03-08', '2026-12-08', '2026-12-09', 'first'],
    ['2027-03-08', '2027-01-06', '2027-01-07', 'first'],
    ['2027-03-08', '2027-01-07', '2027-01-08', 'second'],
    ['2027-03-08', '2027-01-08', '2027-01-12', 'second'],
    ['2027-03-08', '2027-01-09', '2027-01-12', undefined],
    // To 2027-02-28: the last day for an answer, 2026-12-28, comes before the 60 days, and the desk is closed on it.
    ['2027-02-28', '2026-12-24', '2026-12-25', 'first'],
    ['2027-02-28', '2026-12-25', '2027-01-05', 'second'],
  ])('of a term to %s on %s, where the next open day is %s: %s', (ends, today, nextOpenDay, due) => {
    expect(termNoticeOn(ends, nonRenewalNoticeDeadline(ends, 2), today, nextOpenDay)).toBe(due);
  });

  it('60 days before comes first where the last day for an answer is one month before', () => {
    expect(['2027-01-06', '2027-01-07', '2027-02-08', '2027-02-09'].map((today) => termNoticeOn('2027-03-08', '2027-02-08', today, today.replace(/\d\d$/, (day) => String(Number(day) + 1).padStart(2, '0'))))).toEqual(['first', 'second', 'second', undefined]);
  });
});
