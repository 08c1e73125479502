import { z } from 'zod';
import { disclosures, gates, inquiryKinds, questionTypes } from '../sheet-definition.schemas.js';
import { directions } from './edit-definition.rules.js';
import { conditionModes } from './question-form.rules.js';

/** A question's or section's name in an address. */
export const partId = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

/** The hash of the draft as the page showed it: who changed it in between is not overwritten. */
const seen = z.string().regex(/^[0-9a-f]{64}$/);

const line = (most: number) => z.string().trim().min(1, '入力してください。').max(most, `${most}文字までにしてください。`);
const optionalLine = z.string().trim().max(600, '600文字までにしてください。').transform((text) => (text === '' ? undefined : text)).optional();

/** A browser sends one box as a text, several as a list, none not at all. */
const boxes = <Item extends z.ZodType>(item: Item) => z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(item).max(300));

/** One choice a line, `value: label`; a Japanese keyboard types the colon full width. */
const choiceLines = z.string().max(20_000).default('').transform((text, context) => {
  const lines = text.split(/\r\n|\r|\n/).map((each) => each.trim()).filter((each) => each !== '');
  return lines.flatMap((each) => {
    const read = /^([a-z][a-z0-9_]{0,63})\s*[:：]\s*(\S.*)$/.exec(each);
    if (read !== null) return [{ value: read[1] ?? '', label: read[2] ?? '' }];
    context.addIssue({ code: 'custom', message: `「${each.slice(0, 40)}」は「値: 表示」の形で書いてください（値は英小文字で始まる英数字と「_」）。` });
    return [];
  });
});

export const headingForm = z.strictObject({ seen, title: line(120), note: optionalLine });

/** What an owner says of one question (B1). The rest of a definition is kept, or changed in the file. */
export const questionForm = z.strictObject({
  seen,
  id: z.string().trim().regex(/^[a-z][a-z0-9_]{0,63}$/, '英小文字で始まる英数字と「_」で書いてください。').optional(),
  code: z.string().trim().toUpperCase().regex(/^[A-Z]\d{1,2}$/, '「B3」のように書いてください。'),
  label: line(120),
  help: line(600),
  hint: optionalLine,
  type: z.enum(questionTypes),
  choices: choiceLines,
  gate: z.enum(gates),
  required: z.literal('yes').optional().transform((value) => value === 'yes'),
  kinds: boxes(z.enum(inquiryKinds)),
  condition: z.enum(conditionModes),
  when: boxes(z.string().max(140)),
  disclosure: z.enum(disclosures),
  askedOf: z.enum(['customer', 'desk', 'nobody']),
}).refine((form) => form.condition !== 'answers' || form.when.length > 0, { path: ['when'], error: 'どの答えのときに尋ねるかを選んでください。' });
export type QuestionForm = Omit<z.infer<typeof questionForm>, 'seen'>;

export const moveForm = z.strictObject({ seen, direction: z.enum(directions) });
export const removalForm = z.strictObject({ seen });
export const newQuestionQuery = z.object({ section: partId });
