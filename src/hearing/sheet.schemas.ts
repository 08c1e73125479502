import { z } from 'zod';
import type { Instant } from '../platform/clock.js';
import type { FieldFault } from '../platform/errors.js';
import { answerSources, answerTo, type Answer, type AnswerSource, type SheetAnswers } from './answers.rules.js';
import { zoneMissingFault } from './date-time-answer.rules.js';
import { validateAnswer, type RawAnswer } from './answer-value.rules.js';
import { answeredTwice, resolveState, type TypedState } from './typed-state.rules.js';
import { fieldName, placeFaults } from './place-faults.rules.js';
import type { NewAnswer } from './recording.rules.js';
import type { Question, SheetDefinition } from './sheet-definition.schemas.js';

/** One answer in the JSON of the API. A date and time is `{text, zone}`, or a text that names its zone. */
export const answerBody = z.strictObject({
  questionId: z.string().min(1).max(64),
  group: z.number().int().min(0).max(49).default(0),
  state: z.enum(['value', 'unknown', 'declined', 'cleared']).default('value'),
  value: z
    .union([
      z.string().max(20_000),
      z.number(),
      z.array(z.string().max(64)).max(100),
      z.strictObject({ text: z.string().max(200), zone: z.enum(['JST', 'UTC', 'unknown']).optional() }),
    ])
    .nullable()
    .default(null),
  /** A person confirms what was read from a mail (`readFromMail`), as it stands. */
  confirmed: z.boolean().default(false),
});

/** The body of an API request that records answers. */
export const answersBody = z.strictObject({
  answers: z.array(answerBody).min(1).max(500),
  source: z.enum(answerSources).default('customer_phone'),
  /** The newest `seq` that the sender has seen, so that nobody else's answer is overwritten unseen. */
  seenSeq: z.number().int().min(0).optional(),
});

export type AnswersBody = z.infer<typeof answersBody>;

/** What one question came back with; for showing the page again. */
export interface TypedAnswer extends RawAnswer {
  readonly questionId: string;
  readonly group: number;
  readonly states: readonly TypedState[];
  readonly confirmed?: boolean;
}

/** What was sent, understood as far as it goes: `answers` may be recorded even where other fields are faulty. */
export interface ParsedSheet {
  readonly answers: readonly NewAnswer[];
  readonly faults: readonly FieldFault[];
  /** Fields whose fault is only that the next control has not been reached: the zone of a time. */
  readonly unfinished: ReadonlySet<string>;
  readonly typed: readonly TypedAnswer[];
  /** Second looks by field name. */
  readonly warnings: ReadonlyMap<string, readonly string[]>;
  readonly seenSeq: number | undefined;
  readonly source: AnswerSource | undefined;
  /** The group to which 「アラートを追加」 was pressed. */
  readonly add: string | undefined;
}

interface Context {
  readonly sheet: SheetDefinition;
  /** What stands on the sheet: decides between a text and a 不明 that are both sent. */
  readonly current: SheetAnswers;
  readonly now: Instant;
}

const fieldPattern = /^([qszc])\.([a-z][a-z0-9_]{0,63})\.(\d{1,2})$/;
const controls = ['_seen', '_source', '_add'];

/** Reads a posted form: `q.<id>.<group>` the answer, `s.…` 不明 or 開示しない, `z.…` the zone of a time, `c.…` that a reading is right. Unknown fields are faults. */
export function parseSheetForm(raw: Readonly<Record<string, unknown>>, context: Context): ParsedSheet {
  const fields = new Map<string, { q: string[]; s: string[]; z: string[]; c: string[]; questionId: string; group: number }>();
  const faults: FieldFault[] = [];
  for (const [name, value] of Object.entries(raw)) {
    const match = fieldPattern.exec(name);
    const texts = textsOf(value);
    if (match === null || texts === undefined) {
      if (!controls.includes(name)) faults.push({ field: name.slice(0, 100), message: '知らない項目です。画面を開き直してください。' });
      continue;
    }
    const [, part = 'q', questionId = '', group = '0'] = match;
    const field = fields.get(`${questionId}.${Number(group)}`) ?? { q: [], s: [], z: [], c: [], questionId, group: Number(group) };
    fields.set(`${questionId}.${Number(group)}`, field);
    if (part === 'q' || part === 's' || part === 'z' || part === 'c') field[part].push(...texts);
  }
  const typed = [...fields.values()].map(({ questionId, group, q, s, z, c }): TypedAnswer => ({
    questionId, group, texts: q, zone: z[0] ?? '', states: chosenStates(s), confirmed: c.includes('yes'),
  }));
  const read = readAll(typed, context);
  return { ...read, faults: [...faults, ...read.faults], typed, ...controlsOf(raw) };
}

