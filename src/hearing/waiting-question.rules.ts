import { answerText } from './answer-text.rules.js';
import type { SheetAnswers } from './answers.rules.js';
import { isVisible, type PlacedQuestion } from './conditions.rules.js';
import type { Question, SheetDefinition } from './sheet-definition.schemas.js';

/** Whether a question is asked, stands in its place until it is, or is not there. */
export function standingOf(placed: PlacedQuestion, sheet: SheetDefinition, answers: SheetAnswers): 'asked' | 'waiting' | 'away' {
  if (isVisible(placed, sheet, answers)) return 'asked';
  return waitingInPlace(placed, sheet, answers) === undefined ? 'away' : 'waiting';
}

/**
 * A question that an answer directly above it opens keeps its place while it is not asked, so that the answer pushes
 * nothing away. Gives when it is asked, in words; undefined for all others.
 */
export function waitingInPlace(placed: PlacedQuestion, sheet: SheetDefinition, answers: SheetAnswers): string | undefined {
  const { question, section } = placed;
  const opener = openerOf(question, section.questions);
  if (opener === undefined || isVisible(placed, sheet, answers)) return undefined;
  const isAskedOtherwise = isVisible({ ...placed, question: { ...question, condition: undefined } }, sheet, answers);
  return isAskedOtherwise && isVisible({ ...placed, question: opener }, sheet, answers) ? whenAsked(question, section.questions) : undefined;
}

/** When a question is asked, in words, as far as one answer alone decides it. */
export function whenAsked({ condition }: Question, questions: readonly Question[]): string {
  const opener = condition !== undefined && 'question' in condition ? questions.find(({ id }) => id === condition.question) : undefined;
  if (condition === undefined || !('question' in condition) || opener === undefined) return 'いまの回答では伺いません';
  const answers = ('in' in condition ? condition.in : condition.notIn).map((token) => `「${wordsOf(opener, token)}」`).join('');
  return 'in' in condition ? `${answers}のときに伺います` : `${answers}のときは伺いません`;
}

/** The question whose answer opens this one, where nothing but others that it opens stands between them. */
function openerOf({ id, condition }: Question, questions: readonly Question[]): Question | undefined {
  if (condition === undefined || !('question' in condition)) return undefined;
  const above = questions.slice(0, questions.findIndex((each) => each.id === id));
  const nearest = above.findLast((each) => each.condition === undefined || !('question' in each.condition) || each.condition.question !== condition.question);
  return nearest?.id === condition.question ? nearest : undefined;
}

/** An answer as conditions name it (`tokensOf`), in the words of the sheet. */
function wordsOf(opener: Question, token: string): string {
  if (token === 'answered') return '回答あり';
  return answerText(opener, token === 'unknown' || token === 'declined' ? { state: token, value: null } : { state: 'value', value: token });
}
