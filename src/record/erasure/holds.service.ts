import { Injectable } from '@nestjs/common';
import { civilDate } from '../../calendar/japanese-time.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import { DataHoldRow, type HoldKind } from './erasure.entity.js';

/** What a hold is placed on, why and until when. */
export interface NewHold {
  readonly kind: HoldKind;
  readonly ground: string;
  /** Number of the inquiry; null for all of the customer. */
  readonly inquiryNumber: string | null;
  readonly until: string | null;
}

/** A hold that stands. */
export interface StandingHold extends Pick<DataHoldRow, 'id' | 'inquiryId' | 'kind' | 'ground' | 'until' | 'placedAt'> {
  readonly inquiryNumber: string | null;
}

/** Legal and evidence holds: what they name is neither erased nor disposed of by age while they stand. */
@Injectable()
export class Holds {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** @throws DomainError not_found, validation_failed */
  async place(tx: Tx, scope: Scope, customerId: string, hold: NewHold): Promise<void> {
    if ((await this.db.row(sql`SELECT id FROM customer WHERE id = ${customerId}`)) === undefined) throw notFound('利用者');
    const now = this.clock.now();
    if (hold.until !== null && hold.until < civilDate(now)) throw fault('until', '今日以後の日付を入力してください。');
    const inquiryId = hold.inquiryNumber === null ? null : await this.#inquiryOf(customerId, hold.inquiryNumber);
    const row: DataHoldRow = {
      id: newId(), customerId, inquiryId, kind: hold.kind, ground: hold.ground, until: hold.until, placedAt: now, placedBy: scope.staffId, liftedAt: null, liftedBy: null,
    };
    await insert(tx, DataHoldRow, row);
    await this.#record(tx, scope, row, 'hold_placed', now);
  }

  /** @throws DomainError not_found, illegal_transition */
  async lift(tx: Tx, scope: Scope, customerId: string, holdId: string): Promise<void> {
    const row = await this.db.lock(tx, DataHoldRow, { id: holdId, customerId });
    if (row === null) throw notFound('保全');
    if (row.liftedAt !== null) throw new DomainError('illegal_transition', 'この保全はすでに解除されています。');
    const now = this.clock.now();
    await update(tx, DataHoldRow, { id: holdId }, { liftedAt: now, liftedBy: scope.staffId });
    await this.#record(tx, scope, row, 'hold_lifted', now);
  }

  /** The holds that stand at an instant, of one customer. */
  async standing(customerId: string, at: Instant): Promise<StandingHold[]> {
    return this.db.rows(
      sql`SELECT h.id, h.inquiry_id AS "inquiryId", i.number AS "inquiryNumber", h.kind, h.ground, h.until, h.placed_at AS "placedAt"
          FROM data_hold h LEFT JOIN inquiry i ON i.id = h.inquiry_id
          WHERE h.customer_id = ${customerId} AND h.lifted_at IS NULL AND (h.until IS NULL OR h.until >= ${civilDate(at)}) ORDER BY h.id`,
    );
  }

  async #inquiryOf(customerId: string, number: string): Promise<string> {
    const found = await this.db.row<{ id: string }>(sql`SELECT id FROM inquiry WHERE number = ${number} AND customer_id = ${customerId}`);
    if (found === undefined) throw fault('inquiryNumber', 'この利用者の問合せに、この受付番号はありません。');
    return found.id;
  }

  async #record(tx: Tx, scope: Scope, row: DataHoldRow, type: string, at: Instant): Promise<void> {
    const data = { holdId: row.id, kind: row.kind, inquiryId: row.inquiryId, until: row.until };
    await this.events.append(tx, { type: 'customer', id: row.customerId }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: at, events: [{ type, occurredAt: at, data }] });
  }
}

function fault(field: string, message: string): DomainError {
  return new DomainError('validation_failed', message, { faults: [{ field, message }] });
}
