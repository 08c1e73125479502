import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource, type DataSourceOptions, type EntitySchema, type MigrationInterface } from 'typeorm';
import { Db } from './db.js';
import { SnakeNaming } from './naming.js';
import { postgresDriver } from './postgres-driver.js';

/** Where the data lies: an SQLite file, or a PostgreSQL server. */
export type DatabaseTarget =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string };

export type EntityList = readonly (EntitySchema | (new () => object))[];
export type MigrationList = readonly (new () => MigrationInterface)[];

/** The tables and the steps that made them; `migrations/index.ts` and `src/entities.ts` are the lists. */
export interface Schema {
  readonly entities: EntityList;
  readonly migrations: MigrationList;
}

/**
 * Settings of the SQLite connection that writes. The first two decide whether acknowledged work
 * survives a power cut. `temp_store` keeps what a savepoint may have to undo in memory: in a file it
 * cost more writes than the transaction itself. A log of at most 16 MB is written back now and then.
 */
const pragmas = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'busy_timeout = 50',
  'trusted_schema = OFF',
  'secure_delete = ON',
  'temp_store = MEMORY',
  'wal_autocheckpoint = 4000',
] as const;

/** The only connection that may write; give it to `Db` and to nothing else. */
export async function openWriter(target: DatabaseTarget, schema: Schema): Promise<DataSource> {
  const source = new DataSource({ ...common(schema), ...writerOptions(target) } as DataSourceOptions);
  return source.initialize();
}

/** Options of the connection that everything else reads through. */
export function readerOptions(target: DatabaseTarget, schema: Schema): DataSourceOptions {
  if (target.kind === 'sqlite') {
    const options = { type: 'better-sqlite3', database: target.file, readonly: true, prepareDatabase: prepareReader };
    return { ...common(schema), ...options } as DataSourceOptions;
  }
  const extra = { max: 10, options: '-c default_transaction_read_only=on' };
  return { ...common(schema), type: 'postgres', driver: postgresDriver(), url: target.url, extra } as DataSourceOptions;
}

/** Opens both connections; on SQLite the writer comes first, because only it can make the file. */
export async function openDb(target: DatabaseTarget, schema: Schema): Promise<Db> {
  const writer = await openWriter(target, schema);
  const reader = await new DataSource(readerOptions(target, schema)).initialize();
  return new Db(writer, reader);
}

function common(schema: Schema): Partial<DataSourceOptions> {
  return {
    entities: [...schema.entities],
    migrations: [...schema.migrations],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    logging: false,
  };
}

function writerOptions(target: DatabaseTarget): object {
  if (target.kind === 'postgres') return { type: 'postgres', driver: postgresDriver(), url: target.url, extra: { max: 10 } };
  mkdirSync(dirname(target.file), { recursive: true, mode: 0o700 });
  return { type: 'better-sqlite3', database: target.file, enableWAL: true, prepareDatabase: prepareWriter };
}

interface SqliteHandle {
  pragma(statement: string): unknown;
}

function prepareWriter(handle: SqliteHandle): void {
  for (const pragma of pragmas) handle.pragma(pragma);
}

function prepareReader(handle: SqliteHandle): void {
  handle.pragma('busy_timeout = 50');
  handle.pragma('trusted_schema = OFF');
}
