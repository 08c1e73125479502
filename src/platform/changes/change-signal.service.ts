import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Db } from '../db.js';
import type { DatabaseTarget } from '../data-sources.js';
import { PostgresChanges } from './postgres-changes.js';
import { SqliteChanges } from './sqlite-changes.js';

/** Notices that something was written, in whichever process of the cluster. */
export interface ChangeSource {
  /** Begins to watch; `changed` may be called once too often, never once too few. */
  start(changed: () => void): void;
  stop(): Promise<void>;
}

type Look = () => Promise<void>;

/**
 * Wakes those who show what is in the database as soon as it may have changed, by this process or by
 * another. What has changed they look up themselves. Nothing is watched while nobody listens.
 */
@Injectable()
export class ChangeSignal implements BeforeApplicationShutdown {
  readonly #log = new Logger('changes');
  readonly #source: ChangeSource;
  readonly #looks = new Set<Look>();
  #looking = false;
  #again = false;

  constructor(db: Db, target: DatabaseTarget) {
    this.#source = target.kind === 'sqlite' ? new SqliteChanges(db) : new PostgresChanges(db, target.url);
  }

  /** Calls `look` after changes, never twice at the same time; returns what ends that. */
  watch(look: Look): () => void {
    if (this.#looks.size === 0) this.#source.start(() => void this.#wake());
    this.#looks.add(look);
    return () => this.#leave(look);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#looks.clear();
    await this.#source.stop();
  }

  #leave(look: Look): void {
    if (this.#looks.delete(look) && this.#looks.size === 0) void this.#source.stop();
  }

  async #wake(): Promise<void> {
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    while (this.#again) {
      this.#again = false;
      for (const look of this.#looks) await look().catch((error: unknown) => this.#log.error(`Changes could not be looked up: ${String(error)}`));
    }
    this.#looking = false;
  }
}
