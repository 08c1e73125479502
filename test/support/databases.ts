import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, inject } from 'vitest';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { openDb, type DatabaseTarget, type Schema } from '../../src/platform/data-sources.js';
import type { Db } from '../../src/platform/db.js';
import { createDatabase } from './postgres-databases.js';

export const schema: Schema = { entities, migrations };

export type DatabaseKind = DatabaseTarget['kind'];

/** A database of the test's own, migrated and empty. */
export interface TestDatabase {
  readonly target: DatabaseTarget;
  /** Removes it; close every connection first. */
  readonly remove: () => Promise<void>;
}

/** Makes a fresh, migrated database; for PostgreSQL only where `postgresMissing()` is empty. */
export async function freshDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  const broken = inject('brokenMigrations')[kind];
  if (broken !== '') throw new Error(`The migrations fail on ${kind}: ${broken}`);
  return kind === 'sqlite' ? freshSqlite() : newPostgres(inject('postgresTemplate'));
}

/** Why there is no PostgreSQL here; empty where there is one. */
export function postgresMissing(): string {
  return inject('postgresMissing');
}

/** The databases that can be tested here: `describe.each(databaseKinds())`. */
export function databaseKinds(): DatabaseKind[] {
  return postgresMissing() === '' ? ['sqlite', 'postgres'] : ['sqlite'];
}

/**
 * The suite once per database. `open` gives a `Db` on a fresh, migrated database, closed and removed
 * after the test that asked for it; `fresh` only makes the database.
 *
 * @example onBothDatabases('counters', (open) => { it('…', async () => { const db = await open(); … }); });
 */
export function onBothDatabases(
  title: string,
  suite: (open: () => Promise<Db>, kind: DatabaseKind, fresh: () => Promise<DatabaseTarget>) => void,
): void {
  for (const kind of ['sqlite', 'postgres'] as const) {
    const missing = kind === 'postgres' ? postgresMissing() : '';
    describe.skipIf(missing !== '')(`${title} (${kind}${missing === '' ? '' : `, skipped: ${missing}`})`, () => {
      const opened = useDatabases(kind);
      suite(opened.open, kind, opened.fresh);
    });
  }
}

/** Inside a `describe`: opens databases of one kind and clears them away after each test. */
export function useDatabases(kind: DatabaseKind): { open: () => Promise<Db>; fresh: () => Promise<DatabaseTarget> } {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });
  const fresh = async (): Promise<DatabaseTarget> => {
    const database = await freshDatabase(kind);
    cleanups.push(database.remove);
    return database.target;
  };
  const open = async (): Promise<Db> => {
    const db = await openDb(await fresh(), schema);
    cleanups.push(() => db.close());
    return db;
  };
  return { open, fresh };
}

/** One without any table, for what migrates by itself. */
export async function freshEmpty(kind: DatabaseKind): Promise<TestDatabase> {
  return kind === 'sqlite' ? emptySqlite() : newPostgres();
}

async function freshSqlite(): Promise<TestDatabase> {
  const database = emptySqlite();
  copyFileSync(inject('sqliteTemplate'), database.target.file);
  return database;
}

function emptySqlite(): TestDatabase & { readonly target: { readonly kind: 'sqlite'; readonly file: string } } {
  const folder = mkdtempSync(join(tmpdir(), 'desk-db-'));
  return { target: { kind: 'sqlite', file: join(folder, 'desk.sqlite') }, remove: async () => rmSync(folder, { recursive: true, force: true }) };
}

async function newPostgres(template?: string): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl');
  if (serverUrl === undefined) throw new Error(`No PostgreSQL: ${postgresMissing()}`);
  const database = await createDatabase(serverUrl, `desk_${randomUUID().replaceAll('-', '')}`, template);
  return { target: { kind: 'postgres', url: database.url }, remove: database.drop };
}
