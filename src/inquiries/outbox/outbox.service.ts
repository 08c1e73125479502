import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import { CustomerQueries, type RegisteredContact } from '../../customers/customer.queries.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import { insert, update } from '../../platform/write.js';
import { CONFIG } from '../../settings.module.js';
import { Copies } from '../copies.service.js';
import { InquiryRow } from '../inquiry.entity.js';
import { MailHeads, type Recipient } from './mail-heads.queries.js';
import { OutboxPlaces } from './outbox-places.queries.js';
import { keptForMs, OutboxRow, type AutoSubmitted } from './outbox.entity.js';
import type { CustomerMailHead, CustomerNoticeHead, CustomerTemplate, InternalTemplate, MailSignature, MailTemplate, NoticeTemplate, OutgoingMails, PartnerTemplate } from './outgoing-mail.js';

/** The part of a template's data that is the mail's own; the head is filled in here. */
export type MailBody<Template extends CustomerTemplate> = Omit<OutgoingMails[Template], keyof CustomerMailHead>;

/** How a mail goes out, where it is not as usual. */
export interface Sending {
  readonly autoSubmitted: AutoSubmitted;
  /** The act counted as the first response; a failure takes it back (D2). */
  readonly countsAsAnswer: boolean;
  /** Confirmed 同報先 get one mail each (A6). */
  readonly withCopies: boolean;
  /** Not before this instant, such as the next opening for internal notices. */
  readonly notBefore: Instant;
}

/** Notices that concern one inquiry. */
type AboutInquiry = 'target_warning' | 'escalation_notice' | 'addition_notice' | 'undelivered_notice';

/** A registered contact as a mail names him. */
type Addressee = Pick<RegisteredContact, 'id' | 'name' | 'department' | 'title' | 'email'>;

