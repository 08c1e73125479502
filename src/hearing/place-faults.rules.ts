import type { FieldFault } from '../platform/errors.js';
import type { NewAnswer } from './recording.rules.js';
import type { SheetDefinition } from './sheet-definition.schemas.js';

/** Answers to questions that the sheet does not have, or for an alert or host that it does not allow. */
export function placeFaults(sheet: SheetDefinition, answers: readonly Pick<NewAnswer, 'questionId' | 'group'>[]): readonly FieldFault[] {
  return answers.flatMap(({ questionId, group }) => {
    const message = placeFault(sheet, questionId, group);
    return message === undefined ? [] : [{ field: fieldName(questionId, group), message }];
  });
}

/** The name under which a form and the API know the field of an answer. */
export function fieldName(questionId: string, group: number): string {
  return `q.${questionId}.${group}`;
}

function placeFault(sheet: SheetDefinition, questionId: string, group: number): string | undefined {
  const section = sheet.sections.find((candidate) => candidate.questions.some((question) => question.id === questionId));
  if (section === undefined) return 'この版のヒアリングシートにない項目です。';
  const repeated = sheet.groups.find((candidate) => candidate.id === section.repeats);
  const most = repeated?.max ?? 1;
  if (Number.isInteger(group) && group >= 0 && group < most) return undefined;
  return repeated === undefined ? '繰り返しのない項目です。' : `${repeated.label}は${most}件までです。`;
}