/** Reads the answers of an API request; the state is said there and needs no guessing. */
export function parseSheetJson(body: AnswersBody, context: Context): ParsedSheet {
  const typed = body.answers.map((answer): TypedAnswer => {
    const states: TypedState[] = answer.state === 'unknown' || answer.state === 'declined' ? [answer.state] : [];
    const said = answer.state === 'value' ? rawOf(answer.value) : { texts: [], zone: '' };
    return { questionId: answer.questionId, group: answer.group, states, confirmed: answer.confirmed, ...said };
  });
  return { ...readAll(typed, context), typed, seenSeq: body.seenSeq, source: body.source, add: undefined };
}

function rawOf(value: AnswersBody['answers'][number]['value']): RawAnswer {
  if (value === null) return { texts: [], zone: '' };
  if (Array.isArray(value)) return { texts: value, zone: '' };
  if (typeof value === 'object') return { texts: [value.text], zone: value.zone ?? '' };
  return { texts: [String(value)], zone: '' };
}

function readAll(typed: readonly TypedAnswer[], { sheet, current, now }: Context): Pick<ParsedSheet, 'answers' | 'faults' | 'unfinished' | 'warnings'> {
  const misplaced = placeFaults(sheet, typed);
  const questions = new Map(sheet.sections.flatMap((section) => section.questions.map((question) => [question.id, question] as const)));
  const warnings = new Map<string, readonly string[]>();
  const faults: FieldFault[] = [...misplaced];
  const answers: NewAnswer[] = [];
  for (const one of typed) {
    const field = fieldName(one.questionId, one.group);
    const question = questions.get(one.questionId);
    if (question === undefined || misplaced.some((fault) => fault.field === field)) continue;
    const read = readOne(question, one, answerTo(current, one.questionId, one.group), now);
    if ('message' in read) faults.push({ field, message: read.message });
    else answers.push(read.answer);
    if ('warnings' in read && read.warnings.length > 0) warnings.set(field, read.warnings);
  }
  const unfinished = new Set(faults.filter(({ message }) => message === zoneMissingFault).map(({ field }) => field));
  return { answers, faults, unfinished, warnings };
}

type ReadOne = { readonly message: string } | { readonly answer: NewAnswer; readonly warnings: readonly string[] };

function readOne(question: Question, typed: TypedAnswer, standing: Answer | undefined, now: Instant): ReadOne {
  const { questionId, group } = typed;
  // Among the choices of a single choice stand 不明 and 開示しない too.
  const among = question.type === 'enum' || question.type === 'bool3' ? chosenStates(typed.texts) : [];
  const texts = typed.texts.filter((text) => text.trim() !== '' && !among.some((state) => state === text));
  const states = [...new Set([...typed.states, ...among])];
  const place = { questionId, group };
  if (texts.length === 0 && states.length === 0) return { answer: { ...place, state: 'cleared', value: null }, warnings: [] };
  const read = texts.length === 0 ? undefined : validateAnswer(question, { ...typed, texts }, now);
  const state = resolveState(states, read, standing);
  if (state === undefined) return { message: answeredTwice };
  if (state !== 'value') return { answer: { ...place, state, value: null }, warnings: [] };
  if (read === undefined) return { answer: { ...place, state: 'cleared', value: null }, warnings: [] };
  if (!read.ok) return { message: read.message };
  return { answer: { ...place, state, value: read.value, originalText: read.originalText, confirmed: typed.confirmed === true }, warnings: read.warnings };
}

function chosenStates(texts: readonly string[]): readonly TypedState[] {
  return (['unknown', 'declined'] as const).filter((state) => texts.includes(state));
}

function controlsOf(raw: Readonly<Record<string, unknown>>): Pick<ParsedSheet, 'seenSeq' | 'source' | 'add'> {
  const seen = textsOf(raw['_seen'])?.[0] ?? '';
  const source = textsOf(raw['_source'])?.[0];
  const add = textsOf(raw['_add'])?.[0];
  return {
    seenSeq: /^\d{1,9}$/.test(seen) ? Number(seen) : undefined,
    source: answerSources.find((candidate) => candidate === source),
    add: add === '' ? undefined : add,
  };
}

function textsOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((one): one is string => typeof one === 'string')) return value;
  return undefined;
}
