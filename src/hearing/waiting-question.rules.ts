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
 * A question that an answer directly above it or anywhere below it opens keeps its place while it is not asked, so that
 * the answer pushes nothing away. Gives when it is asked, in words; undefined for all others.
 */
export function waitingInPlace(placed: PlacedQuestion, sheet: SheetDefinition, answers: SheetAnswers): string | undefined {
  const { question } = placed;
  if (isVisible(placed, sheet, answers)) return undefined;
  const isAskedOtherwise = isVisible({ ...placed, question: { ...question, condition: undefined } }, sheet, answers);
  const opens = isAskedOtherwise && openersOf(placed, sheet).some((opener) => isVisible(opener, sheet, answers));
  return opens ? whenAsked(question, sheet) : undefined;
}

/** When a question is asked, in words: after which answer where one question alone decides it, or after answers to which. */
export function whenAsked({ condition }: Question, sheet: SheetDefinition): string {
  const questions = sheet.sections.flatMap((section) => section.questions);
  const opener = condition !== undefined && 'question' in condition ? questions.find(({ id }) => id === condition.question) : undefined;
  if (condition === undefined || !('question' in condition) || opener === undefined) {
    const names = questions.filter(({ id }) => decidersOf(condition).includes(id)).map(({ label }) => `「${label}」`).join('');
    return names === '' ? 'いまの回答では伺いません' : `${names}の回答によって伺います`;
  }
  const answers = ('in' in condition ? condition.in : condition.notIn).map((token) => `「${wordsOf(opener, token)}」`).join('');
  return 'in' in condition ? `${answers}のときに伺います` : `${answers}のときは伺いません`;
}

/** The questions whose answers open this one while somebody reads below it. */
function openersOf(placed: PlacedQuestion, sheet: SheetDefinition): readonly PlacedQuestion[] {
  const all = sheet.sections.flatMap((section) => section.questions.map((question) => ({ question, section, group: section.repeats === placed.section.repeats ? placed.group : 0 })));
  const below = all.slice(all.findIndex(({ question }) => question.id === placed.question.id) + 1);
  const deciders = decidersOf(placed.question.condition);
  const above = openerAbove(placed.question, placed.section.questions);
  return [...(above === undefined ? [] : [{ ...placed, question: above }]), ...below.filter(({ question }) => deciders.includes(question.id))];
}

/** Ids of the questions whose answers decide. */
function decidersOf(condition: Question['condition']): readonly string[] {
  if (condition === undefined) return [];
  return ('anyOf' in condition ? condition.anyOf : [condition]).flatMap((part) => ('question' in part ? [part.question] : []));
}

/** The question whose answer opens this one, where nothing but others that it opens stands between them. */
function openerAbove({ id, condition }: Question, questions: readonly Question[]): Question | undefined {
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
