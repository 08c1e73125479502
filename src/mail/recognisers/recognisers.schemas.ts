import { z } from 'zod';

/** A recogniser's id in an address. */
export const recogniserName = z.string().regex(/^[a-z][a-z0-9-]{0,56}$/);

const definition = z.string().trim().min(1, '読み取りの定義を入力してください。').max(100_000, '読み取りの定義が長すぎます。');
const reasonOf = z.string().trim().min(1, '変更の理由を入力してください。').max(500, '変更の理由は500文字までにしてください。');
const ignored = z.string().max(200_000).default('');

/** The editing form sends everything it has, whichever of its buttons is pressed. */
export const saveForm = z.strictObject({ definition, reason: reasonOf, sample: ignored });
export const trialForm = z.strictObject({ definition, sample: z.string().trim().min(1, '試す通知を貼り付けてください。').max(200_000, '試す通知が長すぎます。'), reason: ignored });
export const withdrawForm = z.strictObject({ withdrawReason: reasonOf });

/** The same over the API; the definition is JSON as text, as it is kept. */
export const saveRecogniser = z.strictObject({ definition, reason: reasonOf });
export const tryRecogniser = trialForm.omit({ reason: true });
export const withdrawRecogniser = z.strictObject({ reason: reasonOf });

export const recogniserEntrySchema = z.object({
  name: z.string(),
  title: z.string(),
  state: z.enum(['used', 'withdrawn', 'faulty']),
  version: z.int(),
  changedAt: z.string().nullable(),
  changedBy: z.string().nullable(),
});
export const recogniserSchema = recogniserEntrySchema.extend({ definition: z.string() });
export const savedRecogniserSchema = z.object({ name: z.string(), version: z.int() });
/** `recognised` is false where nothing would be read. */
export const triedRecogniserSchema = z.object({ recognised: z.boolean(), several: z.boolean(), answers: z.object({ label: z.string(), text: z.string() }).array() });
