import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import { CustomerQueries, type RegisteredContact } from '../../customers/customer.queries.js';
import { MailIntake } from '../../inquiries/intake/mail-intake.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sha256 } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';
import { CONFIG } from '../../settings.module.js';
import { tagOf, untagged, type Tagged } from '../outbox/reply-address.rules.js';
import type { RawMessageRow } from '../raw-message.entity.js';
import { judgeAuthentication, type Authentication } from './authentication.rules.js';
import { kindOf } from './automatic-mail.rules.js';
import { byName } from './header-lines.rules.js';
import type { IntakeFacts } from './intake.rules.js';
import { checkOwnSignature, DnsTxt } from './own-signature.js';
import type { ParsedMail } from './parse-mail.js';
import { inquiryNumbersIn } from './subject-number.rules.js';

/** Ids that are looked up for one message; a thread needs no more. */
export const mostIds = 20;

/** A mail of ours, and the inquiry it was about. */
export interface BouncedMail {
  readonly id: string;
  readonly inquiryId: string | null;
}

/** All that is known of a message before it is decided upon. */
export interface KnownMail {
  readonly facts: IntakeFacts;
  readonly contact: RegisteredContact | undefined;
  /** The desk whose address it came to; null for the common address. */
  readonly supportDeskId: string | null;
  /** The mail of ours that came back; undefined where it is not known. */
  readonly bounced: BouncedMail | undefined;
}

interface Desk {
  readonly id: string;
  readonly address: string;
  readonly isOwnerDesk: boolean | number;
}

type Found = NonNullable<IntakeFacts['found']>;

/** Asks the other rooms about a message: whose address, whose contact, which inquiry. */
@Injectable()
export class MailFacts {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly customers: CustomerQueries,
    private readonly intake: MailIntake,
    private readonly dns: DnsTxt,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Who vouches for the sender. Apart from `gather`, which runs inside a transaction, so that it may take its time. */
  async authenticate(mail: ParsedMail, raw: Buffer): Promise<Authentication> {
    const domain = mail.sender?.split('@')[1] ?? '';
    const said = judgeAuthentication(mail.headers, this.config.authservId, domain);
    return said === 'none' ? checkOwnSignature({ raw, head: mail.headers }, domain, this.dns) : said;
  }

  /** What the database knows of it, earlier messages of the same batch included. */
  async gather(row: RawMessageRow, mail: ParsedMail, authentication: Authentication): Promise<KnownMail> {
    const desks = await this.#desks();
    const own = new Set(desks.map(({ address }) => address));
    const ours = recipientsOf(row, mail).filter((address) => own.has(untagged(address)));
    const tags = ours.map(tagOf).filter((tag) => tag !== undefined);
    const desk = desks.find(({ address }) => ours.some((recipient) => untagged(recipient) === address));
    const found = await this.#find(mail, tags);
    const contacts = mail.sender === undefined ? [] : await this.customers.contactsByMailAddress(mail.sender, this.clock.now());
    const contact = theOne(contacts, found, desk);
    const registeredCustomerIds = (contact === undefined ? contacts : [contact]).map(({ customerId }) => customerId);
    return {
      facts: { kind: this.#kind(row, mail, own, tags), senderWellFormed: mail.sender !== undefined, authentication, registeredCustomerIds, found },
      contact,
      supportDeskId: desk === undefined || desk.isOwnerDesk ? null : desk.id,
      bounced: await this.#bounced(mail, tags),
    };
  }

  #kind(row: RawMessageRow, mail: ParsedMail, ownAddresses: ReadonlySet<string>, tags: readonly Tagged[]): IntakeFacts['kind'] {
    return kindOf({
      headers: byName(mail.headers),
      envelopeFrom: row.envelopeFrom ?? undefined,
      from: mail.sender ?? (mail.shownSender.address || mail.shownSender.name).toLowerCase(),
      fromName: mail.shownSender.name,
      subject: mail.subject,
      text: `${mail.text.fresh}\n${mail.text.quoted}`,
      fileTypes: mail.files.map(({ type }) => type),
      ownAddresses,
      toBounceAddress: tags.some((tag) => tag.kind === 'bounce'),
    });
  }

