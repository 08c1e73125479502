import { answersTo, answerTo, tokensOf, type SheetAnswers } from './answers.rules.js';
import type { Condition, InquiryKind, Question, Section, SheetDefinition, SimpleCondition } from './sheet-definition.schemas.js';

/** A question as it stands on the sheet of one inquiry. */
export interface PlacedQuestion {
  readonly question: Question;
  readonly section: Section;
  /** 0 unless the section repeats. */
  readonly group: number;
}

/** The line that reads a sheet. */
export type SheetReader = 'first_line' | 'second_line';

/** The first line sees neither the depth of the second (R3) nor what only the second line may read. */
export function isReadBy(reader: SheetReader, { gate, disclosure }: Pick<Question, 'gate' | 'disclosure'>): boolean {
  return reader === 'second_line' || (gate !== 'R3' && disclosure !== 'second_line');
}

/** Whether a question is asked, given the kinds of inquiry and the other answers. */
export function isVisible(placed: PlacedQuestion, sheet: SheetDefinition, answers: SheetAnswers): boolean {
  const { question, section } = placed;
  if (!concerns(question, answers) && question.otherKinds === undefined) return false;
  return holds(section.condition, placed, sheet, answers) && holds(question.condition, placed, sheet, answers);
}

/** Whether the question belongs to the kinds of inquiry that were heard. */
export function concerns(question: Question, answers: SheetAnswers): boolean {
  if (question.kinds === undefined) return true;
  const kinds: readonly string[] = tokensOf(answerTo(answers, 'inquiry_kinds'));
  return question.kinds.some((kind: InquiryKind) => kinds.includes(kind));
}

function holds(condition: Condition | undefined, placed: PlacedQuestion, sheet: SheetDefinition, answers: SheetAnswers): boolean {
  if (condition === undefined) return true;
  const parts = 'anyOf' in condition ? condition.anyOf : [condition];
  return parts.some((part) => holdsSimple(part, placed, sheet, answers));
}

function holdsSimple(condition: SimpleCondition, placed: PlacedQuestion, sheet: SheetDefinition, answers: SheetAnswers): boolean {
  if ('fact' in condition) return condition.in.includes(answers.facts[condition.fact] ?? '');
  const tokens = tokensSeen(condition.question, placed, sheet, answers);
  return 'in' in condition ? overlaps(tokens, condition.in) : !overlaps(tokens, condition.notIn);
}

/** Of a question that repeats together with the one asked, the answer of the same alert or host; otherwise of any. */
function tokensSeen(questionId: string, placed: PlacedQuestion, sheet: SheetDefinition, answers: SheetAnswers): readonly string[] {
  const repeats = repeatsOf(sheet, questionId);
  const together = repeats !== undefined && repeats === placed.section.repeats;
  if (together) return tokensOf(answerTo(answers, questionId, placed.group));
  return answersTo(answers, questionId).flatMap(tokensOf);
}

function repeatsOf(sheet: SheetDefinition, questionId: string): string | undefined {
  return sheet.sections.find((section) => section.questions.some((question) => question.id === questionId))?.repeats;
}

/** Whether one of the wanted answers was given. */
export function overlaps(tokens: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((value) => tokens.includes(value));
}
