import { answerTo, settledAnswers, type SheetAnswers } from './answers.rules.js';
import { missingAt, visibleQuestions } from './hearing.rules.js';
import type { SheetDefinition } from './sheet-definition.schemas.js';

/** A question for a mail: the sheet's own words, no free text (section I). */
export interface MailQuestion {
  readonly questionId: string;
  readonly group: number;
  readonly label: string;
  /** The sentence that is printed. */
  readonly text: string;
}

/** The open questions that may be put to the customer by mail, those still needed for an escalation first. */
export function mailQuestions(sheet: SheetDefinition, answers: SheetAnswers): readonly MailQuestion[] {
  const needed = new Set(missingAt('escalation', sheet, answers).map(({ questionId, group }) => `${questionId}.${group}`));
  const settled = settledAnswers(answers);
  const open = visibleQuestions(sheet, answers)
    .filter(({ question }) => question.askedOf === 'customer' && question.disclosure !== 'second_line' && question.gate !== 'R3')
    .filter(({ question, group }) => answerTo(settled, question.id, group) === undefined)
    .map(({ question, group }) => ({ questionId: question.id, group, label: question.label, text: `${question.label}：${question.help}` }));
  const isNeeded = ({ questionId, group }: MailQuestion): boolean => needed.has(`${questionId}.${group}`);
  return [...open.filter(isNeeded), ...open.filter((question) => !isNeeded(question))];
}
