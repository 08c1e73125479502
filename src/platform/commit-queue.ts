import { AsyncResource } from 'node:async_hooks';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { Statements } from './statements.js';
import { withBusyRetry } from './sqlite-busy.js';

interface Job {
  readonly work: (manager: EntityManager) => Promise<unknown>;
  /** The surroundings (the request, say) of whoever asked: the work runs in them, not in a neighbour's. */
  readonly asked: AsyncResource;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Outcome = { readonly job: Job; readonly value: unknown } | { readonly job: Job; readonly error: unknown };

/** How many transactions one durable commit may carry, and for how long it may wait for more of them. */
const batchMax = 64;
const batchMs = 20;

/**
 * The transactions of the one SQLite connection that writes. They run one after another, each in a
 * savepoint of its own, and are carried by one commit; a caller hears of success only after that
 * commit. Those that come while it is being filled join it, because a commit costs more than a
 * transaction: it writes every page that was touched, and waits for the disk.
 */
export class CommitQueue {
  readonly #waiting: Job[] = [];
  #draining = false;

  /** Both of the same connection. */
  constructor(
    private readonly runner: QueryRunner,
    private readonly statements: Statements,
  ) {}

  /** Runs the work in a transaction and returns its value once it is durable. */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, asked: new AsyncResource('transaction'), resolve: resolve as (value: unknown) => void, reject });
      if (!this.#draining) void this.#drain();
    });
  }

  /** Runs work that no transaction may surround, such as VACUUM, between two commits; whoever comes meanwhile waits. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#draining) await turnOfTheLoop();
    this.#draining = true;
    try {
      return await withBusyRetry(work);
    } finally {
      this.#draining = false;
      if (this.#waiting.length > 0) void this.#drain();
    }
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    try {
      while (this.#waiting.length > 0) {
        // The driver is synchronous: without this turn nobody on his way could join the commit.
        await turnOfTheLoop();
        if (await this.#begin()) await this.#commitTogether();
      }
    } finally {
      this.#draining = false;
    }
  }

  /** False where another process keeps the lock: whoever has waited for it is told. */
  async #begin(): Promise<boolean> {
    const waited = this.#waiting.length;
    try {
      await withBusyRetry(() => this.#say('BEGIN IMMEDIATE'));
      return true;
    } catch (error) {
      for (const job of this.#waiting.splice(0, waited)) job.reject(error);
      return false;
    }
  }

  /** Never throws: whatever happens is told to the callers. */
  async #commitTogether(): Promise<void> {
    const taken: Job[] = [];
    const outcomes: Outcome[] = [];
    const until = performance.now() + batchMs;
    // So that TypeORM's own `save` joins instead of opening a transaction within this one.
    Object.assign(this.runner, { isTransactionActive: true, transactionDepth: 1 });
    try {
      for (let job = this.#waiting.shift(); job !== undefined; job = await this.#next(taken.length, until)) {
        taken.push(job);
        outcomes.push(await this.#inSavepoint(job));
      }
      this.#say('COMMIT');
    } catch (error) {
      this.#rollBack();
      for (const job of taken) job.reject(error);
      return;
    } finally {
      Object.assign(this.runner, { isTransactionActive: false, transactionDepth: 0 });
    }
    for (const outcome of outcomes) {
      if ('error' in outcome) outcome.job.reject(outcome.error);
      else outcome.job.resolve(outcome.value);
    }
  }

  /** Who else goes with this commit: whoever waits, or comes within one turn of the loop. */
  async #next(count: number, until: number): Promise<Job | undefined> {
    if (count >= batchMax || performance.now() > until) return undefined;
    if (this.#waiting.length === 0) await turnOfTheLoop();
    return this.#waiting.shift();
  }

  async #inSavepoint(job: Job): Promise<Outcome> {
    this.#say('SAVEPOINT job');
    try {
      const value = await job.asked.runInAsyncScope(job.work, undefined, this.runner.manager);
      this.#say('RELEASE job');
      return { job, value };
    } catch (error) {
      this.#undo(error);
      return { job, error };
    }
  }

  /** A full disk has rolled back everything, the savepoint too: then the first error is the one to tell (R21). */
  #undo(error: unknown): void {
    try {
      this.#say('ROLLBACK TO job');
    } catch {
      throw error;
    }
    this.#say('RELEASE job');
  }

  #rollBack(): void {
    try {
      this.#say('ROLLBACK');
    } catch {
      // With no transaction left to roll back this fails too; the error that led here is the one to tell.
    }
  }

  #say(statement: string): void {
    void this.statements.change(statement, []);
  }
}
