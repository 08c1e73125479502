import { describe, expect, it } from 'vitest';
import { dateOf, dayOf } from '../../src/calendar/civil-day.rules.js';
import { shippedCalendar } from '../../src/calendar/shipped-calendar.js';
import { drillState, nextDrillOn, troublesOf, type DrillOutcome } from '../../src/customers/drills/contact-drill.rules.js';
import { toInstant } from '../support/clock.js';

const well: DrillOutcome = { personResult: 'reached', phoneResult: 'reached', altPhoneResult: 'reached', emailResult: 'reached' };
const calendar = shippedCalendar();
const at = (date: string): number => toInstant(`${date}T23:30:00+09:00`);
const last = (date: string, outcome: Partial<DrillOutcome> = {}) => ({ ...well, ...outcome, drilledAt: at(date) });

describe('H8 the contact drill', () => {
  it.each([
    ['a year after the registration where there was none yet', '2026-04-01', undefined, '2027-04-01'],
    ['a year after the last one', '2025-04-01', '2026-06-10', '2027-06-10'],
    ['a year after a registration that is newer', '2026-09-01', '2026-06-10', '2027-09-01'],
    ['on 2/28 after a leap day', '2028-02-29', undefined, '2029-02-28'],
    ['on Monday where the day is a Sunday', '2026-06-13', undefined, '2027-06-14'],
    ['after the New Year’s closure', '2026-12-30', undefined, '2028-01-05'],
  ])('is due %s', (_when, since, drilled, expected) => {
    const history = { contactSince: at(since), last: drilled === undefined ? undefined : last(drilled) };
    expect(dateOf(nextDrillOn(history, calendar))).toBe(expected);
  });

  it.each([
    ['2027-03-01', 'later'], ['2027-03-02', 'due_soon'], ['2027-03-31', 'due_soon'], ['2027-04-01', 'overdue'],
  ])('on %s is %s', (today, state) => {
    expect(drillState({ contactSince: at('2026-04-01'), last: undefined }, dayOf(at(today)), calendar)).toBe(state);
  });

  it('that did not go well waits until the registration is changed or another goes well', () => {
    const failed = last('2026-06-10', { altPhoneResult: 'unreached', emailResult: 'changed' });
    expect(troublesOf(failed)).toEqual(['altPhoneResult', 'emailResult']);
    const today = dayOf(at('2026-06-11'));
    expect(drillState({ contactSince: at('2026-04-01'), last: failed }, today, calendar)).toBe('to_change');
    expect(drillState({ contactSince: at('2026-06-11'), last: failed }, today, calendar)).toBe('later');
    expect(drillState({ contactSince: at('2026-04-01'), last: last('2026-06-11') }, today, calendar)).toBe('later');
  });
});
