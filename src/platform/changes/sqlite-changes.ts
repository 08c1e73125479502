import type { Db } from '../db.js';
import { sql } from '../sql.js';
import type { ChangeSource } from './change-signal.service.js';

const everyMs = 200;

/**
 * SQLite counts for each connection how often another one has written, in this process or in a
 * foreign one such as `desk mail receive`. Asking for the count costs a few microseconds.
 */
export class SqliteChanges implements ChangeSource {
  #timer: NodeJS.Timeout | undefined;
  #seen: number | undefined;
  #asking = false;

  constructor(private readonly db: Db) {}

  start(changed: () => void): void {
    this.#timer = setInterval(() => void this.#ask(changed), everyMs);
    this.#timer.unref();
  }

  stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#seen = undefined;
    return Promise.resolve();
  }

  async #ask(changed: () => void): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const row = await this.db.row<{ data_version: number }>(sql`PRAGMA data_version`);
      const version = row?.data_version;
      if (version !== this.#seen) changed();
      this.#seen = version;
    } catch {
      // The database is being closed, or busy: the next turn asks again.
    } finally {
      this.#asking = false;
    }
  }
}
