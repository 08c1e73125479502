import { currentAnswers, type Answer, type AnswerValue, type SheetAnswers, type SheetFacts } from '../../src/hearing/answers.rules.js';
import { shippedSheet } from '../../src/hearing/shipped-sheet.js';

export const sheet = shippedSheet();

/** Answers by question, or `question.group`; `unknown!` and `declined!` for 不明 and 開示しない, `cleared!` for one taken back. */
export type Said = Readonly<Record<string, AnswerValue>>;

export function answersOf(said: Said, facts: SheetFacts = {}): SheetAnswers {
  return currentAnswers(historyOf(said), facts);
}

export function historyOf(said: Said): Answer[] {
  return Object.entries(said).map(([key, value], index) => {
    const [questionId = '', group = '0'] = key.split('.');
    return anAnswer({ questionId, group: Number(group), seq: index + 1, ...stateOf(value) });
  });
}

function stateOf(value: AnswerValue): Pick<Answer, 'state' | 'value'> {
  if (value === 'unknown!') return { state: 'unknown', value: null };
  if (value === 'declined!') return { state: 'declined', value: null };
  if (value === 'cleared!') return { state: 'cleared', value: null };
  return { state: 'value', value };
}

export function anAnswer(overrides: Partial<Answer> & Pick<Answer, 'questionId'>): Answer {
  return {
    group: 0, state: 'value', value: '回答', originalText: null, source: 'customer_phone', recordedAt: 1_000, recordedBy: 'staff-1',
    sheetVersion: 1, reason: null, seq: 1, ...overrides,
  };
}

export function questionOf(id: string) {
  const question = sheet.sections.flatMap((section) => section.questions).find((candidate) => candidate.id === id);
  if (question === undefined) throw new Error(`No question ${id} in the shipped sheet.`);
  return question;
}
