import type { Instant } from '../platform/clock.js';
import type { Section, SheetDefinition } from './sheet-definition.schemas.js';

/** Who said it (`domain.md` 1.2, rule 3). */
export const answerSources = ['customer_phone', 'customer_mail', 'portal', 'log', 'analyst'] as const;
export type AnswerSource = (typeof answerSources)[number];

export const answerSourceLabels: Readonly<Record<AnswerSource, string>> = {
  customer_phone: 'お客様（電話）',
  customer_mail: 'お客様（メール）',
  portal: 'ポータル',
  log: 'ログ',
  analyst: '二次受付窓口',
};

/** Every question can be answered 不明 or 開示しない (B1); `cleared` takes an answer back. */
export const answerStates = ['value', 'unknown', 'declined', 'cleared'] as const;
export type AnswerState = (typeof answerStates)[number];

export const zones = ['JST', 'UTC', 'unknown'] as const;
export type Zone = (typeof zones)[number];

/** A date and time as it was said: the zone is asked, never assumed. */
export interface DateTimeAnswer {
  /** The instant; null where the zone is not known. */
  readonly at: Instant | null;
  /** What the clock showed, `2026-11-24T10:05:00`. */
  readonly wall: string;
  readonly zone: Zone;
  readonly precision: 'day' | 'minute' | 'second';
}

/** Text, a choice, choices, a number, or a date and time, as the type of the question wants it. */
export type AnswerValue = string | number | readonly string[] | DateTimeAnswer;

/** One answer on the record. `group` is 0 unless the section repeats. */
export interface Answer {
  readonly questionId: string;
  readonly group: number;
  readonly state: AnswerState;
  /** Null unless the state is `value`. */
  readonly value: AnswerValue | null;
  /** What was typed, where it differs from the value. */
  readonly originalText: string | null;
  readonly source: AnswerSource;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  readonly sheetVersion: number;
  /** The one reason under which open fields became 不明 together (B4). */
  readonly reason: string | null;
  /** 1, 2, 3 … within the inquiry; the newest counts. */
  readonly seq: number;
}

/** In place of a person where an answer was read from a mail and nobody has confirmed or changed it yet. */
export const mailReader = 'mail';

/** Whether an answer was only read from a mail (メールから読み取り): shown and passed on as such, never taken for heard. */
export function isMailReading(answer: Answer | undefined): boolean {
  return answer?.recordedBy === mailReader;
}

/** Facts from outside the sheet that conditions may name, such as `caller_is_registered_contact`: `yes` or `no`. */
export type SheetFacts = Readonly<Record<string, string>>;

/** The answers that count now, one per question and group. */
export interface SheetAnswers {
  readonly current: ReadonlyMap<string, Answer>;
  readonly facts: SheetFacts;
  /** The newest `seq`; 0 for an empty sheet. */
  readonly lastSeq: number;
}

/** The place of an answer, `alert_title.1`. */
export function answerKey(questionId: string, group: number): string {
  return `${questionId}.${group}`;
}

/** The newest answer to each question, whatever the order of the history handed in. */
export function currentAnswers(history: readonly Answer[], facts: SheetFacts = {}): SheetAnswers {
  const newest = new Map<string, Answer>();
  for (const answer of history) {
    const key = answerKey(answer.questionId, answer.group);
    if ((newest.get(key)?.seq ?? 0) < answer.seq) newest.set(key, answer);
  }
  const standing = [...newest].filter(([, answer]) => answer.state !== 'cleared');
  const lastSeq = history.reduce((last, answer) => Math.max(last, answer.seq), 0);
  return { current: new Map(standing), facts, lastSeq };
}

/** The same answers with facts from outside the sheet. */
export function withFacts(answers: SheetAnswers, facts: SheetFacts): SheetAnswers {
  return { ...answers, facts: { ...answers.facts, ...facts } };
}

/** The answer to a question; undefined while it is open. */
export function answerTo(answers: SheetAnswers, questionId: string, group = 0): Answer | undefined {
  return answers.current.get(answerKey(questionId, group));
}

const beingChecked = /^(?:現在|ただいま|今|いま)?、?確認中(?:です|でございます)?(?:\(.*\))?[。.]?$/su;

/** 「確認中」 is kept as it was said and answers nothing: the question is still open (`domain.md` 2.5). */
export function isBeingChecked(answer: Answer): boolean {
  return answer.state === 'value' && typeof answer.value === 'string' && beingChecked.test(answer.value.normalize('NFKC').trim());
}

/** The answers that settle their question: without those that only say 「確認中」. */
export function settledAnswers(answers: SheetAnswers): SheetAnswers {
  return { ...answers, current: new Map([...answers.current].filter(([, answer]) => !isBeingChecked(answer))) };
}

/** The answers to a question in every group, in their order. */
export function answersTo(answers: SheetAnswers, questionId: string): readonly Answer[] {
  return [...answers.current.values()].filter((answer) => answer.questionId === questionId).toSorted((a, b) => a.group - b.group);
}

/** What conditions and settling answers are compared with: choices, yes or no, `answered` for any text, `unknown`, `declined`. */
export function tokensOf(answer: Answer | undefined): readonly string[] {
  if (answer === undefined || answer.state === 'cleared') return [];
  if (answer.state !== 'value') return [answer.state];
  const { value } = answer;
  if (typeof value === 'string') return ['answered', value];
  return Array.isArray(value) ? ['answered', ...value] : ['answered'];
}

/** The text of an answer; undefined for 不明, 開示しない and what is no text. */
export function textOf(answer: Answer | undefined): string | undefined {
  return answer?.state === 'value' && typeof answer.value === 'string' ? answer.value : undefined;
}

/** Whether a value is a date and time. */
export function isDateTime(value: AnswerValue | null): value is DateTimeAnswer {
  return typeof value === 'object' && value !== null && 'wall' in value;
}

/** How many alerts or hosts there are: at least one, so that there is something to fill in. */
export function groupCount(sheet: SheetDefinition, answers: SheetAnswers, groupId: string): number {
  const ids = new Set(sheet.sections.filter((section) => section.repeats === groupId).flatMap((section) => section.questions.map((question) => question.id)));
  let count = 1;
  for (const answer of answers.current.values()) if (ids.has(answer.questionId)) count = Math.max(count, answer.group + 1);
  return count;
}

/** The groups of a section: 0 alone unless it repeats. */
export function groupsOf(sheet: SheetDefinition, section: Section, answers: SheetAnswers): readonly number[] {
  const count = section.repeats === undefined ? 1 : groupCount(sheet, answers, section.repeats);
  return Array.from({ length: count }, (_, group) => group);
}

/** The answers that a line may read: what only the second line may see is left out for the first. */
export function readableAnswers(sheet: SheetDefinition, answers: SheetAnswers, reader: 'first_line' | 'second_line'): SheetAnswers {
  if (reader === 'second_line') return answers;
  const withheld = new Set(
    sheet.sections.flatMap((section) => section.questions.filter((question) => question.disclosure === 'second_line').map((question) => question.id)),
  );
  return { ...answers, current: new Map([...answers.current].filter(([, answer]) => !withheld.has(answer.questionId))) };
}
