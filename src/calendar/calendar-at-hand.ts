import { existsSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { readerOptions, type DatabaseTarget } from '../platform/data-sources.js';
import { compileSql, sql } from '../platform/sql.js';
import { loadCalendar, type Reads } from './calendar.queries.js';
import type { ReceptionCalendar } from './reception-calendar.js';
import { shippedCalendar } from './shipped-calendar.js';

/**
 * The calendar for a command that must also work on a machine without a database: that of the
 * database where there is one, otherwise that of the release. A database that is configured but does
 * not answer is said, because its closures are then missing.
 */
export async function calendarAtHand(findDatabase: () => DatabaseTarget, warn: (line: string) => void): Promise<ReceptionCalendar> {
  try {
    const target = findDatabase();
    const isThere = target.kind === 'postgres' || existsSync(target.file);
    return isThere ? await readCalendar(target) : shippedCalendar();
  } catch (error) {
    warn(`The database could not be read, so closures of the service owner are not known: ${error instanceof Error ? error.message : String(error)}`);
    return shippedCalendar();
  }
}

async function readCalendar(target: DatabaseTarget): Promise<ReceptionCalendar> {
  const source = await new DataSource(readerOptions(target, { entities: [], migrations: [] })).initialize();
  const reads: Reads = {
    rows: async (query) => {
      const { text, parameters } = compileSql(query, target.kind);
      return source.query(text, parameters);
    },
  };
  try {
    const [head] = await reads.rows<{ seq: number | null }>(sql`SELECT max(seq) AS seq FROM event WHERE stream_type = 'calendar' AND stream_id = 'reception'`);
    return await loadCalendar(reads, head?.seq ?? 0);
  } finally {
    await source.destroy();
  }
}
