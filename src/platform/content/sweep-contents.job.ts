import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Db } from '../db.js';
import { Jobs } from '../jobs.js';
import { sql } from '../sql.js';
import { DataKeys } from './data-keys.service.js';
import { FileStore } from './file-store.js';

const everyMs = 60 * 60_000;
const leaseMs = 60 * 60_000;
/** A file that is being written belongs to no row yet. */
const graceMs = 24 * 60 * 60_000;

/**
 * Clears away what nobody can read or reach any more: content whose key was destroyed, files that no row
 * counts (an upload that broke off, a process that was killed), keys of past months that seal nothing.
 */
@Injectable()
export class SweepContents {
  constructor(
    private readonly db: Db,
    private readonly keys: DataKeys,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /** @param realNow by the clock of the machine, as the files' own times are */
  async sweep(realNow = Date.now()): Promise<void> {
    await this.clearUnreadable();
    await this.keys.destroyUnused(this.clock.now());
    for await (const { name, modifiedAt } of this.files.list()) {
      if (modifiedAt < realNow - graceMs && !(await this.#counts(name))) await this.files.remove(name);
    }
  }

  /** Rows and files under keys that were destroyed; returns how many there were. */
  async clearUnreadable(): Promise<number> {
    const gone = await this.db.tx((tx) =>
      this.db.returning<{ name: string | null }>(tx, sql`DELETE FROM sealed_content WHERE key_id NOT IN (SELECT id FROM data_key) RETURNING name`),
    );
    for (const { name } of gone) if (name !== null) await this.files.remove(name);
    return gone.length;
  }

  async #counts(name: string): Promise<boolean> {
    return (await this.db.row(sql`SELECT 1 AS one FROM sealed_content WHERE name = ${name}`)) !== undefined;
  }
}

/** Sweeps every hour. */
@Injectable()
export class SweepContentsJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly contents: SweepContents,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'contents.sweep', everyMs, leaseMs, run: () => this.contents.sweep() });
  }
}
