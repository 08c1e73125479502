import { Logger } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import { CommitQueue } from './commit-queue.js';
import { selectRows } from './read.js';
import { compileSql, type Dialect, type Sql } from './sql.js';
import { isPending, postgresReads, postgresStatements, sqliteStatements, type Statements } from './statements.js';

declare const open: unique symbol;

/**
 * An open transaction. Only `Db.tx` makes one, so a write outside a transaction does not compile.
 * Rows are written with `insert`, `update` and `remove` of `write.ts`; statements of our own go
 * through `execute` and `returning`.
 */
export type Tx = EntityManager & { readonly [open]: true; readonly statements: Statements };

interface Running {
  readonly tx: Tx;
  readonly of: Db;
  /** The transaction, of another database, that this one was begun in. */
  readonly within: Running | undefined;
  ended: boolean;
}

/** One for all databases of the process: Node keeps each for ever and hands every promise to it, also once its database is closed. */
const innermost = new AsyncLocalStorage<Running>();

/** Something that is no database work is awaited inside where a transaction takes longer, or too much is done in one. */
const slowMs = 100;

/**
 * The one door to the database. All writes go through `tx`, all reads through `rows` and `row`.
 *
 * TypeORM's SQLite drivers share one connection, so overlapping transactions would run inside each
 * other and lose rows that were reported as saved. On SQLite the writer here is therefore a queue
 * (`CommitQueue`). PostgreSQL gives each transaction its own connection.
 */
export class Db {
  readonly dialect: Dialect;
  readonly #log = new Logger('db');
  readonly #reads: Statements;
  readonly #begin: Begin;
  readonly #alone: Alone;
  #committed: () => void = () => undefined;

  /**
   * @param writer private to this class; nobody else may hold it
   * @param reader opened read-only, so that an unguarded write fails loudly
   */
  constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {
    this.dialect = writer.options.type === 'postgres' ? 'postgres' : 'sqlite';
    this.#reads = this.dialect === 'sqlite' ? sqliteStatements(reader) : postgresReads(reader);
    const { begin, alone } = this.dialect === 'sqlite' ? inOneQueue(writer) : onAConnectionOfItsOwn(writer);
    this.#begin = begin;
    this.#alone = alone;
  }

