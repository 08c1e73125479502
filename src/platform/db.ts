import { Logger } from '@nestjs/common';
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { DataSource, EntityManager, FindOptionsOrder, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import { compileSql, type Dialect, type Sql } from './sql.js';
import { withBusyRetry } from './sqlite-busy.js';

declare const open: unique symbol;

/**
 * An open transaction. Only `Db.tx` makes one, so a write outside a transaction does not compile.
 * `insert` and `update` are TypeORM's; statements of our own go through `execute`.
 */
export type Tx = EntityManager & { readonly [open]: true };

interface Running {
  readonly manager: EntityManager;
  ended: boolean;
}

interface Job {
  /** Runs the work in the surroundings (the request, say) of whoever asked, not of a neighbour. */
  readonly run: (manager: EntityManager) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Outcome = { readonly job: Job; readonly value: unknown } | { readonly job: Job; readonly error: unknown };

/** Something that is no database work is awaited inside where a transaction takes longer, or too much is done in one. */
const slowMs = 100;

/** How many waiting transactions one durable commit may carry on SQLite. */
const batchMax = 64;

/**
 * The one door to the database. All writes go through `tx`, all reads through `rows` and `row`.
 *
 * TypeORM's SQLite drivers share one connection, so overlapping transactions would run inside each
 * other and lose rows that were reported as saved. On SQLite the writer here is therefore a queue:
 * what waits is run one after another, each in a savepoint of its own, and carried by one commit;
 * a caller hears of success only after that commit. PostgreSQL gives each its own connection.
 */
export class Db {
  readonly dialect: Dialect;
  readonly #current = new AsyncLocalStorage<Running>();
  readonly #log = new Logger('db');
  readonly #queue: Job[] = [];
  #draining = false;

  /**
   * @param writer private to this class; nobody else may hold it
   * @param reader opened read-only, so that an unguarded write fails loudly
   */
  constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {
    this.dialect = writer.options.type === 'postgres' ? 'postgres' : 'sqlite';
  }

  /**
   * Runs `work` in a transaction and returns its value once it is durable. Inside another
   * transaction it joins that one. Await no mail, HTTP or password hashing inside, and no
   * `Promise.all` of writes.
   */
  async tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const running = this.#current.getStore();
    if (running !== undefined) return work(this.#guard(running));
    if (this.dialect === 'postgres') return this.writer.transaction((manager) => this.#run(manager, work));
    return new Promise<T>((resolve, reject) => {
      const run = AsyncResource.bind((manager: EntityManager) => this.#run(manager, work));
      this.#queue.push({ run, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#draining) void this.#drain();
    });
  }

  /** The rows of a statement; inside a transaction it sees what that one has written. */
  async rows<Row>(query: Sql): Promise<Row[]> {
    const running = this.#current.getStore();
    const manager = running === undefined ? this.reader.manager : this.#guard(running);
    const { text, parameters } = compileSql(query, this.dialect);
    return manager.query<Row[]>(text, parameters);
  }

  /** The first row, or undefined where there is none. */
  async row<Row>(query: Sql): Promise<Row | undefined> {
    return (await this.rows<Row>(query))[0];
  }

  /** One whole row by its key, or null; inside a transaction it sees what that one has written. */
  async one<Row extends ObjectLiteral>(entity: new () => Row, where: Partial<Row>): Promise<Row | null> {
    const running = this.#current.getStore();
    const manager = running === undefined ? this.reader.manager : this.#guard(running);
    return manager.findOneBy(entity, where as FindOptionsWhere<Row>);
  }

  /** The whole rows that match, in the order in which their keys were made. */
  async many<Row extends ObjectLiteral & { readonly id: string }>(entity: new () => Row, where: Partial<Row>): Promise<Row[]> {
    const running = this.#current.getStore();
    const manager = running === undefined ? this.reader.manager : this.#guard(running);
    const order = { id: 'ASC' } as FindOptionsOrder<Row>;
    return manager.find(entity, { where: where as FindOptionsWhere<Row>, order });
  }

  /** A statement of our own that writes; for what `insert` and `update` cannot say. */
  async execute(tx: Tx, statement: Sql): Promise<void> {
    const { text, parameters } = compileSql(statement, this.dialect);
    await tx.query(text, parameters);
  }

  async close(): Promise<void> {
    await this.reader.destroy();
    await this.writer.destroy();
  }

  #guard(running: Running): Tx {
    if (running.ended) throw new Error('The transaction has ended: an await is missing somewhere before this call.');
    return running.manager as Tx;
  }

  async #run<T>(manager: EntityManager, work: (tx: Tx) => Promise<T>): Promise<T> {
    const running: Running = { manager, ended: false };
    const startedAt = performance.now();
    try {
      return await this.#current.run(running, () => work(manager as Tx));
    } finally {
      running.ended = true;
      const tookMs = performance.now() - startedAt;
      // On PostgreSQL a transaction may wait for a row without being slow, and others do not wait for it.
      if (this.dialect === 'sqlite' && tookMs > slowMs) this.#log.warn(`A transaction took ${Math.round(tookMs)} ms; others waited for it.`);
    }
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    try {
      while (this.#queue.length > 0) {
        // The driver is synchronous: without this turn nobody on his way could join the commit.
        await turnOfTheLoop();
        await this.#commitTogether(this.#queue.splice(0, batchMax));
      }
    } finally {
      this.#draining = false;
    }
  }

  /** Never throws: whatever happens is told to the callers of the batch. */
  async #commitTogether(batch: readonly Job[]): Promise<void> {
    const runner = this.writer.createQueryRunner();
    const outcomes: Outcome[] = [];
    try {
      await withBusyRetry(() => runner.query('BEGIN IMMEDIATE'));
      // So that TypeORM's own `save` joins instead of opening a transaction within this one.
      Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
      for (const job of batch) outcomes.push(await this.#inSavepoint(runner.manager, job));
      await runner.query('COMMIT');
    } catch (error) {
      // With no transaction left to roll back this fails too; the first error is the one to tell.
      await runner.query('ROLLBACK').catch((rollbackError: unknown) => rollbackError);
      for (const job of batch) job.reject(error);
      return;
    } finally {
      Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
    }
    for (const outcome of outcomes) {
      if ('error' in outcome) outcome.job.reject(outcome.error);
      else outcome.job.resolve(outcome.value);
    }
  }

  async #inSavepoint(manager: EntityManager, job: Job): Promise<Outcome> {
    await manager.query('SAVEPOINT job');
    try {
      const value = await job.run(manager);
      await manager.query('RELEASE job');
      return { job, value };
    } catch (error) {
      // A full disk has rolled back everything, the savepoint too: then the first error is the one to tell (R21).
      await manager.query('ROLLBACK TO job').catch(() => Promise.reject(error));
      await manager.query('RELEASE job');
      return { job, error };
    }
  }
}
