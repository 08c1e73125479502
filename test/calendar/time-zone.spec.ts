import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'response-target-vectors.json'), 'utf8')) as { readonly arrivedAt: string }[];
const midnights = Array.from({ length: 400 }, (_, index) => new Date(Date.UTC(2026, 0, 1) + index * 40 * 3_600_000).toISOString());
const ownZone = process.env['TZ'];

afterEach(() => {
  if (ownZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = ownZone;
  vi.resetModules();
});

/** Everything the calendar says of many instants and of 60 years, computed anew in a zone of the process. */
async function saidIn(zone: string, offsetMinutes: number): Promise<unknown> {
  process.env['TZ'] = zone;
  expect(new Date(Date.UTC(2026, 0, 15)).getTimezoneOffset() + offsetMinutes).toBe(0);
  vi.resetModules();
  const { explainInstant } = await import('../../src/calendar/explain.rules.js');
  const { shippedCalendar } = await import('../../src/calendar/shipped-calendar.js');
  const { lawHolidays } = await import('../../src/calendar/holiday-law.rules.js');
  const { formatDateTime } = await import('../../src/calendar/japanese-time.js');
  const calendar = shippedCalendar();
  return {
    explained: [...vectors.map(({ arrivedAt }) => arrivedAt), ...midnights].map((text) => explainInstant(calendar, text)),
    holidays: Array.from({ length: 60 }, (_, index) => [...lawHolidays(2000 + index)]),
    printed: midnights.map((text) => formatDateTime(Date.parse(text))),
  };
}

describe('the zone of the process', () => {
  it('changes nothing: UTC, America/New_York and Pacific/Kiritimati agree with Asia/Tokyo (A1)', async () => {
    const expected = await saidIn('Asia/Tokyo', 540);
    expect(await saidIn('UTC', 0)).toEqual(expected);
    expect(await saidIn('America/New_York', -300)).toEqual(expected);
    expect(await saidIn('Pacific/Kiritimati', 840)).toEqual(expected);
  });
});
