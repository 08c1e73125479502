import { Injectable } from '@nestjs/common';
import { typeOf } from '../../analysis/content-type.rules.js';
import { isEncryptedArchive } from '../../analysis/encrypted-archive.rules.js';
import type { UnusableBecause } from '../../analysis/marking.rules.js';
import { MailIntake, type AlertReading, type NewMailInquiry, type SenderStanding } from '../../inquiries/intake/mail-intake.js';
import { Contents } from '../../platform/content/contents.service.js';
import type { Tx } from '../../platform/db.js';
import { sha256 } from '../../platform/ids.js';
import { insert } from '../../platform/write.js';
import { attachmentContent, MailAttachmentRow } from '../mail-attachment.entity.js';
import type { RawMessageRow } from '../raw-message.entity.js';
import { RawMessages } from '../raw-messages.service.js';
import { AlertReader } from './alert-reader.service.js';
import { Bounces } from './bounces.service.js';
import { EarlierDeliveries, type EarlierMail } from './earlier-deliveries.queries.js';
import { decideIntake, standingOf, type IntakeDecision } from './intake.rules.js';
import { mostIds, type KnownMail } from './mail-facts.service.js';
import type { ParsedMail } from './parse-mail.js';
import type { ReadMail } from './parse-pool.js';
import { ProofsOfDelivery } from './proofs-of-delivery.service.js';
import { SpoofAlerts } from './spoof-alerts.service.js';

/** What of a file says what it is. */
const readOfFile = 64 * 1024;

/** Carries out what the rules decided about one message, in one transaction. */
@Injectable()
export class IntakeOutcomes {
  constructor(
    private readonly contents: Contents,
    private readonly messages: RawMessages,
    private readonly intake: MailIntake,
    private readonly bounces: Bounces,
    private readonly earlier: EarlierDeliveries,
    private readonly alerts: AlertReader,
    private readonly proofs: ProofsOfDelivery,
    private readonly spoofs: SpoofAlerts,
  ) {}

  async settle(tx: Tx, row: RawMessageRow, read: ReadMail, known: KnownMail): Promise<void> {
    const { mail, contentHash } = read;
    const decision = decideIntake(known.facts);
    const says = { messageId: mail.messageId, contentHash, authentication: known.facts.authentication, decision };
    const same = decision.act === 'record' ? undefined : await this.earlier.sameMail(row, says);
    const alike = same ?? (decision.act === 'record' ? undefined : await this.earlier.alike(row, says));
    const outcome = same === undefined ? await this.#carryOut(tx, { row, mail, known, decision, alike }) : delivered(same);
    await this.#keepFiles(tx, row, read);
    const columns = { ...columnsOf(mail, known), hasJapanese: await this.#countsAsJapanese(mail), contentHash, duplicateOf: alike?.id ?? null };
    await this.messages.settle(tx, row, same === undefined ? decision.act : 'delivered_before', { ...columns, ...outcome, fault: '' });
  }

  async #carryOut(tx: Tx, { row, mail, known, decision, alike }: Understood): Promise<Partial<RawMessageRow>> {
    const linkedInquiryId = known.facts.found?.inquiryId ?? null;
    switch (decision.act) {
      case 'quarantine':
        if (decision.reason === 'spoof_suspected') await this.spoofs.tell(tx, mail, known);
        return { state: 'quarantined', reason: decision.reason, linkedInquiryId };
      case 'record':
        await this.bounces.note(tx, mail, known);
        return { state: 'done', linkedInquiryId, ...belongsTo(known) };
      case 'reply':
        await this.intake.customerReply(tx, { ...replyOf(row, mail, known), alert: await this.#alertIn(mail), inquiryId: decision.inquiryId, sender: decision.sender });
        if (decision.sender === 'registered_authenticated') await this.proofs.answered(tx, decision.inquiryId, mail.answered.slice(0, mostIds));
        return { state: 'done', inquiryId: decision.inquiryId };
      case 'new_inquiry': {
        const understood = { alert: await this.#alertIn(mail), hasJapanese: await this.#countsAsJapanese(mail), alikeInquiryId: alike?.inquiryId ?? null };
        return { state: 'done', inquiryId: await this.intake.newInquiry(tx, { ...newMailInquiry(row, mail, known, decision.sender), ...understood }) };
      }
    }
  }

  /** The notice that the mail holds, quotes or has attached. */
  async #alertIn({ text, attachedTexts }: ParsedMail): Promise<AlertReading | undefined> {
    return this.alerts.read([`${text.fresh}\n${text.quoted}`, ...attachedTexts]);
  }

  async #countsAsJapanese({ subject, text, attachedTexts }: ParsedMail): Promise<boolean> {
    return this.alerts.countsAsJapanese(subject, text.fresh, text.quoted, ...attachedTexts);
  }

  async #keepFiles(tx: Tx, { id: rawMessageId, receivedAt }: RawMessageRow, { mail, fileHashes }: ReadMail): Promise<void> {
    const rows = mail.files.map(({ name, type, bytes }, index) => ({ rawMessageId, position: index + 1, name, type: typeByContent(type, bytes), size: bytes.byteLength, sha256: fileHashes[index] ?? '', unusableBecause: uselessness(bytes) }));
    for (const [index, { bytes }] of mail.files.entries()) await this.contents.put(tx, { id: attachmentContent(rawMessageId, index + 1), bytes, owner: { kind: 'unassigned', at: receivedAt } });
    if (rows.length > 0) await insert(tx, MailAttachmentRow, rows);
  }
}

