import { z } from 'zod';

/** Kinds of inquiry of 別紙3 1(4) (B2); K1, K2 and K3 of the sheet, and what is none of them. */
export const inquiryKinds = ['content_not_understood', 'impact_advice', 'recommended_action_advice', 'other'] as const;
export type InquiryKind = (typeof inquiryKinds)[number];

/** R1: the reception is complete; R2: before an escalation; R3: depth for the second line. */
export const gates = ['R1', 'R2', 'R3'] as const;
export type Gate = (typeof gates)[number];

export const questionTypes = [
  'str', 'text', 'enum', 'multi', 'bool3', 'dt', 'int', 'ip', 'host', 'url', 'mac', 'phone',
] as const;
export type QuestionType = (typeof questionTypes)[number];

export const disclosures = ['customer', 'partner', 'second_line'] as const;
export type Disclosure = (typeof disclosures)[number];

/** Steps of an attack in their order (`domain.md` 2.2). */
export const attackStages = [
  'reconnaissance', 'delivery', 'exploitation', 'installation', 'command_and_control', 'lateral_movement', 'actions_on_objectives',
] as const;

/** What the first line may do about a kind of threat; a setting of the service owner (別紙3 1(2)②③). */
const firstLineRules = [
  'may_answer', 'if_blocked', 'unless_allowed', 'escalate_unless_blocked', 'if_external_and_first', 'if_known_user_action', 'always_escalate',
] as const;

const identifier = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, '英小文字で始まる英数字と「_」で書いてください。');
const shortText = z.string().trim().min(1, '空にはできません。').max(120, '120文字までにしてください。');
const sentence = z.string().trim().min(1, '空にはできません。').max(600, '600文字までにしてください。');

/** `in`: one of these is the answer, where `unknown` and `declined` stand for 不明 and 開示しない; `notIn` holds for an open question too. */
const simpleCondition = z.union([
  z.strictObject({ question: identifier, in: z.array(z.string()).min(1) }),
  z.strictObject({ question: identifier, notIn: z.array(z.string()).min(1) }),
  z.strictObject({ fact: identifier, in: z.array(z.string()).min(1) }),
]);
const condition = z.union([simpleCondition, z.strictObject({ anyOf: z.array(simpleCondition).min(1) })]);

const choice = z.strictObject({
  value: identifier,
  label: shortText,
  /** Heading under which the page shows it. */
  heading: shortText.optional(),
  /** Cannot be chosen together with another, such as 「なし」. */
  exclusive: z.boolean().optional(),
});

const question = z.strictObject({
  id: identifier,
  code: z.string().regex(/^[A-Z]\d{1,2}$/, '「B3」のように書いてください。'),
  label: shortText,
  /** The question as it is said on the telephone and written in a mail. */
  help: sentence,
  /** How to write the answer down. */
  hint: sentence.optional(),
  type: z.enum(questionTypes),
  choices: z.array(choice).min(2).optional(),
  gate: z.enum(gates),
  required: z.boolean(),
  /** Asked only for these kinds of inquiry. */
  kinds: z.array(z.enum(inquiryKinds)).min(1).optional(),
  /** With `kinds`: other kinds are shown it too, without needing an answer. */
  otherKinds: z.literal('optional').optional(),
  condition: condition.optional(),
  /** Not needed once all questions of one of these lists have a value. */
  waivedBy: z.array(z.array(identifier).min(1)).optional(),
  disclosure: z.enum(disclosures),
  /** `desk`: written by the first line itself; `nobody`: only written down when the customer says it of himself. */
  askedOf: z.enum(['customer', 'desk', 'nobody']).default('customer'),
  warnAbove: z.strictObject({ value: z.number(), message: sentence }).optional(),
  /** Words in the answer that deserve a second look, such as a system out of support. */
  warnIfContains: z.strictObject({ words: z.array(z.string().min(2)).min(1), message: sentence }).optional(),
  min: z.number().int().optional(),
  max: z.number().int().optional(),
});

const section = z.strictObject({
  id: identifier,
  code: z.string().regex(/^[A-Z]$/, '英大文字1字で書いてください。'),
  title: shortText,
  note: sentence.optional(),
  /** The whole section repeats: one answer per alert or host. */
  repeats: identifier.optional(),
  condition: condition.optional(),
  questions: z.array(question).min(1),
});

const group = z.strictObject({
  id: identifier,
  label: shortText,
  addLabel: shortText,
  max: z.number().int().min(1).max(50),
});

const threatKind = z.strictObject({
  id: identifier,
  category: identifier,
  label: shortText,
  rsit: z.string().min(1),
  stages: z.array(z.enum(attackStages)).min(1),
  techniques: z.array(z.string().regex(/^TA?\d{4}(\.\d{3})?$/)),
  firstLine: z.strictObject({ rule: z.enum(firstLineRules), text: sentence }),
  extraQuestions: z.array(identifier),
  fastTrack: z.boolean(),
  /** A malware download or anything further along: only a person closes the inquiry (C8). */
  grave: z.boolean(),
});

const nextStep = z.strictObject({
  question: identifier,
  /** How the answer changes the advice; shown beside the question. */
  why: sentence,
  settledBy: z.array(z.strictObject({ in: z.array(z.string()).min(1), reason: sentence })).optional(),
});

const nextPlan = z.strictObject({
  threatKinds: z.array(identifier).min(1),
  order: z.array(nextStep).min(1),
  stop: sentence,
});

const fastTrack = z.strictObject({
  signs: z.array(z.strictObject({ question: identifier, in: z.array(z.string()).min(1) })).min(1),
  /** What must be answered beside the company; 不明 is an answer. */
  questions: z.array(identifier).min(1),
  order: z.array(nextStep).min(1),
  stop: sentence,
});

const notAsked = z.strictObject({ id: identifier, code: z.string(), label: shortText, why: sentence });

/** The shape of a hearing sheet as the service owner publishes it (B1); `readDefinition` checks the rest. */
export const sheetDefinition = z.strictObject({
  format: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: shortText,
  note: sentence.optional(),
  groups: z.array(group),
  sections: z.array(section).min(1),
  threatCategories: z.array(z.strictObject({ id: identifier, label: shortText })).min(1),
  threatKinds: z.array(threatKind).min(1),
  fastTrack,
  /** What is asked first, before the kind of threat is known. */
  opening: z.strictObject({ order: z.array(nextStep).min(1), stop: sentence }),
  nextQuestions: z.array(nextPlan),
  /** Fields of the form that no question asks, with where they come from. */
  notAsked: z.array(notAsked).default([]),
  });

export type SheetDefinition = z.infer<typeof sheetDefinition>;
export type Section = SheetDefinition['sections'][number];
export type Question = Section['questions'][number];
export type Choice = z.infer<typeof choice>;
export type Condition = z.infer<typeof condition>;
export type SimpleCondition = z.infer<typeof simpleCondition>;
export type ThreatKind = SheetDefinition['threatKinds'][number];
export type NextStep = z.infer<typeof nextStep>;
