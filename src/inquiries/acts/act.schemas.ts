import { z } from 'zod';
import { parseInstantInput } from './instant-input.rules.js';

/**
 * When something truly happened: ISO 8601 with an offset from the API, `YYYY-MM-DDTHH:mm` from a form
 * (Asia/Tokyo). Left out it is now.
 */
export const occurredAt = z
  .string()
  .max(40)
  .optional()
  .transform((text, context) => {
    if (text === undefined || text.trim() === '') return undefined;
    const at = parseInstantInput(text);
    if (at !== undefined) return at;
    context.addIssue({ code: 'custom', message: '日時は「2026-11-24T10:12」のように入力してください。' });
    return z.NEVER;
  });

/** The same where it must be given. */
export const requiredInstant = z
  .string()
  .max(40)
  .transform((text, context) => {
    const at = parseInstantInput(text);
    if (at !== undefined) return at;
    context.addIssue({ code: 'custom', message: '日時は「2026-11-24T10:12」のように入力してください。' });
    return z.NEVER;
  });

/** A text that must say something. */
export function words(max: number): z.ZodType<string> {
  return z
    .string({ error: '入力してください。' })
    .trim()
    .min(1, '入力してください。')
    .max(max, `${max}文字以内で入力してください。`)
    .refine((text) => !text.includes('\u0000'), '使えない文字が含まれています。');
}

/** A text that may be left empty. */
export function optionalWords(max: number): z.ZodType<string> {
  return z
    .string()
    .trim()
    .max(max, `${max}文字以内で入力してください。`)
    .refine((text) => !text.includes('\u0000'), '使えない文字が含まれています。')
    .default('');
}

/** A tick box: `on` or `true` from a form, a boolean from the API; left out it is false. */
export const flag = z
  .union([z.boolean(), z.enum(['on', 'true', 'false', ''])])
  .default(false)
  .transform((value) => value === true || value === 'on' || value === 'true');

/** One or several values under one name, as forms send them. */
export const several = z
  .union([z.string().max(200), z.array(z.string().max(200)).max(100)])
  .default([])
  .transform((value) => (typeof value === 'string' ? [value] : value));

/** A key made by the desk. */
export const key = z.uuid('選び直してください。');
