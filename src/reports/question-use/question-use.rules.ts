import { filedQuestions } from '../../analysis/filing-pack.rules.js';
import { answerText } from '../../hearing/answer-text.rules.js';
import type { Answer } from '../../hearing/answers.rules.js';
import { withoutQuestion } from '../../hearing/editor/edit-definition.rules.js';
import { readDefinition } from '../../hearing/read-definition.js';
import type { NextStep, Question, SheetDefinition } from '../../hearing/sheet-definition.schemas.js';
import { deskQuestions } from './desk-questions.js';

/** How often one question was answered within a month, and how often somebody made use of the answer. */
export interface QuestionCount {
  /** Inquiries with an answer. */
  readonly answered: number;
  /** Among them those with 不明 or 開示しない alone. */
  readonly open: number;
  /** Those in which something was said and the customer was answered since: only there could it have been used. */
  readonly told: number;
  /** Among these those in which an answer or a report to the customer takes it up. */
  readonly used: number;
}

/** By id of the question. */
export type QuestionCounts = Readonly<Record<string, QuestionCount>>;

/** One inquiry as it is looked through. */
export interface HeardInquiry {
  readonly definition: SheetDefinition;
  readonly answers: readonly Pick<Answer, 'questionId' | 'state' | 'value'>[];
  /** What the customer was answered, and the reports that went out. */
  readonly texts: readonly string[];
}

/** Shorter ones are in every text by chance. */
const shortest = 2;
/** A word of this length in a sentence of the customer is seldom in the answer to it by chance. */
const telling = 4;
const nothing: QuestionCount = { answered: 0, open: 0, told: 0, used: 0 };

/** Adds what one inquiry says of its questions. */
export function withInquiry(counts: QuestionCounts, { definition, answers, texts }: HeardInquiry): QuestionCounts {
  const told = plain(texts.join('\n'));
  const added: Record<string, QuestionCount> = { ...counts };
  for (const question of definition.sections.flatMap(({ questions }) => questions)) {
    const given = answers.filter(({ questionId }) => questionId === question.id);
    if (given.length === 0) continue;
    const before = added[question.id] ?? nothing;
    const hasValue = given.some(({ state }) => state === 'value');
    const isTold = hasValue && told !== '';
    const isUsed = isTold && takesUp(told, question, given);
    added[question.id] = { answered: before.answered + 1, open: before.open + (hasValue ? 0 : 1), told: before.told + (isTold ? 1 : 0), used: before.used + (isUsed ? 1 : 0) };
  }
  return added;
}

/** Whether a text takes an answer up: it names the question, or says again what was said or chosen. */
function takesUp(text: string, question: Question, given: HeardInquiry['answers']): boolean {
  const names = [question.label, question.label.replaceAll('利用者', 'お客様')].map(plain);
  return names.some((name) => text.includes(name)) || given.some((answer) => saidOf(question, answer).some((said) => saysAgain(text, said, isSentence(question, answer))));
}

/** はい and いいえ stand in any text: there the name of the question has to be found. */
function saidOf(question: Question, answer: HeardInquiry['answers'][number]): readonly string[] {
  const { state, value } = answer;
  if (state !== 'value' || value === null || question.type === 'bool3') return [];
  if (Array.isArray(value)) return value.map((one) => plain(answerText(question, { state: 'value', value: [one] })));
  return [answerText(question, answer), ...(typeof value === 'string' && question.choices === undefined ? [value] : [])].map(plain);
}

function isSentence(question: Question, { value }: HeardInquiry['answers'][number]): boolean {
  return typeof value === 'string' && question.choices === undefined;
}

/**
 * Letter by letter, or by the words that carry it: all of them, or of the customer's own sentence one long one, for
 * nobody repeats a sentence as it was said. In doubt it counts as used: one question too many costs less than one
 * that is missing.
 */
function saysAgain(text: string, said: string, bySentence: boolean): boolean {
  if (said.length < shortest) return false;
  const words = (said.match(wordPattern) ?? []).filter((word) => word.length >= shortest && !/^[0-9.]+$/.test(word));
  const hasLongWord = bySentence && words.some((word) => word.length >= telling && text.includes(word));
  return text.includes(said) || hasLongWord || (words.length > 1 && words.every((word) => text.includes(word)));
}

const wordPattern = /\p{Script=Han}+|[\p{Script=Katakana}ー]+|[a-z0-9][a-z0-9._-]*/gu;

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');
}

/** Counts as they are kept; those of an earlier release do not say where a customer was answered. */
export function storedCounts(json: string): QuestionCounts {
  const kept = JSON.parse(json) as Record<string, Partial<QuestionCount>>;
  return Object.fromEntries(Object.entries(kept).map(([id, count]) => [id, { ...nothing, ...count }]));
}

/** The same counts of several months in one. */
export function addedUp(months: readonly QuestionCounts[]): QuestionCounts {
  const sum: Record<string, QuestionCount> = {};
  for (const counts of months) {
    for (const [id, { answered, open, told, used }] of Object.entries(counts)) {
      const before = sum[id] ?? nothing;
      sum[id] = { answered: before.answered + answered, open: before.open + open, told: before.told + told, used: before.used + used };
    }
  }
  return sum;
}

/** A question of the sheet in force with its counts. */
export interface QuestionLine extends QuestionCount {
  readonly id: string;
  readonly code: string;
  readonly label: string;
  readonly section: string;
  /** The desk or the sheet goes by the answer, so that the question is needed whatever is written. */
  readonly steers: boolean;
}

/** Every question of the sheet, in its order. */
export function questionLines(definition: SheetDefinition, counts: QuestionCounts, steering: ReadonlySet<string>): readonly QuestionLine[] {
  return definition.sections.flatMap((section) =>
    section.questions.map(({ id, code, label }) => ({
      id, code, label, section: section.title, steers: steering.has(id), ...(counts[id] ?? nothing),
    })),
  );
}

/** Those for which `canRetire` holds, what was of no use most often first. */
export function retirable(lines: readonly QuestionLine[], fewest: number): readonly QuestionLine[] {
  return lines.filter((line) => canRetire(line, fewest)).toSorted((a, b) => b.told - a.told);
}

/** H9: so often known when a customer was answered, taken up by no answer and no report, and nothing depends on it. */
function canRetire({ told, used, steers: isNeeded }: QuestionLine, fewest: number): boolean {
  return told >= fewest && used === 0 && !isNeeded;
}

/** Whether the question is needed whatever is told: its answer is not the customer's to read, a rule reads it, it fills in a draft for an office (H7), it decides what is asked next, or the sheet is none without the question. */
export function steers(definition: SheetDefinition, id: string): boolean {
  const steps: readonly NextStep[] = [...definition.opening.order, ...definition.fastTrack.order, ...definition.nextQuestions.flatMap(({ order }) => order)];
  const isSettling = steps.some((step) => step.question === id && (step.settledBy ?? []).length > 0);
  const isForDesk = definition.sections.some(({ questions }) => questions.some((question) => question.id === id && question.disclosure !== 'customer'));
  return isForDesk || deskQuestions.has(id) || filedQuestions.has(id) || isSettling || !readDefinition(withoutQuestion(definition, id)).ok;
}