  /**
   * Runs `work` in a transaction and returns its value once it is durable. Inside another
   * transaction it joins that one. Await no mail, HTTP or password hashing inside, and no
   * `Promise.all` of writes.
   */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const running = this.#current();
    if (running === undefined) return this.#ofItsOwn(work);
    return running.ended ? Promise.reject(endedAlready()) : work(running.tx);
  }

  /** Whom to tell each time a transaction has become durable; one listener, which must be quick. */
  onCommit(listener: () => void): void {
    this.#committed = listener;
  }

  /** The rows of a statement; inside a transaction it sees what that one has written. */
  async rows<Row>(query: Sql): Promise<Row[]> {
    const { text, parameters } = compileSql(query, this.dialect);
    return this.#statements().rows<Row>(text, parameters);
  }

  /** The first row, or undefined where there is none. */
  async row<Row>(query: Sql): Promise<Row | undefined> {
    const { text, parameters } = compileSql(query, this.dialect);
    const found = this.#statements().rows<Row>(text, parameters);
    return (isPending(found) ? await found : found)[0];
  }

  /** One whole row by its key, or null; inside a transaction it sees what that one has written. */
  async one<Row extends ObjectLiteral>(entity: new () => Row, where: Partial<Row>): Promise<Row | null> {
    const [row] = await selectRows(this.#statements(), this.reader.getMetadata(entity), where, 'LIMIT 1');
    return (row as Row | undefined) ?? null;
  }

  /** The whole rows that match, in the order in which their keys were made. */
  async many<Row extends ObjectLiteral & { readonly id: string }>(entity: new () => Row, where: Partial<Row>): Promise<Row[]> {
    return (await selectRows(this.#statements(), this.reader.getMetadata(entity), where, 'ORDER BY id')) as Row[];
  }

  /** The same as `one`, held against others until the transaction ends; only PostgreSQL has others. */
  async lock<Row extends ObjectLiteral>(tx: Tx, entity: new () => Row, where: Partial<Row>): Promise<Row | null> {
    const [row] = await selectRows(tx.statements, this.reader.getMetadata(entity), where, this.dialect === 'postgres' ? 'FOR UPDATE' : '');
    return (row as Row | undefined) ?? null;
  }

  /** A statement of our own that writes, for what `insert` and `update` cannot say; returns how many rows it changed. */
  async execute(tx: Tx, statement: Sql): Promise<number> {
    const { text, parameters } = compileSql(statement, this.dialect);
    return tx.statements.change(text, parameters);
  }

  /** A statement of our own that writes and says with RETURNING what it wrote. */
  async returning<Row>(tx: Tx, statement: Sql): Promise<Row[]> {
    const { text, parameters } = compileSql(statement, this.dialect);
    return tx.statements.rows<Row>(text, parameters);
  }

  /**
   * Rewrites what the tables lie in, so that nothing of deleted rows is left in free pages or in the log of
   * changes. The writers wait meanwhile. False where a reader kept the log from being emptied: ask again.
   */
  async compact(tables: readonly string[]): Promise<boolean> {
    if (this.dialect === 'postgres') {
      if (!(await this.#nobodyElseReads())) return false;
      for (const table of tables) await this.writer.query(`VACUUM (FULL, ANALYZE) "${table}"`);
      // The planner keeps samples of values, which stay in its pages too.
      await this.writer.query('VACUUM (FULL) pg_statistic');
      await this.#leaveWalBehind();
      return true;
    }
    return this.#alone(async () => {
      await this.writer.query('VACUUM');
      const [outcome] = await this.writer.query<{ busy: number }[]>('PRAGMA wal_checkpoint(TRUNCATE)');
      return outcome?.busy === 0;
    });
  }

  /**
   * Two new segments and checkpoints make PostgreSQL let go of those that hold what was deleted: it removes
   * them with `wal_recycle = off`, and writes over them in time otherwise. Only a superuser may.
   */
  async #leaveWalBehind(): Promise<void> {
    for (const statement of ['CHECKPOINT', 'SELECT pg_switch_wal()', 'CHECKPOINT', 'SELECT pg_switch_wal()', 'CHECKPOINT']) {
      await this.writer.query(statement).catch(() => 'time does it too');
    }
  }

  /** What a read under way elsewhere still sees would be copied along; most are over in a moment. */
  async #nobodyElseReads(): Promise<boolean> {
    for (let tries = 0; tries < 100; tries += 1) {
      const [others] = await this.writer.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL`,
      );
      if (others?.n === 0) return true;
      await sleep(100);
    }
    return false;
  }

  async close(): Promise<void> {
    await this.reader.destroy();
    await this.writer.destroy();
  }

  /** The transaction of this database that the caller runs in. */
  #current(): Running | undefined {
    let running = innermost.getStore();
    while (running !== undefined && running.of !== this) running = running.within;
    return running;
  }

  #statements(): Statements {
    const running = this.#current();
    return running === undefined ? this.#reads : guarded(running).statements;
  }

  async #ofItsOwn<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const value = await this.#begin((tx) => this.#run(tx, work));
    this.#committed();
    return value;
  }

  async #run<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
    const running: Running = { tx, of: this, within: innermost.getStore(), ended: false };
    const startedAt = performance.now();
    try {
      return await innermost.run(running, work, tx);
    } finally {
      running.ended = true;
      const tookMs = performance.now() - startedAt;
      // On PostgreSQL a transaction may wait for a row without being slow, and others do not wait for it.
      if (this.dialect === 'sqlite' && tookMs > slowMs) this.#log.warn(`A transaction took ${Math.round(tookMs)} ms; others waited for it.`);
    }
  }
}

type Begin = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
/** Runs work while no transaction is open on the one connection that writes. */
type Alone = <T>(work: () => Promise<T>) => Promise<T>;

function inOneQueue(writer: DataSource): { begin: Begin; alone: Alone } {
  const statements = sqliteStatements(writer);
  const queue = new CommitQueue(writer.createQueryRunner(), statements);
  return { begin: (work) => queue.run((manager) => work(asTx(manager, statements))), alone: (work) => queue.alone(work) };
}

function onAConnectionOfItsOwn(writer: DataSource): { begin: Begin; alone: Alone } {
  const begin: Begin = (work) =>
    writer.transaction((manager) => {
      if (manager.queryRunner === undefined) throw new Error('A transaction without a connection.');
      return work(asTx(manager, postgresStatements(manager.queryRunner)));
    });
  return { begin, alone: (work) => work() };
}

function asTx(manager: EntityManager, statements: Statements): Tx {
  return Object.assign(manager, { statements }) as unknown as Tx;
}

function guarded(running: Running): Tx {
  if (running.ended) throw endedAlready();
  return running.tx;
}

function endedAlready(): Error {
  return new Error('The transaction has ended: an await is missing somewhere before this call.');
}
