import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events, type Actor, type NewEvent } from '../platform/events.js';
import { newId } from '../platform/ids.js';
import type { Scope } from '../platform/scope.js';
import { sql, sqlList } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { ContactRequestRow } from './contact-request.entity.js';
import { currentRegistration } from './current-registration.queries.js';
import { reachesDesk } from './customer-wall.js';
import { requireOwner } from './owner-only.js';
import type { ContactDetails, ProposedRegistration } from './registration.js';
import { changeOf, type CurrentRegistration } from './registration-change.js';
import { chunks, RegistrationWriter } from './registration-writer.js';

/** A change that a partner's file asks for. */
export interface AskedChange {
  readonly customerId: string;
  readonly proposed: ProposedRegistration;
  readonly importRunId: string | null;
  readonly lineNumber: number | null;
}

/** How far ahead a change may be set. */
const longestLeadMs = 366 * 24 * 3_600_000;

/** Changes of registration that wait for the service owner (section I, A6). */
@Injectable()
export class ContactRequests {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly writer: RegistrationWriter,
  ) {}

  /**
   * Asks for another registered contact. A request of the same customer that still waits gives way.
   * Returns the id of the request.
   *
   * @throws DomainError not_found behind the wall, already_exists where nothing would change
   */
  async request(scope: Scope, customerId: string, contact: ContactDetails): Promise<string> {
    return this.db.tx(async (tx) => {
      const current = await this.#reachable(scope, customerId);
      const proposed = { contact, company: {}, contract: null };
      const at = this.clock.now();
      if (changeOf(current, proposed, at) === undefined) {
        throw new DomainError('already_exists', '登録されている内容と同じです。変更する項目を確認してください。');
      }
      const [id] = await this.askAll(tx, [{ customerId, proposed, importRunId: null, lineNumber: null }], {
        actor: { kind: 'staff', id: scope.staffId },
        staffId: scope.staffId,
        at,
      });
      if (id === undefined) throw new Error('The request was not written.');
      return id;
    });
  }

  /** Writes requests, each in the place of one that still waits; for this room's import. Returns their ids in order. */
  async askAll(tx: Tx, asked: readonly AskedChange[], by: { readonly actor: Actor; readonly staffId: string | null; readonly at: Instant }): Promise<string[]> {
    const { actor, staffId, at } = by;
    if (staffId === null || asked.length === 0) return [];
    const rows = asked.map((one): ContactRequestRow => ({
      id: newId(),
      ...one,
      state: 'waiting',
      source: one.importRunId === null ? 'form' : 'import',
      requestedBy: staffId,
      requestedAt: at,
      decidedBy: null,
      decidedAt: null,
      effectiveAt: null,
      decisionNote: null,
    }));
    for (const part of chunks(rows)) {
      const customers = sqlList(part.map(({ customerId }) => customerId));
      await this.db.execute(tx, sql`UPDATE contact_request SET state = 'superseded', decided_at = ${at} WHERE state = 'waiting' AND customer_id IN ${customers}`);
      await insert(tx, ContactRequestRow, part);
    }
    const streams = rows.map((row) => ({
      id: row.customerId,
      events: [{ type: 'contact_change_requested', occurredAt: at, data: { requestId: row.id, source: row.source } }],
    }));
    await this.events.appendToMany(tx, 'customer', { actor, recordedAt: at, streams });
    return rows.map(({ id }) => id);
  }

  /**
   * Approves a request. The change takes effect at `effectiveAt`, now unless it is given; history is kept.
   *
   * @throws DomainError forbidden, not_found, illegal_transition where it is decided already,
   *   time_not_possible where the instant has passed or a later change is already set
   */
  async approve(scope: Scope, requestId: string, wish: { readonly effectiveAt?: Instant | undefined } = {}): Promise<void> {
    requireOwner(scope);
    await this.db.tx(async (tx) => {
      const request = await this.#waiting(requestId);
      const at = this.clock.now();
      const effectiveAt = wish.effectiveAt ?? at;
      checkEffective(effectiveAt, at);
      const current = await currentRegistration(this.db, request.customerId, request.proposed.contract?.contractNumber);
      if (current === undefined) throw notFound('利用者');
      if (current.contact !== null && current.contact.validFrom > effectiveAt) {
        throw new DomainError('time_not_possible', 'これより後の日時に担当者の変更が決まっています。その後の日時を指定してください。');
      }
      await this.#decide(tx, requestId, { state: 'approved', decidedBy: scope.staffId, decidedAt: at, effectiveAt });
      const approved: NewEvent = { type: 'contact_change_approved', occurredAt: at, data: { requestId, effectiveAt } };
      const change = changeOf(current, request.proposed, effectiveAt);
      const act = { actor: { kind: 'staff', id: scope.staffId }, at } as const;
      if (change === undefined) await this.#record(tx, request.customerId, act, approved);
      else await this.writer.write(tx, [change], { ...act, because: [approved] });
    });
  }

  /** Refuses a request with a reason that the partner reads. */
  async refuse(scope: Scope, requestId: string, reason: string): Promise<void> {
    requireOwner(scope);
    await this.db.tx(async (tx) => {
      const request = await this.#waiting(requestId);
      const at = this.clock.now();
      await this.#decide(tx, requestId, { state: 'refused', decidedBy: scope.staffId, decidedAt: at, decisionNote: reason });
      const event = { type: 'contact_change_refused', occurredAt: at, data: { requestId } };
      await this.#record(tx, request.customerId, { actor: { kind: 'staff', id: scope.staffId }, at }, event);
    });
  }

  async #reachable(scope: Scope, customerId: string): Promise<CurrentRegistration> {
    const current = await currentRegistration(this.db, customerId, undefined);
    if (current === undefined || !reachesDesk(scope, current.supportDeskId)) throw notFound('利用者');
    return current;
  }

  async #waiting(requestId: string): Promise<{ customerId: string; proposed: ProposedRegistration }> {
    const row = await this.db.row<{ customerId: string; state: string; proposed: string }>(
      sql`SELECT customer_id AS "customerId", state, proposed FROM contact_request WHERE id = ${requestId}`,
    );
    if (row === undefined) throw notFound('申請');
    if (row.state !== 'waiting') throw alreadyDecided();
    return { customerId: row.customerId, proposed: JSON.parse(row.proposed) as ProposedRegistration };
  }

  /** Two people may decide at once: the second finds it decided. */
  async #decide(tx: Tx, requestId: string, set: Partial<ContactRequestRow>): Promise<void> {
    const touched = await update(tx, ContactRequestRow, { id: requestId, state: 'waiting' }, set);
    if (touched === 0) throw alreadyDecided();
  }

  async #record(tx: Tx, customerId: string, by: { readonly actor: Actor; readonly at: Instant }, event: NewEvent): Promise<void> {
    await this.events.append(tx, { type: 'customer', id: customerId }, { actor: by.actor, recordedAt: by.at, events: [event] });
  }
}

function checkEffective(effectiveAt: Instant, now: Instant): void {
  if (effectiveAt < now) throw new DomainError('time_not_possible', '変更の適用日時は、現在より後にしてください。');
  if (effectiveAt > now + longestLeadMs) throw new DomainError('time_not_possible', '変更の適用日時は、1年以内にしてください。');
}

function alreadyDecided(): DomainError {
  return new DomainError('illegal_transition', 'この申請はすでに処理されています。最新の一覧を確認してください。');
}
