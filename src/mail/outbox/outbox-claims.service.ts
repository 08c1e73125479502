import { Injectable } from '@nestjs/common';
import { DeliveryResults } from '../../inquiries/outbox/delivery-results.js';
import { keptForMs, OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import { internalTemplates } from '../../inquiries/outbox/outgoing-mail.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Contents } from '../../platform/content/contents.service.js';
import type { ContentOwner } from '../../platform/content/data-keys.service.js';
import { Db, type Tx } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import { sql, sqlJoin, sqlList, type Sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import { MailRoutes } from './mail-routes.service.js';
import { OutboxAttemptRow } from './outbox-attempt.entity.js';
import { explainOutcome, nextAttempt, outcomeOf, type AttemptOutcome, type SendOutcome, type SendReport } from './send-outcome.rules.js';

/** After this long without a sign of life a worker is taken for dead. */
const leaseMs = 5 * 60_000;

/** A row that this worker holds, and when it took it up. */
export interface ClaimedMail extends OutboxRow {
  readonly startedAt: Instant;
}

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
    private readonly contents: Contents,
    private readonly routes: MailRoutes,
    private readonly results: DeliveryResults,
  ) {}

  /**
   * Takes the next mail that is due and that no earlier mail of its inquiry holds up. `busyDomains`
   * have enough under way: their mails wait, so that a slow one does not use up all lanes (R09).
   */
  async claim(busyDomains: readonly string[] = []): Promise<ClaimedMail | undefined> {
    const now = this.clock.now();
    // Looked at first without a transaction: as a rule nothing waits.
    if ((await this.#first(this.#due(now, busyDomains), sql``)) === undefined) return undefined;
    return this.db.tx(async (tx) => {
      const found = await this.#lockFirst(this.#due(now, busyDomains));
      if (found === undefined || !(await this.routes.takeTurn(tx, now))) return undefined;
      const row = await tx.findOneByOrFail(OutboxRow, { id: found });
      const taken = { state: 'sending', attempts: row.attempts + 1, leasedBy: this.#worker, leasedUntil: Date.now() + leaseMs } as const;
      await update(tx, OutboxRow, { id: row.id }, taken);
      return { ...row, ...taken, startedAt: now };
    });
  }

  /** Keeps a long sending ours. */
  async renew(id: string): Promise<void> {
    await this.db.tx((tx) => update(tx, OutboxRow, this.#mine(id), { leasedUntil: Date.now() + leaseMs }));
  }

  /** Commits, before the first byte of the body leaves, that it is about to, and the bytes every attempt will send. */
  async bodyStarts(id: string, raw: Buffer): Promise<void> {
    await this.db.tx(async (tx) => {
      const contentSha256 = await this.contents.put(tx, { id, bytes: raw, owner: await this.#ownerOf(id) });
      const set = { bodyStartedAt: this.clock.now(), leasedUntil: Date.now() + leaseMs, contentSha256 };
      if ((await update(tx, OutboxRow, this.#mine(id), set)) === 0) throw new Error('Another worker has taken the mail over.');
    });
  }

  /** Writes down what has become of an attempt, and tells the inquiry in the same transaction. */
  async settle(row: ClaimedMail, report: SendReport): Promise<SendOutcome> {
    const now = this.clock.now();
    const outcome = outcomeOf(report);
    const free = { leasedUntil: null, lastError: explainOutcome(report) } as const;
    await this.db.tx(async (tx) => {
      await this.#keepAttempt(tx, row, { outcome, bodyOut: report.bodyOut, replyCode: report.replyCode ?? null, detail: report.detail, endedAt: now });
      if (outcome === 'server') await this.routes.fails(tx, report.detail, now);
      else await this.routes.works(tx, now);
      if (outcome === 'sent') await this.#sent(tx, row.id, now, report.detail);
      else if (outcome === 'unknown') await this.#unknown(tx, row.id, free, now);
      else if (outcome === 'failed') await this.#failed(tx, row.id, free, now);
      else await this.#later(tx, row, { ...free, outcome }, now);
    });
    return outcome;
  }

  /** Gives up on a row that can never become a mail. */
  async giveUp(id: string, reason: string): Promise<void> {
    await this.db.tx((tx) => this.#failed(tx, id, { leasedUntil: null, lastError: reason }, this.clock.now()));
  }

  /** Takes back a notice to a colleague who is no longer one; nobody need look at it. */
  async drop(id: string, reason: string): Promise<void> {
    const set = { state: 'withdrawn', leasedUntil: null, leasedBy: null, lastError: reason } as const;
    await this.db.tx((tx) => update(tx, OutboxRow, this.#mine(id), set));
  }

  /**
   * Takes over what a dead worker left: nothing of the body out, so it waits again; otherwise nobody
   * knows, and a person decides (security.md F4).
   */
  async recover(): Promise<void> {
    await this.#each(sql`o.state = 'sending' AND o.leased_until < ${Date.now()}`, (tx, row) => this.#recoverOne(tx, row));
  }

  /** Gives up what could not be sent within its time, whether the server or the mail was to blame (R08). */
  async expire(): Promise<void> {
    const now = this.clock.now();
    const failing = (await this.routes.state())?.failingSince ?? null;
    const tried = failing === null ? sql`o.attempts > 0` : sql`1 = 1`;
    const lastError = '4日間送信できなかったため、送信をやめました。';
    const over = sql`o.state = 'waiting' AND COALESCE(o.give_up_at, o.created_at + ${keptForMs}) <= ${now} AND ${tried}`;
    await this.#each(over, async (tx, row) => {
      await update(tx, OutboxRow, { id: row.id }, { state: 'failed', lastError });
      await this.results.failed(tx, row.id, now);
    });
  }

  /** Every row of a condition, a transaction each; the work must take it out of the condition. */
  async #each(condition: Sql, work: (tx: Tx, row: OutboxRow) => Promise<void>): Promise<void> {
    while ((await this.#first(condition, sql``)) !== undefined) {
      const found = await this.db.tx(async (tx) => {
        const id = await this.#lockFirst(condition);
        if (id !== undefined) await work(tx, await tx.findOneByOrFail(OutboxRow, { id }));
        return id;
      });
      // Another process has it in hand.
      if (found === undefined) return;
    }
  }

  async #recoverOne(tx: Tx, row: OutboxRow): Promise<void> {
    const now = this.clock.now();
    const bodyOut = row.bodyStartedAt !== null;
    const kept = { bodyOut, replyCode: null, detail: 'The process that was sending ended.', endedAt: now };
    await this.#keepAttempt(tx, { ...row, startedAt: now }, { ...kept, outcome: bodyOut ? 'unknown' : 'interrupted' });
    if (!bodyOut) {
      await update(tx, OutboxRow, { id: row.id }, { state: 'waiting', leasedBy: null, leasedUntil: null });
      return;
    }
    const lastError = '送信の途中で処理が中断したため、届いたかどうか分かりません。';
    await update(tx, OutboxRow, { id: row.id }, { state: 'unknown', leasedUntil: null, lastError });
    await this.results.unknown(tx, row.id, now);
  }

  async #sent(tx: Tx, id: string, now: Instant, answer: string): Promise<void> {
    const sent = { state: 'sent', sentAt: now, leasedUntil: null, lastError: null } as const;
    const mine = await update(tx, OutboxRow, this.#mine(id), sent);
    // A slow answer that came after the row was given up as unknown is still the truth.
    const known = mine > 0 ? mine : await update(tx, OutboxRow, { id, state: 'unknown', leasedBy: this.#worker }, sent);
    if (known === 0) throw new Error(`The mail ${id} was sent (${answer}) but is no longer ours to mark.`);
    await this.results.sent(tx, id, now);
  }

  async #unknown(tx: Tx, id: string, set: Partial<OutboxRow>, now: Instant): Promise<void> {
    if ((await update(tx, OutboxRow, this.#mine(id), { ...set, state: 'unknown' })) > 0) await this.results.unknown(tx, id, now);
  }

  async #failed(tx: Tx, id: string, set: Partial<OutboxRow>, now: Instant): Promise<void> {
    if ((await update(tx, OutboxRow, this.#mine(id), { ...set, state: 'failed' })) > 0) await this.results.failed(tx, id, now);
  }

  /** Waits again. Where the server was to blame it stays due, and the server's own turns decide when. */
  async #later(tx: Tx, row: ClaimedMail, { outcome, ...free }: { outcome: SendOutcome; leasedUntil: null; lastError: string }, now: Instant): Promise<void> {
    const giveUpAt = row.giveUpAt ?? row.createdAt + keptForMs;
    const nextAttemptAt = outcome === 'server' ? row.nextAttemptAt : nextAttempt(row.attempts, giveUpAt, now, Math.random());
    if (nextAttemptAt === undefined) return this.#failed(tx, row.id, free, now);
    await update(tx, OutboxRow, this.#mine(row.id), { ...free, state: 'waiting', leasedBy: null, bodyStartedAt: null, nextAttemptAt });
  }

  async #keepAttempt(tx: Tx, row: ClaimedMail, ended: Omit<OutboxAttemptRow, 'id' | 'outboxId' | 'number' | 'startedAt' | 'outcome'> & { outcome: AttemptOutcome }): Promise<void> {
    await insert(tx, OutboxAttemptRow, { id: newId(), outboxId: row.id, number: row.attempts, startedAt: row.startedAt, ...ended });
  }

  /** Of the inquiry's customer as known now, or of whom the mail itself is about; a notice to colleagues belongs to nobody. */
  async #ownerOf(id: string): Promise<ContentOwner> {
    const found = await this.db.row<{ customerId: string }>(
      sql`SELECT COALESCE(i.customer_id, o.customer_id) AS "customerId" FROM outbox o LEFT JOIN inquiry i ON i.id = o.inquiry_id
          WHERE o.id = ${id} AND COALESCE(i.customer_id, o.customer_id) IS NOT NULL`,
    );
    return found === undefined ? { kind: 'unassigned', at: this.clock.now() } : { kind: 'customer', customerId: found.customerId };
  }

  #mine(id: string): Pick<OutboxRow, 'id' | 'state' | 'leasedBy'> {
    return { id, state: 'sending', leasedBy: this.#worker };
  }

  #due(now: Instant, busyDomains: readonly string[]): Sql {
    const besides = busyDomains.map((domain) => sql`AND lower(o.to_address) NOT LIKE ${`%@${domain}`}`);
    return sql`o.state = 'waiting' AND o.next_attempt_at <= ${now} AND ${ownTurn} ${sqlJoin(besides, ' ')}`;
  }

  async #lockFirst(condition: Sql): Promise<string | undefined> {
    return this.#first(condition, this.db.dialect === 'postgres' ? sql`FOR UPDATE OF o SKIP LOCKED` : sql``);
  }

  async #first(condition: Sql, lock: Sql): Promise<string | undefined> {
    const found = await this.db.row<{ id: string }>(
      sql`SELECT o.id FROM outbox o WHERE ${condition} ORDER BY o.next_attempt_at, o.created_at, o.seq LIMIT 1 ${lock}`,
    );
    return found?.id;
  }
}

/** A later mail of an inquiry waits for the earlier ones; notices to colleagues neither wait nor hold up. */
const ownTurn = sql`(o.inquiry_id IS NULL OR o.template IN ${sqlList(internalTemplates)} OR NOT EXISTS (
  SELECT 1 FROM outbox e WHERE e.inquiry_id = o.inquiry_id AND e.seq < o.seq AND e.state IN ('waiting', 'sending')
    AND e.template NOT IN ${sqlList(internalTemplates)}))`;
