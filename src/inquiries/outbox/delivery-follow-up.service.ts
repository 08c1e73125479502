import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { Inquiries } from '../inquiries.service.js';
import { InquiryRow } from '../inquiry.entity.js';
import { Notices } from '../notices.service.js';
import { DeliveryResults } from './delivery-results.js';

/** What follows when a mail was delivered or not (D2). */
@Injectable()
export class DeliveryFollowUp extends DeliveryResults {
  constructor(
    private readonly db: Db,
    private readonly inquiries: Inquiries,
    private readonly notices: Notices,
  ) {
    super();
  }

  /**
   * The act that queued the mail is the fact on the record, so a delivery in order adds nothing. Only
   * an answer whose first attempt had failed stops the clock now, when it really went out.
   */
  async sent(_tx: Tx, outboxId: string, at: Instant): Promise<void> {
    const mail = await this.#mail(outboxId);
    if (mail?.inquiryId == null || mail.contactId === null || !mail.countsAsAnswer) return;
    const { inquiryId } = mail;
    const open = await this.db.row(sql`SELECT id FROM inquiry WHERE id = ${inquiryId} AND first_response_at IS NULL`);
    if (open === undefined) return;
    await this.inquiries.perform({ kind: 'system' }, { id: inquiryId, version: null }, async () => ({
      command: { act: 'note_delivered', outboxId, countsAsFirstResponse: true, occurredAt: at },
    }));
  }

  /** A bounced or failed answer does not count: the clock it had stopped runs again, and a person is to call. */
  async failed(_tx: Tx, outboxId: string, at: Instant): Promise<void> {
    const mail = await this.#mail(outboxId);
    if (mail?.inquiryId == null || mail.contactId === null) return;
    const { inquiryId, countsAsAnswer } = mail;
    await this.inquiries.perform({ kind: 'system' }, { id: inquiryId, version: null }, async () => ({
      command: { act: 'note_delivery_failed', outboxId, countedAsAnswer: Boolean(countsAsAnswer), occurredAt: at },
    }));
  }

  async unknown(tx: Tx, outboxId: string, at: Instant): Promise<void> {
    const mail = await this.#mail(outboxId);
    if (mail?.inquiryId == null) return;
    const row = await tx.findOneByOrFail(InquiryRow, { id: mail.inquiryId });
    const owner = await this.notices.colleague(row.ownerId);
    const leads = await this.notices.colleagues(row, row.line === 'second' ? ['second_line_lead'] : ['first_line_supervisor']);
    await this.notices.tell(tx, row, { kind: 'unknown_delivery', occasion: outboxId, to: [...owner, ...leads], now: at });
  }

  async #mail(outboxId: string): Promise<{ inquiryId: string | null; contactId: string | null; countsAsAnswer: boolean | number } | undefined> {
    return this.db.row(
      sql`SELECT inquiry_id AS "inquiryId", contact_id AS "contactId", counts_as_answer AS "countsAsAnswer" FROM outbox WHERE id = ${outboxId}`,
    );
  }
}
