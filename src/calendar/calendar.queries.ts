import type { Instant } from '../platform/clock.js';
import { sql, type Sql } from '../platform/sql.js';
import type { CalendarImportRow } from './calendar-import.entity.js';
import { parseDate } from './civil-day.rules.js';
import type { ClosureKind, ClosureRow } from './closure.entity.js';
import { daysInForce, suspensionInForce } from './closure.rules.js';
import { lawHolidays } from './holiday-law.rules.js';
import { officialOver, officialThrough, type OfficialHoliday } from './official-csv.rules.js';
import { ReceptionCalendar } from './reception-calendar.js';
import { shippedHolidays } from './shipped-calendar.js';

/** Whatever can read: `Db`, or a connection that only looks. */
export interface Reads {
  rows<Row>(query: Sql): Promise<Row[]>;
}

/** Calendars are asked for from 2000 on, and an arrival of the first days looks a few days back. */
const loadedSince = '1999-01-01';

/** Builds the calendar that the database holds. Where no official list was imported yet, the shipped one decides. */
export async function loadCalendar(reads: Reads, version: number): Promise<ReceptionCalendar> {
  const listed = await officialHolidays(reads);
  const closures = await allClosures(reads);
  const holidays = listed.length === 0 ? shippedHolidays() : listed;
  return new ReceptionCalendar({
    version,
    holidays: officialOver(holidays, lawHolidays),
    officialThrough: officialThrough(holidays),
    closures: daysInForce(closures, 'closure'),
    reopenings: daysInForce(closures, 'reopening'),
    suspensions: closures.map(suspensionInForce).filter((one) => one !== undefined),
  });
}

/** Every act of the owner on the calendar, oldest first, those revoked included. */
export async function allClosures(reads: Reads): Promise<ClosureRow[]> {
  return (await reads.rows<ClosureRecord>(sql`SELECT * FROM closure ORDER BY declared_at, id`)).map(toClosure);
}

/** One of them, or undefined. */
export async function closureById(reads: Reads, id: string): Promise<ClosureRow | undefined> {
  return (await reads.rows<ClosureRecord>(sql`SELECT * FROM closure WHERE id = ${id}`)).map(toClosure)[0];
}

/** The list in force, or undefined where none was imported. */
export async function latestImport(reads: Reads): Promise<ImportSummary | undefined> {
  const rows = await reads.rows<ImportSummary>(
    sql`SELECT sha256, source, imported_at AS "importedAt", row_count AS "rowCount", last_day AS "lastDay"
        FROM calendar_import ORDER BY imported_at DESC, id DESC LIMIT 1`,
  );
  return rows[0];
}

/** What a page says of the official list in force. */
export type ImportSummary = Pick<CalendarImportRow, 'sha256' | 'source' | 'importedAt' | 'rowCount' | 'lastDay'>;

async function officialHolidays(reads: Reads): Promise<OfficialHoliday[]> {
  const rows = await reads.rows<{ date: string; name: string }>(
    sql`SELECT date, name FROM official_holiday WHERE date >= ${loadedSince} ORDER BY date`,
  );
  return rows.map(({ date, name }) => ({ day: parseDate(date) ?? 0, name }));
}

interface ClosureRecord {
  readonly id: string;
  readonly kind: ClosureKind;
  readonly from_date: string | null;
  readonly to_date: string | null;
  readonly from_at: Instant | null;
  readonly to_at: Instant | null;
  readonly reason: string;
  readonly declared_at: Instant;
  readonly declared_by: string | null;
  readonly revoked_at: Instant | null;
  readonly revoked_by: string | null;
}

function toClosure(record: ClosureRecord): ClosureRow {
  return {
    id: record.id,
    kind: record.kind,
    fromDate: record.from_date,
    toDate: record.to_date,
    fromAt: record.from_at,
    toAt: record.to_at,
    reason: record.reason,
    declaredAt: record.declared_at,
    declaredBy: record.declared_by,
    revokedAt: record.revoked_at,
    revokedBy: record.revoked_by,
  };
}
