import { Injectable } from '@nestjs/common';
import { civilDate } from '../calendar/japanese-time.js';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events } from '../platform/events.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { AffiliateRow } from './affiliate.entity.js';
import { affiliateRow } from './customer-rows.js';
import { CustomerRow } from './customer.entity.js';
import { actorOf, requireOwner, type Acting } from './owner-only.js';
import { raiseVersion } from './versions.js';

/** A parent or subsidiary with the day of its written consent (第2条(5)), `YYYY-MM-DD`. */
export type AffiliateFacts = Pick<AffiliateRow, 'name' | 'kana' | 'consentedOn'>;

/** Companies that use a customer's service with written consent; named at the customer, never deleted (A6). */
@Injectable()
export class Affiliates {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** @throws DomainError forbidden, not_found, version_stale, already_exists, validation_failed */
  async add(tx: Tx, by: Acting, customerId: string, version: number, facts: AffiliateFacts): Promise<string> {
    requireOwner(by);
    await this.#hold(tx, customerId, version);
    await this.#refuse(customerId, facts);
    const row = affiliateRow(customerId, facts);
    await insert(tx, AffiliateRow, row);
    await this.#record(tx, by, customerId, { type: 'affiliate_registered', affiliateId: row.id });
    return row.id;
  }

  /**
   * The use ends today; the name stays, because earlier inquiries refer to it.
   *
   * @throws DomainError forbidden, not_found, version_stale, illegal_transition
   */
  async end(by: Acting, customerId: string, affiliateId: string, version: number): Promise<void> {
    requireOwner(by);
    await this.db.tx(async (tx) => {
      await this.#hold(tx, customerId, version);
      const row = await this.db.row<{ endedOn: string | null }>(sql`SELECT ended_on AS "endedOn" FROM affiliate WHERE id = ${affiliateId} AND customer_id = ${customerId}`);
      if (row === undefined) throw notFound('関係会社');
      if (row.endedOn !== null) throw new DomainError('illegal_transition', 'この関係会社の利用は、すでに終了しています。');
      await update(tx, AffiliateRow, { id: affiliateId }, { endedOn: civilDate(this.clock.now()) });
      await this.#record(tx, by, customerId, { type: 'affiliate_ended', affiliateId });
    });
  }

  async #hold(tx: Tx, customerId: string, version: number): Promise<void> {
    if ((await this.db.row(sql`SELECT id FROM customer WHERE id = ${customerId}`)) === undefined) throw notFound('利用者');
    await raiseVersion(tx, CustomerRow, customerId, version);
  }

  async #refuse(customerId: string, { name, consentedOn }: AffiliateFacts): Promise<void> {
    if (consentedOn > civilDate(this.clock.now())) {
      const message = '書面で承諾した日を入力してください。先の日付は記録できません。';
      throw new DomainError('validation_failed', message, { faults: [{ field: 'consentedOn', message }] });
    }
    if ((await this.db.row(sql`SELECT id FROM affiliate WHERE customer_id = ${customerId} AND name = ${name} AND ended_on IS NULL`)) === undefined) return;
    const message = 'この会社はすでに登録されています。';
    throw new DomainError('already_exists', message, { faults: [{ field: 'name', message }] });
  }

  async #record(tx: Tx, by: Acting, customerId: string, { type, affiliateId }: { readonly type: string; readonly affiliateId: string }): Promise<void> {
    const at = this.clock.now();
    await this.events.append(tx, { type: 'customer', id: customerId }, { actor: actorOf(by), recordedAt: at, events: [{ type, occurredAt: at, data: { affiliateId } }] });
  }
}
