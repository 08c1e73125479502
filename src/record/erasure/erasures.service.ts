import { Injectable } from '@nestjs/common';
import { CustomerRow } from '../../customers/customer.entity.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events, type EventData } from '../../platform/events.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import { ErasureRow, type ErasureChoice, type ErasureGround } from './erasure.entity.js';
import { Holds } from './holds.service.js';
import { StoppedMails } from './stopped-mails.service.js';

/** What the customer asked for. */
export interface ErasureWish {
  readonly choice: ErasureChoice;
  readonly ground: ErasureGround;
}

/** Asking for an erasure, taking that back, and confirming it: two persons, neither of whom can do it alone (E3). */
@Injectable()
export class Erasures {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly holds: Holds,
    private readonly mails: StoppedMails,
  ) {}

  /**
   * Stops every use of the customer's data at once: nobody but owner and auditor sees it, nothing that
   * waits is sent, no mail of his is taken for an inquiry.
   *
   * @throws DomainError not_found, already_exists, illegal_transition
   */
  async request(tx: Tx, scope: Scope, customerId: string, wish: ErasureWish): Promise<string> {
    const customer = await this.db.lock(tx, CustomerRow, { id: customerId });
    if (customer === null) throw notFound('利用者');
    if (customer.useStoppedAt !== null) throw new DomainError('already_exists', 'この利用者のデータの返還・廃棄は、すでに手続き中か、完了しています。');
    const open = await this.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM inquiry WHERE customer_id = ${customerId} AND is_open = ${true}`);
    if ((open?.n ?? 0) > 0) {
      throw new DomainError('illegal_transition', `対応中のお問い合わせが${open?.n}件あります。対応完了、または契約終了による終了にしてから、返還・廃棄を始めてください。`);
    }
    const now = this.clock.now();
    const id = newId();
    await insert(tx, ErasureRow, {
      id, customerId, state: 'requested', ...wish, requestedAt: now, requestedBy: scope.staffId, exportedAt: null, confirmedAt: null, confirmedBy: null,
      noticeId: null, erasedAt: null, finishedAt: null, certificate: null,
    });
    await update(tx, CustomerRow, { id: customerId }, { useStoppedAt: now });
    const withdrawn = await this.mails.withdraw(tx, customerId);
    await this.#record(tx, scope, customerId, { type: 'erasure_requested', at: now, data: { erasureId: id, ...wish, withdrawn } });
    return id;
  }

  /** @throws DomainError not_found, illegal_transition */
  async cancel(tx: Tx, scope: Scope, id: string): Promise<void> {
    const row = await this.#requested(tx, id);
    const now = this.clock.now();
    await update(tx, ErasureRow, { id }, { state: 'cancelled', finishedAt: now });
    await update(tx, CustomerRow, { id: row.customerId }, { useStoppedAt: null });
    await this.#record(tx, scope, row.customerId, { type: 'erasure_cancelled', at: now, data: { erasureId: id } });
  }

  /**
   * The second person. From here on there is no way back.
   *
   * @throws DomainError not_found, illegal_transition, second_reader_required
   */
  async confirm(tx: Tx, scope: Scope, id: string): Promise<void> {
    const row = await this.#requested(tx, id);
    if (row.requestedBy === scope.staffId) {
      throw new DomainError('second_reader_required', '依頼した本人は確定できません。もう一人のサービス主管が内容を確かめて、確定してください。');
    }
    if (row.choice === 'return' && row.exportedAt === null) {
      throw new DomainError('illegal_transition', '返還を選ばれています。先にデータを取り出して、利用者にお渡しください。');
    }
    const now = this.clock.now();
    await this.#refuseHeld(row.customerId, now);
    await update(tx, ErasureRow, { id }, { state: 'confirmed', confirmedAt: now, confirmedBy: scope.staffId });
    await this.#record(tx, scope, row.customerId, { type: 'erasure_confirmed', at: now, data: { erasureId: id } });
  }

  /** Notes that the customer's data was taken out, on the erasure under way where there is one. */
  async noteExport(tx: Tx, staffId: string | null, customerId: string): Promise<void> {
    const now = this.clock.now();
    await this.db.execute(tx, sql`UPDATE erasure SET exported_at = ${now} WHERE customer_id = ${customerId} AND state = 'requested'`);
    const actor = staffId === null ? ({ kind: 'operator' } as const) : ({ kind: 'staff', id: staffId } as const);
    await this.events.append(tx, { type: 'customer', id: customerId }, { actor, recordedAt: now, events: [{ type: 'data_exported', occurredAt: now, data: {} }] });
  }

  /** @throws DomainError illegal_transition naming the ground and until when, where all of the customer is held */
  async #refuseHeld(customerId: string, now: Instant): Promise<void> {
    const hold = (await this.holds.standing(customerId, now)).find(({ inquiryId }) => inquiryId === null);
    if (hold === undefined) return;
    throw new DomainError('illegal_transition', `この利用者のデータは保全の対象です（理由：${hold.ground}、期限：${hold.until ?? '解除まで'}）。保全が終わるまで消去できません。`);
  }

  async #requested(tx: Tx, id: string): Promise<ErasureRow> {
    const row = await this.db.lock(tx, ErasureRow, { id });
    if (row === null) throw notFound('返還・廃棄の手続き');
    if (row.state !== 'requested') throw new DomainError('illegal_transition', 'この手続きは、すでに確定したか、取りやめられています。');
    return row;
  }

  async #record(tx: Tx, scope: Scope, customerId: string, { type, at, data }: { readonly type: string; readonly at: Instant; readonly data: EventData }): Promise<void> {
    await this.events.append(tx, { type: 'customer', id: customerId }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: at, events: [{ type, occurredAt: at, data }] });
  }
}
