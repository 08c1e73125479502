import type { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { reasonTexts } from '../intake/intake.rules.js';
import type { incomingDetailsSchema, incomingSchema, outgoingDetailsSchema, outgoingSchema } from './mail-pages.schemas.js';
import type { OutgoingDetails, OutgoingMail } from './outbox-page.queries.js';
import type { IncomingDetails, IncomingMail } from './quarantine.queries.js';

/** An incoming message as the API shows it. */
export function incomingResource(mail: IncomingMail): z.infer<typeof incomingSchema> {
  const { id, state, kind, reason, fromName, fromAddress, subject, authentication, inquiryId, linkedInquiryId, decision, version } = mail;
  const shown = { id, state, kind, reason, fromName, fromAddress, subject, authentication, inquiryId, linkedInquiryId, decision, version };
  return { ...shown, receivedAt: toIsoTokyo(mail.receivedAt), reasonText: reason === null ? '' : reasonTexts[reason], hasJapanese: Boolean(mail.hasJapanese) };
}

export function incomingDetailsResource(mail: IncomingDetails): z.infer<typeof incomingDetailsSchema> {
  return { ...incomingResource(mail), bodyText: mail.bodyText, quotedText: mail.quotedText, files: [...mail.files] };
}

/** An outgoing mail as the API shows it. */
export function outgoingResource(mail: OutgoingMail): z.infer<typeof outgoingSchema> {
  const { id, inquiryId, template, templateVersion, toName, toAddress, state, attempts, lastError } = mail;
  return {
    ...{ id, inquiryId, template, templateVersion, toName, toAddress, state, attempts, lastError },
    createdAt: toIsoTokyo(mail.createdAt),
    nextAttemptAt: toIsoTokyo(mail.nextAttemptAt),
    sentAt: mail.sentAt === null ? null : toIsoTokyo(mail.sentAt),
  };
}

export function outgoingDetailsResource(mail: OutgoingDetails): z.infer<typeof outgoingDetailsSchema> {
  return { ...outgoingResource(mail), messageId: mail.messageId, subject: mail.subject, text: mail.text };
}
