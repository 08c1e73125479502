import { z } from 'zod';
import { words } from '../../inquiries/acts/act.schemas.js';

/** A cause as the second line writes it. */
export const causeForm = z.strictObject({ title: words(120), analysis: words(20_000), wording: z.string().trim().max(5_000, '5,000文字以内で入力してください。').default('') });
export type CauseText = z.infer<typeof causeForm>;

/** The same with the first inquiry that it stands behind. */
export const newCauseForm = causeForm.extend({ inquiry: words(64) });

/** An inquiry by its number or its id. */
export const inquiryForm = z.strictObject({ inquiry: words(64) });

export const newCauseQuery = z.object({ inquiry: z.uuid().optional().catch(undefined) });
