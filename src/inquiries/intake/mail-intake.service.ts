import { Injectable } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import type { ReceptionCalendar } from '../../calendar/reception-calendar.js';
import { civilDate } from '../../calendar/japanese-time.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { Aftermath } from '../aftermath.service.js';
import { Inquiries } from '../inquiries.service.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { Openings } from '../openings.service.js';
import { AutomaticMails } from '../outbox/automatic-mails.service.js';
import { Outbox } from '../outbox/outbox.service.js';
import type { Command } from '../rulebook/commands.js';
import { InquiryTexts } from '../texts.service.js';
import { MailIntake, type CustomerReply, type NewMailInquiry, type SaidSender } from './mail-intake.js';
import { MailReadings } from './mail-readings.service.js';

/** Takes over what the mail room has understood: a new inquiry, or a reply to one. */
@Injectable()
export class MailIntakeService extends MailIntake {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
    private readonly openings: Openings,
    private readonly inquiries: Inquiries,
    private readonly texts: InquiryTexts,
    private readonly outbox: Outbox,
    private readonly aftermath: Aftermath,
    private readonly automatic: AutomaticMails,
    private readonly readings: MailReadings,
  ) {
    super();
  }

  async newInquiry(tx: Tx, mail: NewMailInquiry): Promise<string> {
    const row = await this.openings.open(
      { kind: 'system' },
      {
        act: 'receive_mail',
        receivedAt: mail.arrivedAt,
        supportDeskId: mail.supportDeskId,
        customerId: mail.sender === 'unregistered' ? null : mail.customerId,
        callerName: mail.senderName === '' ? mail.senderAddress : mail.senderName,
        callbackPhone: null,
        headline: mail.subject === '' ? firstLine(mail.text) : mail.subject,
        reason: null,
        threadIds: mail.messageId ?? '',
        language: mail.hasJapanese ? 'ja' : 'other',
        alikeInquiryId: mail.alikeInquiryId,
      },
    );
    const now = this.clock.now();
    await this.#keepText(tx, { ...mail, inquiryId: row.id }, mail.sender !== 'unregistered');
    await this.#answerByItself(tx, row, mail, now);
    // What a stranger writes, or who cannot be trusted to be who he says, is not the customer's word.
    if (mail.sender !== 'unregistered' && !mail.suspected) await this.readings.takeStatement(tx, { inquiryId: row.id, ...mail });
    await this.readings.takeAlert(tx, { inquiryId: row.id, ...mail });
    return row.id;
  }

  async customerReply(tx: Tx, reply: CustomerReply): Promise<void> {
    const { inquiryId, messageId } = reply;
    const now = this.clock.now();
    const trusted = reply.sender === 'registered_authenticated';
    const byItself = { kind: trusted ? 'customer' : 'system' } as const;
    const acting = reply.addedBy === undefined ? byItself : ({ kind: 'staff', scope: reply.addedBy } as const);
    await this.inquiries.perform(acting, { id: inquiryId, version: null }, async (_tx, row) => {
      const known = trusted && reply.contactId !== null && reply.contactId === row.contactId;
      const textId = await this.#keepText(tx, reply, known);
      const command = known ? await this.#move(row, reply, now) : unconfirmed(reply, textId, now);
      return { command, columns: messageId === null ? {} : { threadIds: `${row.threadIds} ${messageId}`.trim() } };
    });
    // From nobody known, a notice is shown with the mail and says nothing on the sheet.
    if (trusted) await this.readings.takeAlert(tx, reply);
  }

  async #move(row: InquiryRow, { rawMessageId, arrivedAt }: CustomerReply, now: Instant): Promise<Command> {
    const calendar = await this.calendars.current();
    return moveOnReply(row, rawMessageId, calendar.responseTarget(arrivedAt), now);
  }

  /** From nobody confirmed, the text names who is said to have sent it, so that nobody takes it for the customer's word. */
  async #keepText(tx: Tx, mail: SaidSender & { readonly inquiryId: string; readonly arrivedAt: Instant; readonly text: string }, confirmed: boolean): Promise<string> {
    const { inquiryId, arrivedAt: at, suspected, text } = mail;
    const kept = { inquiryId, disclosure: 'customer', at, by: null } as const;
    if (confirmed) return this.texts.add(tx, { ...kept, kind: 'mail_text', body: text });
    return this.texts.add(tx, { ...kept, kind: suspected ? 'suspected_mail' : 'unconfirmed_mail', body: `差出人：${saidSender(mail)}\n\n${text}` });
  }

  async findByToken(token: string): Promise<string | null> {
    return this.#id(sql`SELECT id FROM inquiry WHERE reply_token = ${token.toLowerCase()}`);
  }

  async findByMessageId(messageId: string): Promise<string | null> {
    return this.#id(sql`SELECT inquiry_id AS id FROM outbox WHERE message_id = ${messageId} AND inquiry_id IS NOT NULL`);
  }

  async findByNumber(inquiryNumber: string): Promise<string | null> {
    return this.#id(sql`SELECT id FROM inquiry WHERE number = ${inquiryNumber}`);
  }

  async #id(query: ReturnType<typeof sql>): Promise<string | null> {
    return (await this.db.row<{ id: string }>(query))?.id ?? null;
  }

  /**
   * A4, A5b: an authenticated, registered sender is told at once (the receipt within hours, the next
   * opening outside); a registered one without authentication gets a fixed receipt; to anybody else
   * something goes out by a person's click only. All within limits (R15).
   */
  async #answerByItself(tx: Tx, row: InquiryRow, mail: NewMailInquiry, now: Instant): Promise<void> {
    if (mail.sender === 'unregistered' || row.contactId === null) return;
    const authenticated = mail.sender === 'registered_authenticated';
    const allowance = await this.automatic.ask(tx, { address: mail.senderAddress, subject: mail.subject, text: mail.text, authenticated, now });
    if (allowance === 'first_withheld') await this.aftermath.answerWithheld(tx, row, now);
    if (allowance !== 'go') return;
    if (!authenticated) return this.#fixedReceipt(tx, row, mail, now);
    const calendar = await this.calendars.current();
    if (calendar.isOpen(mail.arrivedAt)) return this.aftermath.receipt(tx, row, now);
    const { acceptedAt, dueAt, mutualCode } = row;
    const body = { arrivedAt: mail.arrivedAt, nextOpeningAt: acceptedAt, dueAt, mutualCode, closedBecause: closedBecause(calendar, mail.arrivedAt) };
    await this.outbox.toContact(tx, row, { template: 'outside_hours', body, now }, { autoSubmitted: 'auto-replied' });
  }

  async #fixedReceipt(tx: Tx, row: InquiryRow, mail: NewMailInquiry, now: Instant): Promise<void> {
    const to = { name: '', address: mail.senderAddress, contactId: null };
    const fixed = { template: 'fixed_receipt', to, supportDeskId: row.supportDeskId, now } as const;
    await this.outbox.toStranger(tx, null, fixed, { autoSubmitted: 'auto-replied' });
  }
}

