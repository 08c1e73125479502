import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../read-config.js';
import { lawHolidays } from './holiday-law.rules.js';
import { decodeOfficialCsv } from './official-csv.js';
import { officialOver, officialThrough, type OfficialHoliday } from './official-csv.rules.js';
import { ReceptionCalendar } from './reception-calendar.js';

let holidays: readonly OfficialHoliday[] | undefined;

/** The bytes of the official list that ships with this release. */
export function shippedCsv(): Uint8Array {
  return readFileSync(join(projectDir(), 'templates', 'calendar', 'syukujitsu.csv'));
}

/** The rows of the official list that ships with this release. */
export function shippedHolidays(): readonly OfficialHoliday[] {
  holidays ??= decodeOfficialCsv(shippedCsv());
  return holidays;
}

/** The calendar of a desk that has no database yet: version 0, no closures of an owner. */
export function shippedCalendar(): ReceptionCalendar {
  return new ReceptionCalendar({
    version: 0,
    holidays: officialOver(shippedHolidays(), lawHolidays),
    officialThrough: officialThrough(shippedHolidays()),
    closures: [],
    reopenings: [],
    suspensions: [],
  });
}
