import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.js';
import { openWriter } from '../../src/platform/data-sources.js';
import { plantCanaries } from '../support/canaries.js';
import { databaseKinds, schema } from '../support/databases.js';
import { startTestDesk } from '../support/desk.js';

/** The last step of the first release; every desk in use stands there or later. */
const firstRelease = 'Search1795109000000';
const names = migrations.map(({ name }) => name);

type Rows = Readonly<Record<string, readonly string[]>>;
type Columns = ReadonlyMap<string, readonly string[]>;

describe.each(databaseKinds())('a desk in use that gets the next release, on %s', (kind) => {
  it('keeps every row of every table, and the triggers that watch them', { timeout: 120_000 }, async () => {
    const desk = await startTestDesk({ database: kind });
    await plantCanaries(desk);
    await desk.app.close();
    const writer = await openWriter(desk.config.database, schema);
    try {
      for (const _step of names.slice(names.indexOf(firstRelease) + 1)) await writer.undoLastMigration();
      const columns = await columnsOf(writer);
      const [before, triggers] = [await rowsOf(writer, columns), await triggersOf(writer)];
      expect(Object.values(before).flat().length).toBeGreaterThan(200);
      expect((await writer.runMigrations()).map(({ name }) => name)).toEqual(names.slice(names.indexOf(firstRelease) + 1));
      expect(await rowsOf(writer, columns)).toEqual(before);
      expect(await triggersOf(writer)).toEqual(expect.arrayContaining(triggers));
    } finally {
      await writer.destroy();
      await desk.close();
    }
  });
});

/** Every table of the release before with its columns; what a search or a migration keeps for itself left out. */
async function columnsOf(writer: DataSource): Promise<Columns> {
  const list =
    writer.options.type === 'postgres'
      ? `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`
      : `SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2`;
  const rows: { table: string; column: string }[] = await writer.query(list);
  const own = rows.filter(({ table }) => !/^(search_|sqlite_|migration$)/.test(table));
  return new Map([...new Set(own.map(({ table }) => table))].map((table) => [table, own.filter((row) => row.table === table).map(({ column }) => column)]));
}

async function rowsOf(writer: DataSource, columns: Columns): Promise<Rows> {
  const rows: Record<string, readonly string[]> = {};
  for (const [table, ofTable] of columns) {
    const found: object[] = await writer.query(`SELECT ${ofTable.map((name) => `"${name}"`).join(', ')} FROM "${table}"`);
    rows[table] = found.map((row) => JSON.stringify(row)).toSorted();
  }
  return rows;
}

async function triggersOf(writer: DataSource): Promise<string[]> {
  const list =
    writer.options.type === 'postgres'
      ? `SELECT event_object_table || '.' || trigger_name AS name FROM information_schema.triggers`
      : `SELECT tbl_name || '.' || name AS name FROM sqlite_master WHERE type = 'trigger'`;
  const rows: { name: string }[] = await writer.query(list);
  // A guard that learns an exception gets another name; the table keeps one.
  return [...new Set(rows.map(({ name }) => name.replace(/_(?:sent_)?(?:no|guard)_(delete|update)$/, '_$1').replace(/_(append_only|sent_immutable|guard)$/, '')))].toSorted();
}
