import type { Database, Statement } from 'better-sqlite3';
import type { DataSource, QueryRunner } from 'typeorm';

/** A value at once (SQLite's driver is synchronous) or a promise of it (PostgreSQL); await it either way. */
export type Awaitable<T> = T | Promise<T>;

/** Whether there is anything to await. On the paths that every request takes, each `await` spared is two promises, which AsyncLocalStorage makes dear. */
export function isPending<T>(value: Awaitable<T>): value is Promise<T> {
  return value instanceof Promise;
}

/** Runs statements on one connection. Reading and writing are awaited alike on both databases. */
export interface Statements {
  /** The rows that a statement gives: those of a SELECT or of RETURNING. */
  readonly rows: <Row>(text: string, parameters: readonly unknown[]) => Awaitable<Row[]>;
  /** Runs a statement that gives no rows and returns how many it changed. */
  readonly change: (text: string, parameters: readonly unknown[]) => Awaitable<number>;
}

/** Prepared statements that a connection keeps; texts beyond that are prepared again when they come. */
const keptMax = 500;

/**
 * Statements straight on the connection that a SQLite data source has opened, each prepared once:
 * TypeORM's `query` costs more than most of the statements it runs. SQLite prepares a statement
 * anew by itself when the schema has changed under it.
 */
export function sqliteStatements(source: DataSource): Statements {
  const { databaseConnection } = source.driver as unknown as { readonly databaseConnection: Database };
  const kept = new Map<string, Statement>();
  const prepared = (text: string): Statement => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const statement = databaseConnection.prepare(text);
    const [oldest] = kept.size < keptMax ? [] : kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(text, statement);
    return statement;
  };
  return {
    rows: <Row>(text: string, parameters: readonly unknown[]) => prepared(text).all(parameters) as Row[],
    change: (text, parameters) => prepared(text).run(parameters).changes,
  };
}

/** Statements through TypeORM, on any connection of the pool: for reading. */
export function postgresReads(reader: DataSource): Statements {
  return {
    rows: async (text, parameters) => reader.query(text, [...parameters]),
    change: () => {
      throw new Error('PostgreSQL is written to in a transaction only.');
    },
  };
}

/** Statements through TypeORM, on the connection of a transaction. */
export function postgresStatements(runner: QueryRunner): Statements {
  return {
    rows: async <Row>(text: string, parameters: readonly unknown[]) => (await runner.query(text, [...parameters], true)).records as Row[],
    change: async (text, parameters) => (await runner.query(text, [...parameters], true)).affected ?? 0,
  };
}
