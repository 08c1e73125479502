import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import type { Db } from '../db.js';
import { postgresDriver } from '../postgres-driver.js';
import { sql } from '../sql.js';
import type { ChangeSource } from './change-signal.service.js';

const channel = 'desk_changed';
/** How often one process tells the others at most. */
const tellEveryMs = 100;
/** In case a word was lost: a process that died before it could tell, a connection that broke. */
const safetyMs = 5_000;
const reconnectMs = 1_000;

/**
 * PostgreSQL carries the word from process to process. It is sent after the commit and not within the
 * transaction: a NOTIFY makes all transactions that carry one commit one after another.
 */
export class PostgresChanges implements ChangeSource {
  readonly #log = new Logger('changes');
  #client: Client | undefined;
  #changed: (() => void) | undefined;
  #safety: NodeJS.Timeout | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #telling: NodeJS.Timeout | undefined;
  #untold = false;

  constructor(private readonly db: Db, private readonly url: string) {
    db.onCommit(() => this.#committed());
  }

  start(changed: () => void): void {
    this.#changed = changed;
    this.#safety = setInterval(changed, safetyMs);
    this.#safety.unref();
    void this.#connect();
  }

  async stop(): Promise<void> {
    this.#changed = undefined;
    clearInterval(this.#safety);
    clearTimeout(this.#reconnect);
    await this.#flush();
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new (postgresDriver().Client)({ connectionString: this.url, application_name: 'desk changes' });
    this.#client = client;
    client.on('notification', () => this.#changed?.());
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      // What was written while nobody listened.
      this.#changed?.();
    } catch (error) {
      this.#log.warn(`The connection that hears of changes could not be opened: ${error instanceof Error ? error.name : 'unknown'}`);
      this.#lost(client);
    }
  }

  #lost(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    void client.end().catch(() => undefined);
    if (this.#changed === undefined) return;
    this.#reconnect = setTimeout(() => void this.#connect(), reconnectMs);
    this.#reconnect.unref();
  }

  /** The first of a row is told at once, the others together. */
  #committed(): void {
    this.#untold = true;
    if (this.#telling !== undefined) return;
    void this.#tell();
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      if (this.#untold) this.#committed();
    }, tellEveryMs);
    this.#telling.unref();
  }

  async #tell(): Promise<void> {
    this.#untold = false;
    // Lost words are made up for by the safety interval.
    await this.db.rows(sql`SELECT pg_notify(${channel}, '')`).catch(() => undefined);
  }

  /** A command that ends must not keep its last word to itself. */
  async #flush(): Promise<void> {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    if (this.#untold) await this.#tell();
  }
}
