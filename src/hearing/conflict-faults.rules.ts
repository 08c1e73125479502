import type { FieldFault } from '../platform/errors.js';
import { answerText } from './answer-text.rules.js';
import { fieldName } from './place-faults.rules.js';
import type { RecordingDecision } from './recording.rules.js';
import type { SheetDefinition } from './sheet-definition.schemas.js';

/** What another person has answered meanwhile, beside the field it concerns. */
export function conflictFaults(sheet: SheetDefinition, conflicts: RecordingDecision['conflicts']): readonly FieldFault[] {
  const questions = new Map(sheet.sections.flatMap((section) => section.questions.map((question) => [question.id, question] as const)));
  return conflicts.map(({ answer, theirs }) => {
    const question = questions.get(answer.questionId);
    const said = question === undefined ? '' : answerText(question, theirs);
    return { field: fieldName(answer.questionId, answer.group), message: `ほかの人が「${said}」と記入しました。この内容でよければ、もう一度保存してください。` };
  });
}
