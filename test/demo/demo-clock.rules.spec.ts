import { describe, expect, it } from 'vitest';
import { toIsoTokyo } from '../../src/calendar/japanese-time.js';
import { shippedCalendar } from '../../src/calendar/shipped-calendar.js';
import { demoClock, receptionBefore } from '../../src/demo/demo-clock.rules.js';
import { toInstant } from '../support/clock.js';

const calendar = shippedCalendar();

const clockAt = (now: string, latest?: string): string => {
  const clock = demoClock(calendar, toInstant(now), latest === undefined ? undefined : toInstant(latest));
  return clock.kind === 'system' ? 'system' : toIsoTokyo(clock.at);
};

describe('the clock of the demo', () => {
  it.each([
    ['is the system’s within reception hours', '2026-11-24T09:00:00+09:00', 'system'],
    ['is the system’s up to the last moment', '2026-11-24T16:59:59+09:00', 'system'],
    ['starts at 10:30 of the day once reception has closed', '2026-11-24T17:00:00+09:00', '2026-11-24T10:30:00+09:00'],
    ['starts at 10:30 of the day before, before reception opens', '2026-11-25T08:59:00+09:00', '2026-11-24T10:30:00+09:00'],
    ['starts on Friday on a Saturday', '2026-11-21T12:00:00+09:00', '2026-11-20T10:30:00+09:00'],
    ['goes back over a holiday', '2026-11-24T08:00:00+09:00', '2026-11-20T10:30:00+09:00'],
    ['goes back over the year-end break', '2027-01-04T11:00:00+09:00', '2026-12-25T10:30:00+09:00'],
  ])('%s', (_title, now, expected) => {
    expect(clockAt(now)).toBe(expected);
  });

  it.each([
    ['goes on where an earlier run of the same evening ended', '2026-11-24T20:00:00+09:00', '2026-11-24T11:45:00+09:00', '2026-11-24T11:45:00+09:00'],
    ['starts on the next business day where that run went past closing', '2026-11-24T22:00:00+09:00', '2026-11-24T17:30:00+09:00', '2026-11-25T10:30:00+09:00'],
    ['never runs behind what is recorded, also within hours', '2026-11-25T09:30:00+09:00', '2026-11-25T10:40:00+09:00', '2026-11-25T10:40:00+09:00'],
    ['is the system’s again once that has passed', '2026-11-25T11:00:00+09:00', '2026-11-25T10:40:00+09:00', 'system'],
  ])('%s', (_title, now, latest, expected) => {
    expect(clockAt(now, latest)).toBe(expected);
  });

  it('counts back through reception time alone', () => {
    const at = toInstant('2026-11-24T09:10:00+09:00');
    expect(toIsoTokyo(receptionBefore(calendar, at, 5 * 60_000))).toBe('2026-11-24T09:05:00+09:00');
    expect(toIsoTokyo(receptionBefore(calendar, at, 25 * 60_000))).toBe('2026-11-20T16:45:00+09:00');
  });
});
