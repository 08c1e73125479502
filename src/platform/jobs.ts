import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Db } from './db.js';
import { newId } from './ids.js';
import { JobRunRow } from './job-run.entity.js';
import { sql } from './sql.js';
import { update } from './write.js';

/** A recurring piece of work that one process of the cluster does at a time. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  /** Longest time a run may take before another process may take it over. */
  readonly leaseMs: number;
  readonly run: () => Promise<void>;
}

/**
 * Runs the registered jobs, each in one process of all that share the database. Rooms register at
 * start-up (`register`), `main.ts` starts the loop.
 */
@Injectable()
export class Jobs implements BeforeApplicationShutdown {
  readonly #log = new Logger('jobs');
  readonly #worker = newId();
  readonly #jobs = new Map<string, Job>();
  readonly #stop = new AbortController();
  #loops: Promise<void>[] = [];

  constructor(private readonly db: Db) {}

  register(job: Job): void {
    if (this.#jobs.has(job.name)) throw new Error(`Two jobs are called ${job.name}.`);
    this.#jobs.set(job.name, job);
  }

  names(): readonly string[] {
    return [...this.#jobs.keys()];
  }

  /** Runs one job now, whatever its schedule; for the command line and for tests. */
  async runNow(name: string): Promise<void> {
    const job = this.#jobs.get(name);
    if (job === undefined) throw new Error(`There is no job called ${name}.`);
    await job.run();
  }

  start(): void {
    // Every loop waits on it; without this Node takes more than ten for a leak.
    setMaxListeners(this.#jobs.size * 2, this.#stop.signal);
    this.#loops = [...this.#jobs.values()].map((job) => this.#loop(job));
  }

  /** Ends the loops after the runs under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  /** The database is closed only after the runs under way. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  async #loop(job: Job): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#runIfDue(job);
      await sleep(job.everyMs, undefined, { signal: this.#stop.signal }).catch(() => 'stopped');
    }
  }

  async #runIfDue(job: Job): Promise<void> {
    try {
      if (!(await this.#claim(job))) return;
      try {
        await job.run();
      } finally {
        // One that failed must not hold its next run up until the lease ends.
        await this.#release(job);
      }
    } catch (error) {
      this.#log.error(`The job ${job.name} failed: ${String(error)}`);
    }
  }

  async #claim(job: Job): Promise<boolean> {
    const now = Date.now();
    return this.db.tx(async (tx) => {
      const claimed = await this.db.execute(
        tx,
        sql`INSERT INTO job_run (name, next_run_at, leased_until, leased_by)
            VALUES (${job.name}, ${now + job.everyMs}, ${now + job.leaseMs}, ${this.#worker})
            ON CONFLICT (name) DO UPDATE SET next_run_at = ${now + job.everyMs},
              leased_until = ${now + job.leaseMs}, leased_by = ${this.#worker}
            WHERE job_run.next_run_at <= ${now + job.everyMs / 2}
              AND (job_run.leased_until IS NULL OR job_run.leased_until < ${now})`,
      );
      return claimed > 0;
    });
  }

  async #release(job: Job): Promise<void> {
    await this.db.tx((tx) => update(tx, JobRunRow, { name: job.name, leasedBy: this.#worker }, { leasedUntil: null, leasedBy: null }));
  }
}
