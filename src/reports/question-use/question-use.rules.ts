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
  /** Those in which an answer or a report to the customer takes the answer up. */
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

/** Adds what one inquiry says of its questions. */
export function withInquiry(counts: QuestionCounts, { definition, answers, texts }: HeardInquiry): QuestionCounts {
  const told = plain(texts.join('\n'));
  const added: Record<string, QuestionCount> = { ...counts };
  for (const question of definition.sections.flatMap(({ questions }) => questions)) {
    const given = answers.filter(({ questionId }) => questionId === question.id);
    if (given.length === 0) continue;
    const before = added[question.id] ?? { answered: 0, open: 0, used: 0 };
    const hasValue = given.some(({ state }) => state === 'value');
    const isUsed = hasValue && wordsOf(question, given).some((word) => word.length >= shortest && told.includes(word));
    added[question.id] = { answered: before.answered + 1, open: before.open + (hasValue ? 0 : 1), used: before.used + (isUsed ? 1 : 0) };
  }
  return added;
}

/** By what a text shows that it takes an answer up: the name of the question, what was said, or what was chosen. */
function wordsOf(question: Question, given: HeardInquiry['answers']): readonly string[] {
  const said = given.filter(({ state, value }) => state === 'value' && value !== null).flatMap((answer) => {
    // はい and いいえ stand in any text: there the name of the question has to be found.
    if (question.type === 'bool3') return [];
    const parts = Array.isArray(answer.value) ? answer.value.map((one) => answerText(question, { state: 'value', value: [one] })) : [answerText(question, answer)];
    return typeof answer.value === 'string' && question.choices === undefined ? [...parts, answer.value] : parts;
  });
  return [question.label, question.label.replaceAll('利用者', 'お客様'), ...said].map(plain);
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');
}

/** The same counts of several months in one. */
export function addedUp(months: readonly QuestionCounts[]): QuestionCounts {
  const sum: Record<string, QuestionCount> = {};
  for (const counts of months) {
    for (const [id, { answered, open, used }] of Object.entries(counts)) {
      const before = sum[id] ?? { answered: 0, open: 0, used: 0 };
      sum[id] = { answered: before.answered + answered, open: before.open + open, used: before.used + used };
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
      id, code, label, section: section.title, steers: steering.has(id), ...(counts[id] ?? { answered: 0, open: 0, used: 0 }),
    })),
  );
}

/** H9: answered so often, taken up by no answer and no report, and nothing on the sheet depends on it. */
export function canRetire({ answered, used, steers: isNeeded }: QuestionLine, fewest: number): boolean {
  return answered >= fewest && used === 0 && !isNeeded;
}

/** Whether the desk or the sheet goes by the answer: a rule reads it, it decides what is asked next, or the sheet is none without the question. */
export function steers(definition: SheetDefinition, id: string): boolean {
  const steps: readonly NextStep[] = [...definition.opening.order, ...definition.fastTrack.order, ...definition.nextQuestions.flatMap(({ order }) => order)];
  const isSettling = steps.some((step) => step.question === id && (step.settledBy ?? []).length > 0);
  return deskQuestions.has(id) || isSettling || !readDefinition(withoutQuestion(definition, id)).ok;
}
