import { Injectable } from '@nestjs/common';
import { MailIntake, type NewMailInquiry, type SenderStanding } from '../../inquiries/intake/mail-intake.js';
import { Blobs } from '../../platform/blobs.js';
import type { Tx } from '../../platform/db.js';
import { sha256 } from '../../platform/ids.js';
import { insert } from '../../platform/write.js';
import { MailAttachmentRow } from '../mail-attachment.entity.js';
import type { RawMessageRow } from '../raw-message.entity.js';
import { RawMessages } from '../raw-messages.service.js';
import { Bounces } from './bounces.service.js';
import { decideIntake, standingOf, type IntakeDecision } from './intake.rules.js';
import { countsAsJapanese } from './japanese-text.rules.js';
import type { KnownMail } from './mail-facts.service.js';
import type { ParsedMail } from './parse-mail.js';

/** Carries out what the rules decided about one message, in one transaction. */
@Injectable()
export class IntakeOutcomes {
  constructor(
    private readonly blobs: Blobs,
    private readonly messages: RawMessages,
    private readonly intake: MailIntake,
    private readonly bounces: Bounces,
  ) {}

  async settle(tx: Tx, row: RawMessageRow, mail: ParsedMail, known: KnownMail): Promise<void> {
    const decision = decideIntake(known.facts);
    const outcome = await this.#carryOut(tx, { row, mail, known, decision });
    await this.#keepFiles(tx, row.id, mail);
    await this.messages.settle(tx, row, decision.act, { ...columnsOf(mail, known), ...outcome, fault: '' });
  }

  async #carryOut(tx: Tx, { row, mail, known, decision }: Understood): Promise<Partial<RawMessageRow>> {
    const linkedInquiryId = known.facts.found?.inquiryId ?? null;
    switch (decision.act) {
      case 'quarantine':
        return { state: 'quarantined', reason: decision.reason, linkedInquiryId };
      case 'record':
        await this.bounces.note(tx, mail, known);
        return { state: 'done', linkedInquiryId, ...belongsTo(known) };
      case 'reply':
        await this.intake.customerReply(tx, { ...replyOf(row, mail, known), inquiryId: decision.inquiryId, sender: decision.sender });
        return { state: 'done', inquiryId: decision.inquiryId };
      case 'new_inquiry':
        return { state: 'done', inquiryId: await this.intake.newInquiry(tx, newMailInquiry(row, mail, known, decision.sender)) };
    }
  }

  async #keepFiles(tx: Tx, rawMessageId: string, mail: ParsedMail): Promise<void> {
    for (const [index, file] of mail.files.entries()) {
      const hash = await this.blobs.put(tx, file.bytes);
      const { name, type } = file;
      await insert(tx, MailAttachmentRow, { rawMessageId, position: index + 1, name, type, size: file.bytes.byteLength, sha256: hash });
    }
  }
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
    hasJapanese: countsAsJapanese(mail.subject, mail.text.fresh + mail.text.quoted),
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
    messageId: mail.messageId ?? null,
    text: mail.text.fresh,
  };
}

function newMailInquiry(row: RawMessageRow, mail: ParsedMail, known: KnownMail, sender: SenderStanding): NewMailInquiry {
  // In a first mail a quotation is what the sender asks about.
  const text = [mail.text.fresh, mail.text.quoted].filter((part) => part !== '').join('\n\n');
  return {
    ...replyOf(row, mail, known),
    supportDeskId: known.supportDeskId,
    sender,
    customerId: known.contact?.customerId ?? null,
    senderName: mail.shownSender.name,
    senderAddress: mail.sender ?? '',
    subject: mail.subject,
    text,
    hasJapanese: countsAsJapanese(mail.subject, text),
  };
}
