import { Injectable } from '@nestjs/common';
import type { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import { internalTemplates, partnerTemplates, strangerTemplates } from '../../inquiries/outbox/outgoing-mail.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql, type Sql } from '../../platform/sql.js';
import { UnbuildableMail } from './build-mail.js';

/** A notice whose reader has left: nothing went wrong, there is just nobody to read it. */
export class NoLongerWanted extends Error {}

type Addressed = Pick<OutboxRow, 'template' | 'toAddress' | 'contactId' | 'inquiryId'>;

/**
 * Asks once more, at the moment of sending, whether the recipient is one the desk knows (V40, V53): the
 * registered contact as registered now, a confirmed copy of the inquiry, a colleague who still is one.
 */
@Injectable()
export class Recipients {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** @throws UnbuildableMail where it must not go, NoLongerWanted where nobody need know */
  async require(row: Addressed): Promise<void> {
    // By itself nothing goes to a stranger (A5b); the other fixed texts are a person's click.
    if (row.template === 'fixed_receipt') return this.#requireRegistered(row.toAddress);
    if (isOne(strangerTemplates, row.template)) return;
    if (isOne(internalTemplates, row.template)) return this.#requireColleague(row);
    if (isOne(partnerTemplates, row.template)) return this.#requirePartner(row);
    if (row.contactId !== null) return this.#requireContact(row.contactId, row);
    return this.#requireCopy(row);
  }

  async #requireContact(contactId: string, row: Addressed): Promise<void> {
    const contact = await this.db.row<{ email: string; validTo: number | null }>(
      sql`SELECT email, valid_to AS "validTo" FROM registered_contact WHERE id = ${contactId}`,
    );
    if (contact?.email !== row.toAddress) throw new UnbuildableMail('宛先が本サービス担当者の登録と一致しません。');
    // He alone is told that he was replaced; and nobody that he is the contact, who no longer is when it takes effect.
    if (row.template === 'contact_replaced') return;
    if (contact.validTo !== null && contact.validTo <= this.clock.now()) {
      if (row.template === 'contact_changed') throw new NoLongerWanted('変更の日時より前に、本サービス担当者がまた変更されました。');
      throw new UnbuildableMail('本サービス担当者が変更されたため、以前の担当者様には送信していません。');
    }
  }

  async #requireRegistered(address: string): Promise<void> {
    const now = this.clock.now();
    const registered = await this.#exists(
      sql`SELECT 1 AS one FROM registered_contact WHERE email_fold = ${address.toLowerCase()} AND valid_from <= ${now} AND (valid_to IS NULL OR valid_to > ${now})`,
    );
    if (!registered) throw new NoLongerWanted('宛先は、現在の本サービス担当者のアドレスではありません。');
  }

  async #requireCopy(row: Addressed): Promise<void> {
    const known = await this.#exists(sql`SELECT 1 AS one FROM copy_recipient WHERE inquiry_id = ${row.inquiryId} AND address = ${row.toAddress}`);
    if (!known) throw new UnbuildableMail('宛先が確認済みの同報先ではありません。');
  }

  async #requirePartner(row: Addressed): Promise<void> {
    const desk = await this.#exists(sql`SELECT 1 AS one FROM support_desk WHERE mail_address = ${row.toAddress}`);
    if (!desk) await this.#requireColleague(row);
  }

  async #requireColleague(row: Addressed): Promise<void> {
    if (!(await this.#exists(sql`SELECT 1 AS one FROM staff WHERE login_name = ${row.toAddress} AND active = ${true}`))) {
      throw new NoLongerWanted('宛先の担当者は、現在この窓口に登録されていません。');
    }
  }

  async #exists(query: Sql): Promise<boolean> {
    return (await this.db.row(query)) !== undefined;
  }
}

function isOne(names: readonly string[], template: string): boolean {
  return names.includes(template);
}
