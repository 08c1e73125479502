import { Injectable } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { update } from '../../platform/write.js';
import { Inquiries } from '../inquiries.service.js';
import { InquiryTextRow } from '../inquiry-records.entity.js';
import { InquiryTexts } from '../texts.service.js';
import { keptTextOf } from './mail-texts.queries.js';

/** A mail that a person put with the wrong inquiry. */
export interface MisplacedMail {
  readonly inquiryId: string;
  readonly rawMessageId: string;
  /** Its Message-ID without brackets; null where it had none. */
  readonly messageId: string | null;
  readonly reason: string;
  readonly by: Scope;
}

/**
 * Takes a mail out of an inquiry again. It had moved neither status nor clock, and its going moves none
 * either; that it was there, who took it out and why stay on the record. Its words go: they are not this
 * customer's, and may be another's.
 */
@Injectable()
export class MailDetaching {
  constructor(
    private readonly db: Db,
    private readonly inquiries: Inquiries,
    private readonly texts: InquiryTexts,
  ) {}

  /** @throws DomainError not_found, forbidden, or what the rules refuse */
  async detach({ inquiryId, rawMessageId, messageId, reason, by }: MisplacedMail): Promise<void> {
    await this.inquiries.perform({ kind: 'staff', scope: by }, { id: inquiryId, version: null }, async (tx, row, now) => {
      const textId = await keptTextOf(this.db, { inquiryId, rawMessageId });
      // Out of reach of the customer's export, too: it returns what is his.
      if (textId !== undefined) await update(tx, InquiryTextRow, { id: textId, inquiryId }, { kind: 'detached_mail', disclosure: 'partner', body: '' });
      const reasonTextId = await this.texts.add(tx, { inquiryId, kind: 'reason', disclosure: 'partner', body: reason, at: now, by: by.staffId });
      // Mails of ours no longer answer a stranger's.
      const threadIds = row.threadIds.split(' ').filter((id) => id !== messageId).join(' ');
      return { command: { act: 'detach_mail', rawMessageId, reasonTextId, occurredAt: now }, columns: { threadIds } };
    });
  }
}
