import { answerKey, type Answer, type SheetAnswers } from './answers.rules.js';
import { missingAt, nextMissing, type MissingField, type MissingGate } from './hearing.rules.js';
import type { SheetDefinition } from './sheet-definition.schemas.js';

/**
 * The fields that become 不明 so that nothing is missing at a gate any more. A 不明 may open further
 * questions (the kind of threat unknown asks for its category), which become 不明 as well. With an escalation
 * so does what 次の一問 would go on asking: nobody is left on the line to be asked.
 */
export function openAsUnknown(gate: MissingGate, sheet: SheetDefinition, answers: SheetAnswers): readonly MissingField[] {
  const wanted = missingAt(gate, sheet, answers);
  const open = wanted.length === 0 && gate === 'escalation' ? nextMissing(sheet, answers) : wanted;
  if (open.length === 0) return [];
  return [...open, ...openAsUnknown(gate, sheet, withUnknown(answers, open))];
}

function withUnknown(answers: SheetAnswers, fields: readonly MissingField[]): SheetAnswers {
  const current = new Map(answers.current);
  for (const { questionId, group } of fields) current.set(answerKey(questionId, group), unknownAnswer(questionId, group));
  return { ...answers, current };
}

function unknownAnswer(questionId: string, group: number): Answer {
  return {
    questionId, group, state: 'unknown', value: null, originalText: null, source: 'analyst',
    recordedAt: 0, recordedBy: '', sheetVersion: 0, reason: null, seq: 0,
  };
}
