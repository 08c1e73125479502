import { z } from 'zod';
import { isCivilDate } from '../../calendar/civil-day.rules.js';
import { erasureChoices, erasureGrounds, erasureStates, holdKinds } from './erasure.entity.js';

export const rowId = z.uuid();

/** Forms without a field of their own. */
export const noFields = z.preprocess((body) => body ?? {}, z.strictObject({}));

export const erasureWish = z.strictObject({
  choice: z.enum(erasureChoices, { error: '返還か廃棄かを選んでください。' }),
  ground: z.enum(erasureGrounds, { error: '理由を選んでください。' }),
});

const emptyToNull = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' || value === undefined ? null : value), schema.nullable());

export const holdFacts = z.strictObject({
  kind: z.enum(holdKinds, { error: '保全の種類を選んでください。' }),
  ground: z.string().trim().min(1).max(200),
  inquiryNumber: emptyToNull(z.string().trim().max(40)),
  until: emptyToNull(z.string().refine(isCivilDate, { error: '日付は 2026-11-24 の形式で入力してください。' })),
});

const instant = z.iso.datetime({ offset: true });

const erasureSchema = z.object({
  id: z.uuid(), customerId: z.uuid(), state: z.enum(erasureStates), choice: z.enum(erasureChoices), ground: z.enum(erasureGrounds),
  requestedAt: instant, requestedBy: z.uuid(), exportedAt: instant.nullable(), confirmedAt: instant.nullable(), erasedAt: instant.nullable(), finishedAt: instant.nullable(),
});
export const erasuresSchema = z.object({ erasures: z.array(erasureSchema) });
export const erasureDetailsSchema = erasureSchema.extend({ certificate: z.record(z.string(), z.unknown()).nullable(), certificateSha256: z.string().nullable() });
export const createdSchema = z.object({ id: z.uuid() });