/** Queues mails in the transaction of the act that wants them sent. */
@Injectable()
export class Outbox {
  constructor(
    private readonly heads: MailHeads,
    private readonly places: OutboxPlaces,
    private readonly customers: CustomerQueries,
    private readonly copies: Copies,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Queues a mail to the registered contact of the inquiry's customer as registered now, and to
   * confirmed copies where asked. Returns the outbox id of the contact's own.
   *
   * @throws DomainError contact_replaced where the customer has no registered contact
   */
  async toContact<Template extends CustomerTemplate>(
    tx: Tx,
    row: InquiryRow,
    mail: { readonly template: Template; readonly body: MailBody<Template>; readonly now: Instant },
    sending: Partial<Sending> = {},
  ): Promise<string> {
    const head = await this.headFor(row, mail.template, mail.now);
    const data = { ...head.data, ...mail.body };
    const copies = sending.withCopies === true ? await this.#copies(row, mail.now) : [];
    const ids: string[] = [];
    for (const to of [head.to, ...copies]) {
      ids.push(await this.#queue(tx, { row, template: mail.template, data, to, from: head.from, now: mail.now, sending }));
    }
    return ids[0] ?? '';
  }

  /** Queues a fixed text to somebody who is not a registered contact; by a person's click, or A5b. */
  async toStranger(
    tx: Tx,
    row: InquiryRow | null,
    mail: { readonly template: 'fixed_receipt' | 'unregistered' | 'japanese_only'; readonly to: Recipient; readonly supportDeskId: string | null; readonly now: Instant },
    sending: Partial<Sending> = {},
  ): Promise<string> {
    const from = await this.signatureOf(mail.supportDeskId);
    return this.#queue(tx, { row, template: mail.template, data: { signature: from }, to: mail.to, from, now: mail.now, sending });
  }

  /** Queues an internal notice to a member of staff: a link, never contents. */
  async toStaff<Template extends AboutInquiry>(
    tx: Tx,
    row: InquiryRow,
    mail: { readonly template: Template; readonly data: Omit<OutgoingMails[Template], 'inquiryNumber' | 'link'>; readonly to: Recipient; readonly now: Instant },
    sending: Partial<Sending> = {},
  ): Promise<string> {
    const data = { ...mail.data, inquiryNumber: row.number, link: `${this.config.baseUrl}/inquiries/${row.id}` };
    const from = await this.signatureOf(null);
    const automatic = { ...sending, autoSubmitted: 'auto-generated' as const };
    return this.#queue(tx, { row, template: mail.template, data, to: mail.to, from, now: mail.now, sending: automatic, threaded: false });
  }

  /** Queues an internal notice that concerns no single inquiry. */
  async toColleague<Template extends Exclude<InternalTemplate, AboutInquiry>>(
    tx: Tx,
    mail: { readonly template: Template; readonly data: Omit<OutgoingMails[Template], 'link'>; readonly path: string; readonly to: Recipient; readonly now: Instant },
  ): Promise<string> {
    const data = { ...mail.data, link: `${this.config.baseUrl}${mail.path}` };
    const from = await this.signatureOf(null);
    const sending = { autoSubmitted: 'auto-generated' } as const;
    return this.#queue(tx, { row: null, template: mail.template, data, to: mail.to, from, now: mail.now, sending, threaded: false });
  }

  /** Queues a mail to a colleague at a sales partner; of customers it says no more than its template takes. */
  async toPartner<Template extends PartnerTemplate>(
    tx: Tx,
    mail: { readonly template: Template; readonly data: Omit<OutgoingMails[Template], 'link' | 'signature'>; readonly customerId: string; readonly path: string; readonly to: Recipient; readonly now: Instant },
  ): Promise<string> {
    const from = await this.signatureOf(null);
    const data = { ...mail.data, signature: from, link: `${this.config.baseUrl}${mail.path}` };
    const sending = { autoSubmitted: 'auto-generated' } as const;
    return this.#queue(tx, { row: null, customerId: mail.customerId, template: mail.template, data, to: mail.to, from, now: mail.now, sending, threaded: false });
  }

  /**
   * Queues a notice to the registered contact that concerns no inquiry, signed by the customer's desk; or to
   * the contact that is named, who was or will be the registered one. Undefined where the customer has none.
   */
  async toCustomer<Template extends NoticeTemplate>(
    tx: Tx,
    customerId: string,
    mail: { readonly template: Template; readonly body: Omit<OutgoingMails[Template], keyof CustomerNoticeHead>; readonly now: Instant; readonly contact?: Addressee },
    sending: Partial<Pick<Sending, 'autoSubmitted' | 'notBefore'>> = {},
  ): Promise<{ readonly outboxId: string; readonly contactId: string } | undefined> {
    const facts = await this.customers.factsOf(customerId);
    const contact = mail.contact ?? (await this.customers.contactAt(customerId, mail.now));
    if (facts === undefined || contact === undefined) return undefined;
    const from = await this.signatureOf(facts.supportDeskId);
    const head: CustomerNoticeHead = {
      customerName: facts.name, partnerName: facts.partnerName ?? '', contactName: contact.name, contactDepartment: contact.department, contactTitle: contact.title, signature: from,
    };
    const to = { name: contact.name, address: contact.email, contactId: contact.id };
    const outboxId = await this.#queue(tx, { row: null, customerId, template: mail.template, data: { ...head, ...mail.body }, to, from, now: mail.now, sending, threaded: false });
    return { outboxId, contactId: contact.id };
  }

  /** The head a customer mail would carry now; for previews too. @throws DomainError contact_replaced */
  async headFor(row: InquiryRow, template: MailTemplate, at: Instant): ReturnType<MailHeads['of']> {
    return this.heads.of(row, template, at);
  }

  /** The desk's block under a mail; null for the service owner's own desk, which signs for the second line. */
  async signatureOf(supportDeskId: string | null): Promise<MailSignature> {
    return this.heads.signatureOf(supportDeskId);
  }

  async #queue(tx: Tx, queued: Queued): Promise<string> {
    const { row, template, data, to, from, now, sending } = queued;
    const threadIds = row === null || queued.threaded === false ? '' : await this.places.threadOf(row.id);
    const messageId = `${newId()}@${this.config.mailDomain}`;
    const id = newId();
    await insert(tx, OutboxRow, {
      id,
      ...(await this.#placeOf(queued)),
      template,
      templateVersion: await this.places.templateVersion(template),
      data,
      toName: to.name,
      toAddress: to.address,
      contactId: to.contactId,
      fromName: from.deskName,
      fromAddress: from.mailAddress,
      messageId,
      inReplyTo: threadIds.split(' ').at(-1) || null,
      threadIds,
      state: 'waiting',
      attempts: 0,
      leasedUntil: null,
      leasedBy: null,
      bodyStartedAt: null,
      contentSha256: null,
      lastError: null,
      createdAt: now,
      sentAt: null,
      ...columnsOf(sending, now),
    });
    if (row !== null && queued.threaded !== false) {
      await update(tx, InquiryRow, { id: row.id }, { threadIds: `${threadIds} ${messageId}`.trim() });
    }
    return id;
  }

  /** Whose mail it is and where it stands in the order of its inquiry. */
  async #placeOf({ row, customerId, threaded }: Queued): Promise<Pick<OutboxRow, 'inquiryId' | 'customerId' | 'seq' | 'replyToken'>> {
    if (row === null) return { inquiryId: null, customerId: customerId ?? null, seq: 0, replyToken: null };
    return { inquiryId: row.id, customerId: customerId ?? row.customerId, seq: await this.places.nextSeq(row.id), replyToken: threaded === false ? null : row.replyToken };
  }

  async #copies(row: InquiryRow, at: Instant): Promise<Recipient[]> {
    return (await this.copies.active(row, at)).map(({ name, address }) => ({ name, address, contactId: null }));
  }
}

/** How a mail goes out, as its row says it; what is not said is the usual. */
function columnsOf({ autoSubmitted = 'no', countsAsAnswer = false, notBefore = 0 }: Partial<Sending>, now: Instant): Pick<OutboxRow, 'autoSubmitted' | 'countsAsAnswer' | 'nextAttemptAt' | 'giveUpAt'> {
  const firstDue = Math.max(now, notBefore);
  return { autoSubmitted, countsAsAnswer, nextAttemptAt: firstDue, giveUpAt: firstDue + keptForMs };
}

interface Queued {
  readonly row: InquiryRow | null;
  /** Whom it is about, where no inquiry says so. */
  readonly customerId?: string;
  readonly template: MailTemplate;
  readonly data: object;
  readonly to: Recipient;
  readonly from: MailSignature;
  readonly now: Instant;
  readonly sending: Partial<Sending>;
  readonly threaded?: boolean;
}
