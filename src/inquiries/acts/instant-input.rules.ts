import type { Instant } from '../../platform/clock.js';

const shape = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * An instant as people and programs write it: ISO 8601 with an offset or Z; without one it is
 * Asia/Tokyo, as a form's `datetime-local` gives it. Undefined for anything that is no real time.
 */
export function parseInstantInput(text: string): Instant | undefined {
  const match = shape.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '0', zone = '+09:00'] = match;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}${zone}`);
  if (Number.isNaN(at)) return undefined;
  // Date.parse takes 2026-02-30 for 2026-03-02; a real day comes back as it was written.
  const noon = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), 12));
  return noon.getUTCDate() === Number(day) && noon.getUTCMonth() === Number(month) - 1 ? at : undefined;
}
