import { Injectable } from '@nestjs/common';
import { InquiryDetails } from '../../inquiries/inquiry-details.queries.js';
import { MailIntake } from '../../inquiries/intake/mail-intake.js';
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
    private readonly outbox: Outbox,
    private readonly inquiries: InquiryDetails,
    private readonly alerts: AlertReader,
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
      senderName: row.fromName === '' && row.fromAddress === '' ? '差出人不明' : row.fromName,
      senderAddress: row.fromAddress,
      subject: row.subject,
      text: [row.bodyText, row.quotedText].filter((part) => part !== '').join('\n\n'),
      hasJapanese: row.hasJapanese,
      alikeInquiryId: row.duplicateOf === null ? null : ((await tx.findOneBy(RawMessageRow, { id: row.duplicateOf }))?.inquiryId ?? null),
      alert: await this.alerts.read([`${row.bodyText}\n${row.quotedText}`]),
    });
  }

  /** @throws DomainError validation_failed where the person sees no such inquiry */
  async reply(tx: Tx, scope: Scope, row: RawMessageRow, inquiryNumber: string): Promise<string> {
    const inquiryId = await this.inquiries.idByNumber(scope, inquiryNumber);
    if (inquiryId === undefined) {
      const faults = [{ field: 'number', message: 'この受付番号の問合せは見つかりません。番号を確認してください。' }];
      throw new DomainError('validation_failed', '入力内容を確認してください。', { faults });
    }
    await this.intake.customerReply(tx, { ...unconfirmed(row), inquiryId });
    return inquiryId;
  }
}

/** Let in by a person, it is still from nobody known: it changes no status (security.md 2.7). */
function unconfirmed(row: RawMessageRow) {
  const messageId = row.messageId === '' ? null : row.messageId;
  return { rawMessageId: row.id, arrivedAt: row.receivedAt, sender: 'unregistered', contactId: null, messageId, text: row.bodyText } as const;
}
