import { Injectable } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound, notFoundWithin } from '../platform/errors.js';
import { Events, type Actor } from '../platform/events.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { update } from '../platform/write.js';
import { Aftermath } from './aftermath.service.js';
import { ChangesSince, type ChangeSince } from './changes-since.queries.js';
import { FactsLoader } from './facts-loader.service.js';
import { InquiryRow } from './inquiry.entity.js';
import { changedColumns, inquiryOf } from './inquiry.mapping.js';
import { queueAtOf } from './queue-order.rules.js';
import { ResponseCycles } from './response-cycles.service.js';
import { apply } from './rulebook/apply.js';
import type { Command } from './rulebook/commands.js';
import { decide } from './rulebook/decide.js';
import type { InquiryEvent } from './rulebook/events.js';
import type { Doing } from './rulebook/facts.js';
import { isOpen } from './rulebook/status.js';
import type { ActName } from './rulebook/transitions.js';
import { maySee } from './visibility.rules.js';

/** Who acts on an inquiry: a person within his walls, the desk itself, or the customer by mail. */
export type Acting = { readonly kind: 'staff'; readonly scope: Scope } | { readonly kind: 'system' | 'customer' };

/** What somebody wants to do, and what else changes on the row with it. */
export interface Prepared {
  readonly command: Command;
  readonly columns?: Partial<Pick<InquiryRow, 'headline' | 'callerName' | 'callbackPhone' | 'kinds' | 'threadIds' | 'mergedInto' | 'followUpOf'>>;
}

/** Which inquiry, and as which version the person saw it; null where nobody looked (mail, jobs). */
export interface Target {
  readonly id: string;
  readonly version: number | null;
  /** What others may have done since without making it stale. */
  readonly despite?: readonly ActName[];
}

/** Loads, decides, stores: the one way an existing inquiry changes. */
@Injectable()
export class Inquiries {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly calendars: Calendars,
    private readonly factsLoader: FactsLoader,
    private readonly cycles: ResponseCycles,
    private readonly aftermath: Aftermath,
    private readonly changes: ChangesSince,
  ) {}

  /**
   * Does an act in one transaction. `prepare` stores the texts that the command refers to; when the
   * rules refuse, they go with the transaction.
   *
   * @throws DomainError not_found, version_stale, or what the rules refuse
   */
  async perform(
    acting: Acting,
    target: Target,
    prepare: (tx: Tx, row: InquiryRow, now: Instant) => Promise<Prepared>,
  ): Promise<InquiryRow> {
    return this.db.tx(async (tx) => {
      const now = this.clock.now();
      const row = await this.load(tx, acting, target);
      const { command, columns } = await prepare(tx, row, now);
      const facts = await this.factsLoader.load(doingOf(acting), row, command, now);
      return this.#store(tx, { row, events: decide(row, command, facts), columns: columns ?? {}, actor: actorOf(acting), now });
    });
  }

  /** The desk's now. */
  now(): Instant {
    return this.clock.now();
  }

  /** The inquiry as it stands inside the transaction, if the person may see it and saw this version. */
  async load(tx: Tx, acting: Acting, target: Target): Promise<InquiryRow> {
    // Locked, so that two who act without a version (mail, jobs) follow each other.
    const row = await this.db.lock(tx, InquiryRow, { id: target.id });
    if (row === null || (acting.kind === 'staff' && !maySee(acting.scope, row))) throw acting.kind === 'staff' ? notFoundWithin(acting.scope, '問合せ') : notFound('問合せ');
    if (acting.kind !== 'system' && row.customerId !== null) await this.#refuseStopped(row.customerId);
    if (target.version !== null && target.version !== row.version) await this.#refuseStale(acting, row, { version: target.version, despite: target.despite ?? [] });
    return row;
  }

  /** From the request of an erasure on, nothing of the customer is used any more (第10条4). */
  async #refuseStopped(customerId: string): Promise<void> {
    const stopped = await this.db.row(sql`SELECT id FROM customer WHERE id = ${customerId} AND use_stopped_at IS NOT NULL`);
    if (stopped !== undefined) throw new DomainError('illegal_transition', 'この利用者のデータは返還・廃棄の手続き中のため、利用を停止しています。サービス主管に確認してください。');
  }

  /** The sheet saves itself while somebody types: his own save on its way does not outdate what he saw. */
  async #refuseStale(acting: Acting, row: InquiryRow, seen: { readonly version: number; readonly despite: readonly ActName[] }): Promise<void> {
    if (acting.kind === 'staff' && (await this.changes.areExpected(row, seen, acting.scope.staffId))) return;
    throw stale(row.version, await this.changes.since(row, seen.version));
  }

  async #store(tx: Tx, change: Change): Promise<InquiryRow> {
    const before = inquiryOf(change.row);
    const after = change.events.reduce(apply, before);
    const head = await this.events.append(
      tx,
      { type: 'inquiry', id: before.id },
      { actor: change.actor, recordedAt: change.now, events: change.events },
      { seq: change.row.eventSeq, hash: change.row.eventHash },
    );
    const columns = {
      ...changedColumns(before, after),
      ...change.columns,
      isOpen: isOpen(after.status),
      queueAt: queueAtOf(after),
      version: change.row.version + 1,
      eventSeq: head.seq,
      eventHash: head.hash,
      updatedAt: change.now,
    };
    const changed = await update(tx, InquiryRow, { id: before.id, version: change.row.version }, columns);
    if (changed !== 1) throw stale(change.row.version + 1, []);
    // Spreading this many columns takes V8 as long as storing them; assigning does not.
    const stored = Object.assign({}, change.row, columns);
    await this.cycles.follow(tx, before, after, await this.calendars.current());
    await this.aftermath.follow(tx, stored, change.events, change.now);
    return stored;
  }
}

interface Change {
  readonly row: InquiryRow;
  readonly events: readonly InquiryEvent[];
  readonly columns: Prepared['columns'] & object;
  readonly actor: Actor;
  readonly now: Instant;
}

/** Who acts, as the rulebook asks for it. */
export function doingOf(acting: Acting): Doing {
  return acting.kind === 'staff' ? { kind: 'staff', id: acting.scope.staffId, roles: acting.scope.roles } : { kind: 'system' };
}

/** Who acted, as the record names him. */
export function actorOf(acting: Acting): Actor {
  return acting.kind === 'staff' ? { kind: 'staff', id: acting.scope.staffId } : { kind: acting.kind };
}

/** R27: the loser reads what happened meanwhile, and his text is still there. */
function stale(version: number, changes: readonly ChangeSince[]): DomainError {
  const what = changes.map(({ label, who }) => `${who}：${label}`).join('、');
  return new DomainError(
    'version_stale',
    `ほかの人が先にこの問合せを更新しました${what === '' ? '' : `（${what}）`}。入力した内容は残っています。最新の内容を確認してから、もう一度送信してください。`,
    { facts: { version, changes: changes.map(({ act, at }) => ({ act, at: toIsoTokyo(at) })) } },
  );
}
