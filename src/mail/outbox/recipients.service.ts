import { Injectable } from '@nestjs/common';
import type { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import { internalTemplates, partnerTemplates, strangerTemplates } from '../../inquiries/outbox/outgoing-mail.js';
import { Clock } from '../../platform/clock.js';
import { UnbuildableMail } from './build-mail.js';
import { RecipientQueries } from './recipients.queries.js';

/** A notice whose reader has left: nothing went wrong, there is just nobody to read it. */
export class NoLongerWanted extends Error {}

type Addressed = Pick<OutboxRow, 'template' | 'toAddress' | 'contactId' | 'inquiryId' | 'customerId'>;

/**
 * Asks once more, at the moment of sending, whether the recipient is one the desk knows (V40, V53): the
 * registered contact as registered now, a confirmed copy of the inquiry, a colleague who still is one.
 */
@Injectable()
export class Recipients {
  constructor(
    private readonly known: RecipientQueries,
    private readonly clock: Clock,
  ) {}

  /** @throws UnbuildableMail where it must not go, NoLongerWanted where nobody need know */
  async require(row: Addressed): Promise<void> {
    if (row.template !== 'data_disposed' && (await this.known.isOfStopped(row))) throw new NoLongerWanted('利用者のデータの返還・廃棄の手続きが始まったため、送信していません。');
    // By itself nothing goes to a stranger (A5b); the other fixed texts are a person's click.
    if (row.template === 'fixed_receipt') return this.#requireRegistered(row.toAddress);
    if (isOne(strangerTemplates, row.template)) return;
    if (isOne(internalTemplates, row.template)) return this.#requireColleague(row);
    if (isOne(partnerTemplates, row.template)) return this.#requirePartner(row);
    if (row.contactId !== null) return this.#requireContact(row.contactId, row);
    return this.#requireCopy(row);
  }

  async #requireContact(contactId: string, row: Addressed): Promise<void> {
    const contact = await this.known.contact(contactId);
    if (contact?.email !== row.toAddress) throw new UnbuildableMail('宛先が本サービス担当者の登録と一致しません。');
    // He alone is told that he was replaced; and nobody that he is the contact, who no longer is when it takes effect.
    if (row.template === 'contact_replaced') return;
    if (contact.validTo !== null && contact.validTo <= this.clock.now()) {
      if (row.template === 'contact_changed') throw new NoLongerWanted('変更の日時より前に、本サービス担当者がまた変更されました。');
      throw new UnbuildableMail('本サービス担当者が変更されたため、以前の担当者様には送信していません。');
    }
  }

  async #requireRegistered(address: string): Promise<void> {
    if (!(await this.known.isRegistered(address, this.clock.now()))) throw new NoLongerWanted('宛先は、現在の本サービス担当者のアドレスではありません。');
  }

  async #requireCopy(row: Addressed): Promise<void> {
    if (!(await this.known.isCopy(row))) throw new UnbuildableMail('宛先が確認済みの同報先ではありません。');
  }

  async #requirePartner(row: Addressed): Promise<void> {
    if (!(await this.known.isDesk(row.toAddress))) await this.#requireColleague(row);
  }

  async #requireColleague(row: Addressed): Promise<void> {
    if (!(await this.known.isColleague(row.toAddress))) throw new NoLongerWanted('宛先の担当者は、現在この窓口に登録されていません。');
  }
}

function isOne(names: readonly string[], template: string): boolean {
  return names.includes(template);
}
