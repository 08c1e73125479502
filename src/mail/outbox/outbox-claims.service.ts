import { Injectable } from '@nestjs/common';
import { DeliveryResults } from '../../inquiries/outbox/delivery-results.js';
import { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import { Clock } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import { sql, sqlList, type Sql } from '../../platform/sql.js';
import { update } from '../../platform/write.js';
import { explainOutcome, nextAttempt, outcomeOf, type SendReport } from './send-outcome.rules.js';

/** After this long without a sign of life a worker is taken for dead. */
const leaseMs = 5 * 60_000;

/** Notices to staff: they neither wait for a customer's mail nor hold one up. */
const internalTemplates: readonly MailTemplate[] = ['target_warning', 'escalation_notice', 'addition_notice', 'undelivered_notice'];

/**
 * Moves outbox rows from state to state, each in one transaction and only while the lease is ours.
 * Leases run on real time, not on the desk's clock: they watch over processes.
 */
@Injectable()
export class OutboxClaims {
  readonly #worker = newId();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly results: DeliveryResults,
  ) {}

  /** Takes the next mail that is due and that no earlier mail of its inquiry holds up. */
  async claim(): Promise<OutboxRow | undefined> {
    return this.db.tx(async (tx) => {
      const found = await this.#lockFirst(sql`o.state = 'waiting' AND o.next_attempt_at <= ${this.clock.now()} AND ${ownTurn}`);
      if (found === undefined) return undefined;
      const row = await tx.findOneByOrFail(OutboxRow, { id: found });
      const taken = { state: 'sending', attempts: row.attempts + 1, leasedBy: this.#worker, leasedUntil: Date.now() + leaseMs } as const;
      await update(tx, OutboxRow, { id: row.id }, taken);
      return { ...row, ...taken };
    });
  }

  /** Keeps a long sending ours. */
  async renew(id: string): Promise<void> {
    await this.db.tx((tx) => update(tx, OutboxRow, this.#mine(id), { leasedUntil: Date.now() + leaseMs }));
  }

  /** Fixes the bytes, so that every attempt sends the same. */
  async keepContent(tx: Tx, id: string, sha256: string): Promise<void> {
    await this.#requireMine(await update(tx, OutboxRow, this.#mine(id), { contentSha256: sha256 }));
  }

  /** Commits, before the first byte of the body leaves, that it is about to. */
  async bodyStarts(id: string): Promise<void> {
    await this.db.tx(async (tx) => {
      const affected = await update(tx, OutboxRow, this.#mine(id), { bodyStartedAt: this.clock.now(), leasedUntil: Date.now() + leaseMs });
      await this.#requireMine(affected);
    });
  }

  /** Writes down what has become of an attempt, and tells the inquiry in the same transaction. */
  async settle(row: OutboxRow, report: SendReport): Promise<void> {
    const now = this.clock.now();
    const free = { leasedUntil: null, lastError: explainOutcome(report) } as const;
    await this.db.tx(async (tx) => {
      const outcome = outcomeOf(report);
      const again = outcome === 'retry' ? nextAttempt(row.attempts, row.createdAt, now, Math.random()) : undefined;
      if (outcome === 'sent') await this.#sent(tx, row.id, now, report.detail);
      else if (outcome === 'unknown') await this.#unknown(tx, row.id, free, now);
      else if (again === undefined) await this.#failed(tx, row.id, free, now);
      else await update(tx, OutboxRow, this.#mine(row.id), { ...free, state: 'waiting', leasedBy: null, bodyStartedAt: null, nextAttemptAt: again });
    });
  }

  /** Gives up on a row that can never become a mail. */
  async giveUp(id: string, reason: string): Promise<void> {
    await this.db.tx((tx) => this.#failed(tx, id, { leasedUntil: null, lastError: reason }, this.clock.now()));
  }

  /**
   * Takes over what a dead worker left: nothing of the body out, so it waits again; otherwise nobody
   * knows, and a person decides (security.md F4).
   */
  async recover(): Promise<void> {
    for (;;) {
      const found = await this.db.tx(async (tx) => {
        const id = await this.#lockFirst(sql`o.state = 'sending' AND o.leased_until < ${Date.now()}`);
        if (id !== undefined) await this.#recoverOne(tx, await tx.findOneByOrFail(OutboxRow, { id }));
        return id;
      });
      if (found === undefined) return;
    }
  }

  async #recoverOne(tx: Tx, row: OutboxRow): Promise<void> {
    if (row.bodyStartedAt === null) {
      await update(tx, OutboxRow, { id: row.id }, { state: 'waiting', leasedBy: null, leasedUntil: null });
      return;
    }
    const lastError = '送信の途中で処理が中断したため、届いたかどうか分かりません。';
    await update(tx, OutboxRow, { id: row.id }, { state: 'unknown', leasedUntil: null, lastError });
    await this.results.unknown(tx, row.id, this.clock.now());
  }

  async #sent(tx: Tx, id: string, now: number, answer: string): Promise<void> {
    const sent = { state: 'sent', sentAt: now, leasedUntil: null, lastError: null } as const;
    const mine = await update(tx, OutboxRow, this.#mine(id), sent);
    // Our lease ran out and the row was called unknown, but here is the server's answer after all.
    const known = mine > 0 ? mine : await update(tx, OutboxRow, { id, state: 'unknown', leasedBy: this.#worker }, sent);
    if (known === 0) throw new Error(`The mail ${id} was sent (${answer}) but is no longer ours to mark.`);
    await this.results.sent(tx, id, now);
  }

  async #unknown(tx: Tx, id: string, set: Partial<OutboxRow>, now: number): Promise<void> {
    if ((await update(tx, OutboxRow, this.#mine(id), { ...set, state: 'unknown' })) > 0) await this.results.unknown(tx, id, now);
  }

  async #failed(tx: Tx, id: string, set: Partial<OutboxRow>, now: number): Promise<void> {
    if ((await update(tx, OutboxRow, this.#mine(id), { ...set, state: 'failed' })) > 0) await this.results.failed(tx, id, now);
  }

  #mine(id: string): Pick<OutboxRow, 'id' | 'state' | 'leasedBy'> {
    return { id, state: 'sending', leasedBy: this.#worker };
  }

  async #requireMine(affected: number): Promise<void> {
    if (affected === 0) throw new Error('Another worker has taken the mail over.');
  }

  async #lockFirst(condition: Sql): Promise<string | undefined> {
    const lock = this.db.dialect === 'postgres' ? sql`FOR UPDATE OF o SKIP LOCKED` : sql``;
    const found = await this.db.row<{ id: string }>(
      sql`SELECT o.id FROM outbox o WHERE ${condition} ORDER BY o.next_attempt_at, o.created_at, o.seq LIMIT 1 ${lock}`,
    );
    return found?.id;
  }
}

/** A later mail of an inquiry waits for the earlier ones. */
const ownTurn = sql`(o.inquiry_id IS NULL OR o.template IN ${sqlList(internalTemplates)} OR NOT EXISTS (
  SELECT 1 FROM outbox e WHERE e.inquiry_id = o.inquiry_id AND e.seq < o.seq AND e.state IN ('waiting', 'sending')
    AND e.template NOT IN ${sqlList(internalTemplates)}))`;