/** The sender's word counts for no more than which kind of text it is, such as an embedded message (ASVS 5.2.2). */
function typeByContent(declared: string, bytes: Uint8Array): string {
  const { type } = typeOf(bytes.subarray(0, readOfFile));
  return type === 'text/plain' && /^(?:text|message)\//.test(declared) ? declared : type;
}

/** What arrives as an archive with a password is recorded as of no use, and the upload is offered instead. */
function uselessness(bytes: Uint8Array): UnusableBecause | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isEncryptedArchive(all, all) ? 'encrypted_archive' : null;
}

/** The same mail once more: it is kept, and shows where it belongs, but says nothing new. */
function delivered(same: EarlierMail): Partial<RawMessageRow> {
  return { state: 'done', linkedInquiryId: same.inquiryId ?? same.linkedInquiryId };
}

/**
 * Where an automatic mail is shown: with the inquiry whose mail came back, or whose contact's program
 * answered. What a stranger's program points to stays a hint.
 */
function belongsTo({ facts, bounced }: KnownMail): Pick<RawMessageRow, 'inquiryId' | 'outboxId'> {
  const { found, registeredCustomerIds } = facts;
  const answered = found !== null && facts.authentication !== 'fail' && registeredCustomerIds[0] === found.customerId ? found.inquiryId : null;
  return { inquiryId: bounced?.inquiryId ?? answered, outboxId: bounced?.id ?? null };
}

interface Understood {
  readonly row: RawMessageRow;
  readonly mail: ParsedMail;
  readonly known: KnownMail;
  readonly decision: IntakeDecision;
  readonly alike: EarlierMail | undefined;
}

function columnsOf(mail: ParsedMail, { facts, contact, supportDeskId }: KnownMail): Partial<RawMessageRow> {
  const messageId = mail.messageId ?? '';
  return {
    kind: facts.kind,
    messageId,
    messageIdHash: messageId === '' ? '' : sha256(messageId),
    subject: mail.subject,
    fromAddress: (mail.sender ?? mail.shownSender.address).slice(0, 320),
    fromName: mail.shownSender.name.slice(0, 500),
    bodyText: mail.text.fresh,
    quotedText: mail.text.quoted,
    hasHtml: mail.hasHtml,
    authentication: facts.authentication,
    sender: standingOf(facts),
    supportDeskId,
    customerId: contact?.customerId ?? null,
    contactId: contact?.id ?? null,
  };
}

function replyOf(row: RawMessageRow, mail: ParsedMail, { contact }: KnownMail) {
  return {
    rawMessageId: row.id,
    arrivedAt: row.receivedAt,
    contactId: contact?.id ?? null,
    senderName: mail.shownSender.name,
    senderAddress: mail.sender ?? '',
    // What cannot be trusted has gone into quarantine.
    suspected: false,
    messageId: mail.messageId ?? null,
    text: mail.text.fresh,
  };
}

function newMailInquiry(row: RawMessageRow, mail: ParsedMail, known: KnownMail, sender: SenderStanding): Omit<NewMailInquiry, 'alert' | 'hasJapanese' | 'alikeInquiryId'> {
  // In a first mail a quotation is what the sender asks about.
  const text = [mail.text.fresh, mail.text.quoted].filter((part) => part !== '').join('\n\n');
  return {
    ...replyOf(row, mail, known),
    supportDeskId: known.supportDeskId,
    sender,
    customerId: known.contact?.customerId ?? null,
    subject: mail.subject,
    text,
  };
}
