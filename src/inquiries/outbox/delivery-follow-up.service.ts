import { Injectable } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { Inquiries, type Acting } from '../inquiries.service.js';
import { InquiryRow } from '../inquiry.entity.js';
import { Notices } from '../notices/notices.service.js';
import type { Command } from '../rulebook/commands.js';
import { AnswerMails, type AnswerMail } from './answer-mails.queries.js';
import { DeliveryResults } from './delivery-results.js';
import { LostNotices } from './lost-notices.service.js';

/** What follows when a mail was delivered or not (D2). */
@Injectable()
export class DeliveryFollowUp extends DeliveryResults {
  constructor(
    private readonly inquiries: Inquiries,
    private readonly notices: Notices,
    private readonly mails: AnswerMails,
    private readonly calendars: Calendars,
    private readonly lostNotices: LostNotices,
  ) {
    super();
  }

  /**
   * The act that queued the mail is the fact on the record, so a delivery in order adds nothing. Only
   * an answer whose first attempt had failed stops the clock now, when it really went out, and is the
   * answer again where it had been taken back.
   */
  async sent(tx: Tx, outboxId: string, at: Instant): Promise<void> {
    const mail = await this.#answer(outboxId);
    if (mail === undefined) return;
    const row = await tx.findOneByOrFail(InquiryRow, { id: mail.inquiryId });
    if (mail.countsAsAnswer && row.firstResponseAt === null && isOfThisCycle(mail, row)) {
      await this.#note(mail, { act: 'note_delivered', outboxId, countsAsFirstResponse: true, occurredAt: at });
    }
    if (row.status === 'second_line_work' && (await this.mails.wasTakenBack(mail))) {
      await this.#note(mail, { act: 'restore_answer', outboxId, occurredAt: at });
    }
  }

  /** A bounced or failed answer does not count: the clock it had stopped runs again, and a person is to call. */
  async failed(tx: Tx, outboxId: string, at: Instant): Promise<void> {
    const mail = await this.mails.byId(outboxId);
    if (mail === undefined) return this.lostNotices.tell(tx, outboxId, 'notice_undelivered', at);
    if (mail.contactId === null) return;
    const lost = await this.#lost(tx, mail);
    await this.#note(mail, { act: 'note_delivery_failed', outboxId, ...lost, occurredAt: at });
    await this.#takeBack(tx, mail, { acting: { kind: 'system' }, because: 'undelivered', at });
  }

  /** An answer that a person kept from going out is none, and nobody is to believe it was given. */
  async withdrawn(tx: Tx, scope: Scope, outboxId: string, at: Instant): Promise<void> {
    const mail = await this.#answer(outboxId);
    if (mail === undefined) return;
    const acting = { kind: 'staff', scope } as const;
    const lost = await this.#lost(tx, mail);
    if (lost.countedAsAnswer) await this.#note(mail, { act: 'note_answer_withdrawn', outboxId, ...lost, occurredAt: at }, acting);
    await this.#takeBack(tx, mail, { acting, because: 'withdrawn', at });
  }

  async unknown(tx: Tx, outboxId: string, at: Instant): Promise<void> {
    const mail = await this.mails.byId(outboxId);
    if (mail === undefined) return this.lostNotices.tell(tx, outboxId, 'unknown_delivery', at);
    const row = await tx.findOneByOrFail(InquiryRow, { id: mail.inquiryId });
    const owner = await this.notices.colleague(row.ownerId);
    const leads = await this.notices.colleagues(row, row.line === 'second' ? ['second_line_lead'] : ['first_line_supervisor']);
    await this.notices.tell(tx, row, { kind: 'unknown_delivery', occasion: outboxId, to: [...owner, ...leads], by: null, now: at });
  }

  /** The mail where it is an answer to the registered contact. */
  async #answer(outboxId: string): Promise<AnswerMail | undefined> {
    const mail = await this.mails.byId(outboxId);
    if (mail === undefined || mail.contactId === null) return undefined;
    return mail.countsAsAnswer || mail.template === 'report' || mail.template === 'interim_answer' ? mail : undefined;
  }

  /** Whether the first response of the present cycle is lost with the mail, and which later answer stands in for it. */
  async #lost(tx: Tx, mail: AnswerMail): Promise<{ countedAsAnswer: boolean; answeredAt: Instant | null }> {
    const row = await tx.findOneByOrFail(InquiryRow, { id: mail.inquiryId });
    if (!mail.countsAsAnswer || !isOfThisCycle(mail, row)) return { countedAsAnswer: false, answeredAt: null };
    return { countedAsAnswer: true, answeredAt: await this.mails.answeredLaterAt(mail) };
  }

  async #takeBack(tx: Tx, mail: AnswerMail, { acting, because, at }: { acting: Acting; because: 'undelivered' | 'withdrawn'; at: Instant }): Promise<void> {
    const row = await tx.findOneByOrFail(InquiryRow, { id: mail.inquiryId });
    if (row.status === 'closed') return this.#reopen(mail, row, at);
    if (row.status !== 'answered' || !(await this.mails.isAnswerInForce(mail))) return;
    await this.#note(mail, { act: 'take_back_answer', outboxId: mail.id, because, occurredAt: at }, acting);
  }

  /** T32: what was closed on the strength of a mail that never arrived is open again; not where the customer himself agreed, or the contract ended. */
  async #reopen(mail: AnswerMail, row: InquiryRow, at: Instant): Promise<void> {
    if (row.resolution === 'contract_ended' || !(await this.mails.isAnswerInForce(mail)) || (await this.mails.endConfirmed(mail.inquiryId))) return;
    const { acceptedAt, dueAt, calendarVersion } = (await this.calendars.current()).responseTarget(at);
    await this.#note(mail, { act: 'reopen', newCycle: { acceptedAt, dueAt, calendarVersion }, because: 'undelivered', occurredAt: at });
  }

  async #note(mail: AnswerMail, command: Command, acting: Acting = { kind: 'system' }): Promise<void> {
    await this.inquiries.perform(acting, { id: mail.inquiryId, version: null }, async () => ({ command }));
  }
}

/** A mail of an old cycle changes nothing of the new one, and the old one's result stays (D2). */
function isOfThisCycle(mail: AnswerMail, row: InquiryRow): boolean {
  return row.resumedAt === null || mail.createdAt >= row.resumedAt;
}
