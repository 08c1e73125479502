import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock.js';
import { Db } from '../../../platform/db.js';
import { newId } from '../../../platform/ids.js';
import { compileSql, sql } from '../../../platform/sql.js';
import { waitAfter, type MailboxFault } from '../mailbox-faults.rules.js';

/** A process that says nothing for so long has died; another one takes its mailboxes. */
export const leaseMs = 60_000;

/** Lets one process of all fetch a mailbox, and writes down how it fares. */
@Injectable()
export class MailboxLeases {
  readonly #worker = newId();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Takes or keeps a mailbox; false where another process has it. */
  async take(name: string): Promise<boolean> {
    const until = Date.now() + leaseMs;
    const statement = sql`INSERT INTO mailbox (name, last_uid, attempts, next_attempt_at, leased_until, leased_by) VALUES (${name}, 0, 0, 0, ${until}, ${this.#worker})
      ON CONFLICT (name) DO UPDATE SET leased_until = ${until}, leased_by = ${this.#worker}
      WHERE mailbox.leased_by IS NULL OR mailbox.leased_by = ${this.#worker} OR mailbox.leased_until < ${Date.now()} RETURNING name`;
    const { text, parameters } = compileSql(statement, this.db.dialect);
    return this.db.tx(async (tx) => (await tx.query<unknown[]>(text, parameters)).length > 0);
  }

  async release(name: string): Promise<void> {
    await this.db.tx((tx) => this.db.execute(tx, sql`UPDATE mailbox SET leased_until = NULL, leased_by = NULL WHERE name = ${name} AND leased_by = ${this.#worker}`));
  }

  /** When it may be tried again; real time, kept across restarts so that none locks an account. */
  async nextAttemptAt(name: string): Promise<number> {
    return (await this.db.row<{ at: number }>(sql`SELECT next_attempt_at AS at FROM mailbox WHERE name = ${name}`))?.at ?? 0;
  }

  async fetched(name: string): Promise<void> {
    await this.db.tx((tx) =>
      this.db.execute(tx, sql`UPDATE mailbox SET last_fetched_at = ${this.clock.now()}, failing_since = NULL, fault = NULL, attempts = 0, next_attempt_at = 0 WHERE name = ${name}`),
    );
  }

  async failed(name: string, fault: MailboxFault): Promise<void> {
    await this.db.tx(async (tx) => {
      const row = await this.db.row<{ attempts: number }>(sql`SELECT attempts FROM mailbox WHERE name = ${name}`);
      const attempts = (row?.attempts ?? 0) + 1;
      const nextAttemptAt = Date.now() + waitAfter(fault, attempts);
      await this.db.execute(
        tx,
        sql`UPDATE mailbox SET failing_since = COALESCE(failing_since, ${this.clock.now()}), fault = ${fault}, attempts = ${attempts}, next_attempt_at = ${nextAttemptAt} WHERE name = ${name}`,
      );
    });
  }
}
