import { z } from 'zod';
import { fixedTexts } from './quarantine-neighbours.service.js';
import { outboxViews } from './outbox-page.queries.js';
import { quarantineViews } from './quarantine.queries.js';

export const mailId = z.uuid();
export const filePosition = z.coerce.number().int().min(1).max(10_000);

export const quarantineQuery = z.object({ view: z.enum(quarantineViews).optional().catch(undefined) });
export const outboxQuery = z.object({ view: z.enum(outboxViews).optional().catch(undefined) });

/** Forms without a field of their own. */
export const noFields = z.preprocess((body) => body ?? {}, z.strictObject({}));

export const answerBody = z.strictObject({ text: z.enum(fixedTexts) });
/** `confirmedNumber` repeats the number where the sender claims to be of another customer than the inquiry's. */
export const attachBody = z.strictObject({ number: z.string().trim().min(1, '受付番号を入力してください。').max(40), confirmedNumber: z.string().trim().max(40).default('') });
/** Why a mail is taken out of the inquiry it was added to. */
export const detachBody = z.strictObject({ reason: z.string().trim().min(1, '取り外す理由を入力してください。').max(500, '理由は500文字までにしてください。') });

const instant = z.iso.datetime({ offset: true }).nullable();

export const incomingSchema = z.object({
  id: z.uuid(),
  receivedAt: z.iso.datetime({ offset: true }),
  state: z.string(),
  kind: z.string().nullable(),
  reason: z.string().nullable(),
  reasonText: z.string(),
  fromName: z.string(),
  fromAddress: z.string(),
  subject: z.string(),
  hasJapanese: z.boolean(),
  authentication: z.string(),
  inquiryId: z.uuid().nullable(),
  linkedInquiryId: z.uuid().nullable(),
  decision: z.string().nullable(),
  version: z.number().int(),
});

export const incomingDetailsSchema = incomingSchema.extend({
  bodyText: z.string(),
  quotedText: z.string(),
  files: z.array(z.object({ position: z.number(), name: z.string(), type: z.string(), size: z.number(), sha256: z.string(), unusableBecause: z.string().nullable() })),
});

export const outgoingSchema = z.object({
  id: z.uuid(),
  inquiryId: z.uuid().nullable(),
  template: z.string(),
  templateVersion: z.number().int(),
  toName: z.string(),
  toAddress: z.string(),
  state: z.string(),
  attempts: z.number().int(),
  createdAt: z.iso.datetime({ offset: true }),
  nextAttemptAt: z.iso.datetime({ offset: true }),
  sentAt: instant,
  lastError: z.string().nullable(),
});

export const outgoingDetailsSchema = outgoingSchema.extend({ messageId: z.string(), subject: z.string(), text: z.string() });

export const releasedSchema = z.object({ inquiryId: z.uuid() });
export const inquiryMailsSchema = z.object({ incoming: z.array(incomingSchema), outgoing: z.array(outgoingSchema) });
