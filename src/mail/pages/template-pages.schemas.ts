import { z } from 'zod';
import { templateLimits } from '../render/parse-template.rules.js';
import { sampleKinds } from '../render/sample-mails.rules.js';
import { mailTemplateNames } from '../render/templates.rules.js';

/** A template's name in an address. */
export const templateName = z.enum(mailTemplateNames as [(typeof mailTemplateNames)[number], ...typeof mailTemplateNames]);
/** A version in an address; 0 is the text that came with the program. */
export const templateVersion = z.coerce.number().int().min(0).max(1_000_000);

const text = {
  subject: z.string().trim().min(1, '件名を入力してください。').max(500, '件名は500文字までにしてください。'),
  body: z.string().min(1, '本文を入力してください。').max(templateLimits.characters * 2, '本文が長すぎます。'),
};
const reason = z.string().trim().min(1, '変更の理由を入力してください。').max(500, '変更の理由は500文字までにしてください。');
const data = z.union([z.enum(sampleKinds), z.uuid()]).default('ordinary');

export const saveBody = z.strictObject({ ...text, reason });
export const trialBody = z.strictObject({ ...text, data });
export const restoreBody = z.strictObject({ reason });
/** The editing form sends everything it has, whichever of its buttons is pressed. */
export const saveForm = saveBody.extend({ data });
export const trialForm = trialBody.extend({ reason: z.string().max(2_000).default('') });

const instant = z.iso.datetime({ offset: true });
export const templateVersionSchema = z.object({ version: z.number().int(), reason: z.string(), createdAt: instant, createdByName: z.string() });
export const templateEntrySchema = z.object({
  template: z.string(),
  label: z.string(),
  version: z.number().int(),
  changedAt: instant.nullable(),
  shippedChanged: z.boolean(),
  broken: z.boolean(),
});
export const templateSchema = templateEntrySchema.extend({
  subject: z.string(),
  body: z.string(),
  fields: z.array(z.object({ name: z.string(), about: z.string(), form: z.string(), required: z.boolean(), inSubject: z.boolean() })),
});
export const templateTextSchema = z.object({ version: z.number().int(), subject: z.string(), body: z.string(), reason: z.string().nullable(), createdAt: instant.nullable() });
export const savedTemplateSchema = z.object({ version: z.number().int() });
export const trialSchema = z.object({ subject: z.string(), text: z.string(), from: z.string(), to: z.string(), headers: z.string() });