  async #desks(): Promise<Desk[]> {
    const desks = await this.db.rows<Desk>(sql`SELECT id, LOWER(mail_address) AS address, is_owner_desk AS "isOwnerDesk" FROM support_desk ORDER BY code`);
    return [...desks, { id: '', address: `desk@${this.config.mailDomain}`, isOwnerDesk: true }];
  }

  /** By token, then by the ids it answers, then by the number in its subject. Each only finds. */
  async #find(mail: ParsedMail, tags: readonly Tagged[]): Promise<Found | null> {
    for (const tag of tags) {
      const found = tag.kind === 'reply' ? await this.intake.findByToken(tag.token) : null;
      if (found !== null) return this.#withCustomer(found);
    }
    for (const id of [...mail.answered.slice(0, mostIds), ...(mail.messageId === undefined ? [] : [mail.messageId])]) {
      const found = (await this.intake.findByMessageId(id)) ?? (await this.#earlierMail(id));
      if (found !== null) return this.#withCustomer(found);
    }
    for (const number of inquiryNumbersIn(mail.subject).slice(0, mostIds)) {
      const found = await this.intake.findByNumber(number);
      if (found !== null) return this.#withCustomer(found);
    }
    return null;
  }

  /** A customer who answers his own mail, or whose mail came to two of our addresses. */
  async #earlierMail(messageId: string): Promise<string | null> {
    const earlier = await this.db.row<{ inquiryId: string }>(
      sql`SELECT inquiry_id AS "inquiryId" FROM raw_message
          WHERE message_id_hash = ${sha256(messageId)} AND inquiry_id IS NOT NULL AND kind = 'message' ORDER BY received_at, id LIMIT 1`,
    );
    return earlier?.inquiryId ?? null;
  }

  async #withCustomer(inquiryId: string): Promise<Found | null> {
    const inquiry = await this.db.row<{ customerId: string | null }>(sql`SELECT customer_id AS "customerId" FROM inquiry WHERE id = ${inquiryId}`);
    return inquiry === undefined ? null : { inquiryId, customerId: inquiry.customerId };
  }

  /** By the address only bounces go to, or by the Message-ID the report shows (V11). */
  async #bounced(mail: ParsedMail, tags: readonly Tagged[]): Promise<BouncedMail | undefined> {
    const tag = tags.find((each) => each.kind === 'bounce');
    const messageIds = [mail.bounce?.originalMessageId ?? '', ...mail.answered.slice(0, mostIds)].filter((id) => id !== '');
    const conditions = [...(tag === undefined ? [] : [sql`id = ${tag.outboxId}`]), ...messageIds.map((id) => sql`message_id = ${id}`)];
    for (const condition of conditions) {
      const found = await this.db.row<BouncedMail>(sql`SELECT id, inquiry_id AS "inquiryId" FROM outbox WHERE ${condition}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** The envelope first: it says where the message truly went. */
function recipientsOf(row: RawMessageRow, mail: ParsedMail): string[] {
  return [...(row.envelopeTo === null ? [] : [row.envelopeTo.trim().toLowerCase()]), ...mail.recipients];
}

/** Of several customers one person stands for: that of the inquiry, or that of the desk he wrote to. */
function theOne<Contact extends RegisteredContact & { readonly supportDeskId: string }>(
  contacts: readonly Contact[],
  found: Found | null,
  desk: Desk | undefined,
): Contact | undefined {
  if (contacts.length <= 1) return contacts[0];
  const ofInquiry = contacts.filter((contact) => contact.customerId === found?.customerId);
  if (ofInquiry.length === 1) return ofInquiry[0];
  const ofDesk = contacts.filter((contact) => contact.supportDeskId === desk?.id);
  return ofDesk.length === 1 ? ofDesk[0] : undefined;
}
