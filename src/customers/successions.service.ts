import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { Events, type Actor } from '../platform/events.js';
import { newId } from '../platform/ids.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { requireOwner } from './owner-only.js';
import { SuccessionRow } from './succession.entity.js';
import { requireRow } from './versions.js';

/** Which desk takes over from which, and when. */
export interface SuccessionOrder {
  readonly fromDeskId: string;
  readonly toDeskId: string;
  readonly effectiveAt: Instant;
}

/** What is told to other rooms when customers have moved, in the same transaction. */
export interface ExecutedSuccession extends SuccessionOrder {
  readonly successionId: string;
  readonly customerIds: readonly string[];
  /** When they moved. */
  readonly at: Instant;
  readonly actor: Actor;
}

export type SuccessionListener = (tx: Tx, succession: ExecutedSuccession) => Promise<void>;

/** How far back an instant may lie: the time it takes to fill the form in. */
const graceMs = 24 * 3_600_000;

/** The support of one desk passes to another in one step (B6, 第5条2); the sale stays where it is. */
@Injectable()
export class Successions {
  readonly #listeners: SuccessionListener[] = [];

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** Calls the listener within the transaction that moves the customers, so that open inquiries move with them. */
  onExecuted(listener: SuccessionListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Moves the customers now, or plans it where the instant lies ahead. Returns the id.
   *
   * @throws DomainError forbidden, validation_failed, time_not_possible, already_exists where one is planned
   */
  async execute(scope: Scope, order: SuccessionOrder): Promise<string> {
    requireOwner(scope);
    return this.db.tx(async (tx) => {
      const now = this.clock.now();
      await this.#check(order, now);
      const row: SuccessionRow = { id: newId(), ...order, state: 'planned', orderedBy: scope.staffId, orderedAt: now, executedAt: null, customerCount: 0 };
      await insert(tx, SuccessionRow, row);
      const event = { type: 'succession_ordered', occurredAt: now, data: { successionId: row.id, toDeskId: order.toDeskId, effectiveAt: order.effectiveAt } };
      await this.#record(tx, { type: 'desk', id: order.fromDeskId }, { kind: 'staff', id: scope.staffId }, now, event);
      if (order.effectiveAt <= now) await this.#move(tx, row, now, { kind: 'staff', id: scope.staffId });
      return row.id;
    });
  }

  /** Moves the customers of every succession that has come due; run by a job. */
  async executeDue(): Promise<void> {
    const due = await this.db.rows<{ id: string }>(
      sql`SELECT id FROM succession WHERE state = 'planned' AND effective_at <= ${this.clock.now()} ORDER BY effective_at, id`,
    );
    for (const { id } of due) await this.db.tx((tx) => this.#moveIfPlanned(tx, id));
  }

  /** All of them, the newest first. */
  async list(): Promise<SuccessionRow[]> {
    return this.db.rows<SuccessionRow>(sql`SELECT ${columns} FROM succession ORDER BY ordered_at DESC, id DESC`);
  }

  async #moveIfPlanned(tx: Tx, id: string): Promise<void> {
    const row = await this.db.row<SuccessionRow>(sql`SELECT ${columns} FROM succession WHERE id = ${id} AND state = 'planned'`);
    if (row !== undefined) await this.#move(tx, row, this.clock.now(), { kind: 'system' });
  }

  async #move(tx: Tx, row: SuccessionRow, at: Instant, actor: Actor): Promise<void> {
    const { fromDeskId, toDeskId, effectiveAt } = row;
    const moving = await this.db.rows<{ id: string }>(sql`SELECT id FROM customer WHERE support_desk_id = ${fromDeskId} ORDER BY id`);
    const done = await update(tx, SuccessionRow, { id: row.id, state: 'planned' }, { state: 'done', executedAt: at, customerCount: moving.length });
    if (done === 0) return;
    await this.db.execute(tx, sql`UPDATE customer SET support_desk_id = ${toDeskId}, version = version + 1 WHERE support_desk_id = ${fromDeskId}`);
    const data = { successionId: row.id, fromDeskId, toDeskId };
    for (const { id } of moving) await this.#record(tx, { type: 'customer', id }, actor, at, { type: 'support_desk_changed', occurredAt: at, data });
    const executed = { type: 'succession_executed', occurredAt: at, data: { ...data, customers: moving.length } };
    await this.#record(tx, { type: 'desk', id: fromDeskId }, actor, at, executed);
    const told = { fromDeskId, toDeskId, effectiveAt, successionId: row.id, customerIds: moving.map(({ id }) => id), at, actor };
    for (const listener of this.#listeners) await listener(tx, told);
  }

  async #check(order: SuccessionOrder, now: Instant): Promise<void> {
    if (order.fromDeskId === order.toDeskId) throw invalid('toDeskId', '引き継ぐ窓口と引き継がれる窓口が同じです。');
    await requireRow(this.db, 'support_desk', order.fromDeskId, 'fromDeskId');
    await requireRow(this.db, 'support_desk', order.toDeskId, 'toDeskId');
    if (order.effectiveAt < now - graceMs) throw new DomainError('time_not_possible', '承継の日時は、過去にはできません。');
    const planned = await this.db.row(sql`SELECT id FROM succession WHERE from_desk_id = ${order.fromDeskId} AND state = 'planned'`);
    if (planned !== undefined) throw new DomainError('already_exists', 'この窓口の承継はすでに予定されています。');
  }

  async #record(tx: Tx, stream: Parameters<Events['append']>[1], actor: Actor, at: Instant, event: Parameters<Events['append']>[2]['events'][number]): Promise<void> {
    await this.events.append(tx, stream, { actor, recordedAt: at, events: [event] });
  }
}

const columns = sql`id, from_desk_id AS "fromDeskId", to_desk_id AS "toDeskId", effective_at AS "effectiveAt", state,
  ordered_by AS "orderedBy", ordered_at AS "orderedAt", executed_at AS "executedAt", customer_count AS "customerCount"`;

function invalid(field: string, message: string): DomainError {
  return new DomainError('validation_failed', message, { faults: [{ field, message }] });
}