function unconfirmed({ rawMessageId, arrivedAt, ofOtherCustomer = false }: CustomerReply, textId: string, now: Instant): Command {
  return { act: 'note_unconfirmed_reply', rawMessageId, textId, arrivedAt, ofOtherCustomer, occurredAt: now };
}

function saidSender({ senderName, senderAddress }: SaidSender): string {
  return senderName === '' ? senderAddress : `${senderName} <${senderAddress}>`;
}

/** What an authenticated answer of the registered contact does, by where the inquiry stands (T27, T31, T32). */
function moveOnReply(
  row: InquiryRow,
  rawMessageId: string,
  target: { readonly acceptedAt: Instant; readonly dueAt: Instant; readonly calendarVersion: number },
  now: Instant,
): Command {
  const { acceptedAt, dueAt, calendarVersion } = target;
  const newCycle = { acceptedAt, dueAt, calendarVersion };
  if (row.status === 'awaiting_customer') return { act: 'customer_answered', occurredAt: now };
  if (row.status === 'answered') return { act: 'follow_up', newCycle, occurredAt: now };
  if (row.status === 'closed') return { act: 'reopen', newCycle, occurredAt: now };
  return { act: 'note_reply', rawMessageId, occurredAt: now };
}

/** Why reception is closed when a mail arrives, in words. */
function closedBecause(calendar: ReceptionCalendar, at: Instant): string {
  return calendar.closedReason(civilDate(at)) ?? '受付時間外（平日9:00～17:00以外）';
}

function firstLine(text: string): string {
  return text.split('\n').map((line) => line.trim()).find((line) => line !== '') ?? '（件名なし）';
}
