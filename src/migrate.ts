import { migrations } from '../migrations/index.js';
import { entities } from './entities.js';
import { openWriter, type DatabaseTarget, type MigrationList } from './platform/data-sources.js';
import type { Db } from './platform/db.js';
import { sql } from './platform/sql.js';

/** Brings a database to the schema of this version, or of an earlier one by its steps, and returns the steps that were run. */
export async function migrateDatabase(target: DatabaseTarget, steps: MigrationList = migrations): Promise<readonly string[]> {
  const writer = await openWriter(target, { entities, migrations: steps });
  try {
    const run = await writer.runMigrations();
    return run.map((migration) => migration.name);
  } finally {
    await writer.destroy();
  }
}

/** The database is not at the schema of this version; the message says what to do. */
export class MigrationsPending extends Error {}

/** @throws MigrationsPending */
export async function refusePending(db: Db): Promise<void> {
  const pending = await pendingMigrations(db);
  if (pending.length === 0) return;
  throw new MigrationsPending(`The database lacks ${pending.length} migration(s): ${pending.join(', ')}.\nRun \`npm run -s desk -- migrate\` first.`);
}

/** The steps that a database still lacks; all of them for an empty one. */
export async function pendingMigrations(db: Db): Promise<readonly string[]> {
  const done = new Set(await appliedMigrations(db));
  return migrations.map((migration) => migration.name).filter((name) => !done.has(name));
}

async function appliedMigrations(db: Db): Promise<string[]> {
  try {
    return (await db.rows<{ name: string }>(sql`SELECT name FROM migration`)).map((row) => row.name);
  } catch (error) {
    if (/no such table|relation "migration" does not exist/.test(String(error))) return [];
    throw error;
  }
}
