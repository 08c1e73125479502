import { z } from 'zod';
import { parseInstantInput } from '../../inquiries/acts/instant-input.rules.js';
import { incidentSteps } from './mail-incidents.service.js';

export const rowId = z.uuid();
export const noFields = z.preprocess((body) => body ?? {}, z.strictObject({}));
export const newIncidentQuery = z.object({ outboxId: z.uuid() });

const instant = z.string().max(40).transform((text, context) => {
  const at = parseInstantInput(text);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: '日時を入力してください。', input: text });
  return z.NEVER;
});
const tick = z.preprocess((value) => value === 'on' || value === true || value === 'true', z.boolean());
const emptyToNull = z.preprocess((value) => (value === '' || value === undefined ? null : value), z.string().trim().max(64).nullable());

export const incidentFacts = z.strictObject({
  outboxId: z.uuid(),
  discoveredAt: instant,
  malicious: tick,
  circumstances: z.string().trim().min(1).max(2_000),
  contractNumber: emptyToNull,
});

/** A line each; empty ones fall away. */
const lines = z.union([z.string(), z.array(z.string())]).transform((given, context) => {
  const all = (typeof given === 'string' ? given.split(/\r\n|\r|\n/) : given).map((line) => line.trim()).filter((line) => line !== '');
  if (all.length > 0 && all.length <= 20 && all.every((line) => line.length <= 300)) return all;
  context.addIssue({ code: 'custom', message: '1行に1件、20行まで（1行300文字まで）で入力してください。', input: given });
  return z.NEVER;
});

export const noticeFacts = z.strictObject({ items: lines, measures: lines });
export const stepFacts = z.strictObject({ step: z.enum(incidentSteps, { error: '記録する内容を選んでください。' }), at: instant });

const isoTime = z.iso.datetime({ offset: true });
const day = z.iso.date();

export const incidentSummarySchema = z.object({
  id: z.uuid(), customerName: z.string(), mailLabel: z.string(), discoveredAt: isoTime, notifiedAt: isoTime.nullable(), closedAt: isoTime.nullable(),
});

export const incidentSchema = incidentSummarySchema.extend({
  outboxId: z.uuid(), inquiryId: z.uuid().nullable(), customerId: z.uuid(), toAddress: z.string(), malicious: z.boolean(), circumstances: z.string(),
  items: z.array(z.string()), measures: z.array(z.string()), sentAt: isoTime.nullable(),
  reports: z.object({ preliminaryFrom: day, preliminaryBy: day, finalBy: day, finalDays: z.union([z.literal(30), z.literal(60)]) }),
  disclosed: z.array(z.object({ outboxId: z.uuid(), template: z.string(), inquiryNumber: z.string().nullable(), toName: z.string(), state: z.string(), sentAt: isoTime.nullable() })),
  released: z.array(z.object({ value: z.string(), releasedAt: isoTime })),
  steps: z.array(z.object({ type: z.string(), occurredAt: isoTime, who: z.string().nullable() })),
});
