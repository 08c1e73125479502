import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db, Tx } from '../../platform/db.js';
import { blobFile, type ColumnKind, type Manifest, type TableShape, type Value } from './backup-format.js';
import { BackupRefused } from './backup-refused.js';
import { isSealed, rowsOf, type CheckedBackup } from './read-backup.js';
import type { RowOpener } from './sealed-rows.js';
import { columnList, shapesOf } from './snapshot.js';

/** Both databases take this many values in one statement. */
const valuesMax = 20_000;
const rowsMax = 200;

/**
 * Fills the empty tables of a database with a backup's rows, in the caller's transaction. References
 * between tables are checked once all are there.
 *
 * Returns how many rows stayed closed.
 *
 * @throws BackupRefused where the tables are others than the backup's, or not empty
 */
export async function loadTables(db: Db, tx: Tx, backup: CheckedBackup, opener: RowOpener): Promise<number> {
  const ask = <Result>(text: string): Promise<Result[]> => tx.query<Result[]>(text);
  const { tables } = backup.manifest;
  requireSameTables(await shapesOf(db.dialect, ask), tables);
  const restoreReferences = await suspendReferences(db, tx);
  const closed = new Map<string, number>();
  for (const table of tables) closed.set(table.name, await loadTable(db, tx, { folder: backup.folder, table, opener }));
  await restoreReferences();
  for (const { name, rows } of tables) {
    const [found] = await ask<{ n: number }>(`SELECT COUNT(*) AS n FROM "${name}"`);
    if (found?.n !== rows - (closed.get(name) ?? 0)) throw new BackupRefused([`The table ${name} holds ${found?.n ?? 0} rows after loading, the backup has ${rows}.`]);
  }
  return [...closed.values()].reduce((sum, count) => sum + count, 0);
}

function requireSameTables(here: readonly TableShape[], there: Manifest['tables']): void {
  const describe = ({ name, columns }: TableShape): string => `${name}(${columns.map((column) => `${column.name} ${column.kind}`).join(', ')})`;
  const expected = new Set(here.map(describe));
  const found = new Set(there.map(describe));
  const faults = [
    ...[...expected].filter((table) => !found.has(table)).map((table) => `The backup lacks the table ${table}.`),
    ...[...found].filter((table) => !expected.has(table)).map((table) => `The backup has a table that its schema does not: ${table}.`),
  ];
  if (faults.length > 0) throw new BackupRefused(faults);
}

/** Tables may refer to each other in circles, so references are checked at the end: by SQLite when it commits, by PostgreSQL when they are put back. */
async function suspendReferences(db: Db, tx: Tx): Promise<() => Promise<void>> {
  if (db.dialect === 'sqlite') {
    await tx.query('PRAGMA defer_foreign_keys = ON');
    return async () => undefined;
  }
  const references = await tx.query<{ table: string; name: string; definition: string }[]>(
    `SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`,
  );
  for (const { table, name } of references) await tx.query(`ALTER TABLE ${table} DROP CONSTRAINT "${name}"`);
  return async () => {
    for (const { table, name, definition } of references) await tx.query(`ALTER TABLE ${table} ADD CONSTRAINT "${name}" ${definition}`);
  };
}

interface Loading {
  readonly folder: string;
  readonly table: TableShape;
  readonly opener: RowOpener;
}

/** How many rows stayed closed, because their customer was erased. */
async function loadTable(db: Db, tx: Tx, { folder, table, opener }: Loading): Promise<number> {
  const atOnce = table.columns.some(({ kind }) => kind === 'bytes') ? 1 : Math.max(1, Math.min(rowsMax, Math.floor(valuesMax / table.columns.length)));
  let waiting: unknown[][] = [];
  let closed = 0;
  for await (const line of rowsOf(folder, table)) {
    const row = isSealed(line) ? opener.open(table.name, line) : line;
    if (row === undefined) {
      closed += 1;
      continue;
    }
    waiting.push(await Promise.all(row.map((value, index) => readValue(folder, value, table.columns[index]?.kind, db))));
    if (waiting.length < atOnce) continue;
    await insertRows(db, tx, table, waiting);
    waiting = [];
  }
  if (waiting.length > 0) await insertRows(db, tx, table, waiting);
  return closed;
}

async function readValue(folder: string, value: Value, kind: ColumnKind | undefined, db: Db): Promise<unknown> {
  if (value === null) return null;
  if (kind === 'bytes') return readFile(join(folder, blobFile(String(value))));
  return typeof value === 'boolean' && db.dialect === 'sqlite' ? Number(value) : value;
}

async function insertRows(db: Db, tx: Tx, table: TableShape, rows: readonly (readonly unknown[])[]): Promise<void> {
  let place = 0;
  const tuples = rows.map((row) => `(${row.map(() => (db.dialect === 'sqlite' ? '?' : `$${(place += 1)}`)).join(', ')})`);
  await tx.query(`INSERT INTO "${table.name}" (${columnList(table)}) VALUES ${tuples.join(', ')}`, rows.flat());
}
