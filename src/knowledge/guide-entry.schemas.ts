import { z } from 'zod';

const line = z.string().trim().min(1, '入力してください。').max(200, '1行は200文字以内で入力してください。');
const linesMax = 10;

/** What the guide says about one kind of traffic (別紙2 §3), for whoever has the customer on the line. */
export const guideEntrySchema = z.strictObject({
  /** What it means, in plain Japanese. */
  meaning: z.string().trim().min(1, '意味を入力してください。').max(1000, '1000文字以内で入力してください。'),
  /** What may be said to the verified registered contact. */
  verified: z.array(line).min(1, '1つ以上入力してください。').max(linesMax, `${linesMax}行以内で入力してください。`),
  /** What is said to nobody. */
  neverSay: z.array(line).max(linesMax, `${linesMax}行以内で入力してください。`),
  /** When to escalate at once, without asking on. */
  atOnce: z.array(line).min(1, '1つ以上入力してください。').max(linesMax, `${linesMax}行以内で入力してください。`),
  /** A case in which nobody can be recognised (E3, 第12条); empty where there is none. */
  example: z.string().trim().max(1000, '1000文字以内で入力してください。'),
});

export type GuideEntry = z.output<typeof guideEntrySchema>;

/** The guide that comes with the desk: one entry a kind. */
export const shippedGuideSchema = z.array(guideEntrySchema.extend({ kind: z.string().min(1) }));

/** One thing a line, as a text area sends it; empty lines are nothing. */
const typedLines = z
  .string()
  .max(3000)
  .default('')
  .transform((text) => text.split(/\r?\n/).map((one) => one.trim()).filter((one) => one !== ''));

/** The form of the service owner. */
export const guideForm = z
  .strictObject({
    meaning: z.string().default(''),
    verified: typedLines,
    neverSay: typedLines,
    atOnce: typedLines,
    example: z.string().default(''),
    reason: z.string().trim().min(1, '変更の理由を入力してください。').max(500, '500文字以内で入力してください。'),
  })
  .transform(({ reason, ...entry }, context) => {
    const read = guideEntrySchema.safeParse(entry);
    if (read.success) return { entry: read.data, reason };
    for (const issue of read.error.issues) context.addIssue({ code: 'custom', message: issue.message, path: issue.path.slice(0, 1) });
    return z.NEVER;
  });

/** The name of a kind of traffic in a path; kinds are data of the hearing sheet. */
export const guideKind = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
