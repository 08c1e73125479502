import { Injectable } from '@nestjs/common';
import { CustomerQueries } from '../../customers/customer.queries.js';
import { InquiryDetails } from '../../inquiries/inquiry-details.queries.js';
import { MailDetaching } from '../../inquiries/intake/mail-detaching.service.js';
import { MailIntake, type SaidSender } from '../../inquiries/intake/mail-intake.js';
import { InquiryRow } from '../../inquiries/inquiry.entity.js';
import { Outbox } from '../../inquiries/outbox/outbox.service.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { AlertReader } from '../intake/alert-reader.service.js';
import { RawMessageRow } from '../raw-message.entity.js';

/** Texts that reveal nothing, for people who are not registered. */
export const fixedTexts = ['unregistered', 'japanese_only'] as const;
export type FixedText = (typeof fixedTexts)[number];

/** What the inquiries room does with a message that a person let in. */
@Injectable()
export class QuarantineNeighbours {
  constructor(
    private readonly intake: MailIntake,
    private readonly detaching: MailDetaching,
    private readonly outbox: Outbox,
    private readonly inquiries: InquiryDetails,
    private readonly alerts: AlertReader,
    private readonly customers: CustomerQueries,
  ) {}

  async sendFixedText(tx: Tx, row: RawMessageRow, template: FixedText, now: Instant): Promise<void> {
    const to = { name: '', address: row.fromAddress, contactId: null };
    await this.outbox.toStranger(tx, null, { template, to, supportDeskId: row.supportDeskId, now }, { autoSubmitted: 'no' });
  }

  async newInquiry(tx: Tx, row: RawMessageRow): Promise<string> {
    return this.intake.newInquiry(tx, {
      ...unconfirmed(row),
      supportDeskId: row.supportDeskId,
      customerId: null,
      subject: row.subject,
      text: [row.bodyText, row.quotedText].filter((part) => part !== '').join('\n\n'),
      hasJapanese: row.hasJapanese,
      alikeInquiryId: row.duplicateOf === null ? null : ((await tx.findOneBy(RawMessageRow, { id: row.duplicateOf }))?.inquiryId ?? null),
      alert: await this.alerts.read([`${row.bodyText}\n${row.quotedText}`]),
    });
  }

  /**
   * Adds it to an inquiry; where the sender claims to be of another customer, once the person has said that he knows.
   *
   * @throws DomainError validation_failed where he sees no such inquiry, or has not said so
   */
  async reply(tx: Tx, scope: Scope, row: RawMessageRow, to: { readonly number: string; readonly confirmedNumber: string }): Promise<string> {
    const inquiryId = await this.inquiries.idByNumber(scope, to.number);
    if (inquiryId === undefined) throw fault('number', 'この受付番号の問合せは見つかりません。番号を確認してください。');
    const inquiry = await tx.findOneByOrFail(InquiryRow, { id: inquiryId });
    const ofOtherCustomer = row.customerId !== null && row.customerId !== inquiry.customerId;
    if (ofOtherCustomer && to.confirmedNumber !== to.number) throw fault('confirmedNumber', await this.#whoseMail(scope, row, inquiry));
    await this.intake.customerReply(tx, { ...unconfirmed(row), inquiryId, addedBy: scope, ofOtherCustomer });
    return inquiryId;
  }

  /** @throws DomainError not_found where he does not see the inquiry */
  async detach(scope: Scope, { id: rawMessageId, messageId }: RawMessageRow, from: { readonly inquiryId: string; readonly reason: string }): Promise<void> {
    await this.detaching.detach({ ...from, rawMessageId, messageId: messageId === '' ? null : messageId, by: scope });
  }

  /** Another desk's customer is not named (B5). */
  async #whoseMail(scope: Scope, { customerId }: RawMessageRow, inquiry: InquiryRow): Promise<string> {
    const claimed = customerId === null ? undefined : await this.customers.byId(scope, customerId);
    const own = inquiry.customerId === null ? undefined : await this.customers.factsOf(inquiry.customerId);
    return `このメールの差出人は、${claimed === undefined ? '別の利用者' : `「${claimed.name}」`}の本サービス担当者を名乗っています。受付番号 ${inquiry.number} は${own === undefined ? '利用者を特定していない' : `「${own.name}」の`}問合せです。`;
  }
}

function fault(field: string, message: string): DomainError {
  return new DomainError('validation_failed', '入力内容を確認してください。', { faults: [{ field, message }] });
}

/** Let in by a person, it is still from nobody known: it changes no status (security.md 2.7). */
function unconfirmed(row: RawMessageRow) {
  const messageId = row.messageId === '' ? null : row.messageId;
  return { rawMessageId: row.id, arrivedAt: row.receivedAt, sender: 'unregistered', contactId: null, messageId, text: row.bodyText, ...saidSender(row) } as const;
}

function saidSender({ fromName, fromAddress, authentication, reason }: RawMessageRow): SaidSender {
  const senderName = fromName === '' && fromAddress === '' ? '差出人不明' : fromName;
  return { senderName, senderAddress: fromAddress, suspected: authentication === 'fail' || reason === 'sender_malformed' };
}
