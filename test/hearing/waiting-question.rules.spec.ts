import { expect, it } from 'vitest';
import type { PlacedQuestion } from '../../src/hearing/conditions.rules.js';
import type { SheetDefinition } from '../../src/hearing/sheet-definition.schemas.js';
import { standingOf, waitingInPlace, whenAsked } from '../../src/hearing/waiting-question.rules.js';
import { answersOf, questionOf, sheet } from './answers.js';

function placed(id: string): PlacedQuestion {
  const section = sheet.sections.find(({ questions }) => questions.some((question) => question.id === id));
  if (section === undefined) throw new Error(`The sheet has no question ${id}.`);
  return { section, question: questionOf(id), group: 0 };
}

const opened = { recurrence: 'seen_before' };

it('H2: a question waits in its place, with the answer that opens it in the words of the sheet', () => {
  const question = placed('recurrence_reference');
  expect(waitingInPlace(question, sheet, answersOf({}))).toBe('「以前にもあった」のときに伺います');
  expect(standingOf(question, sheet, answersOf(opened))).toBe('asked');
  expect(standingOf(placed('backup_state'), sheet, answersOf({})), 'what only answers far above it open is not there').toBe('away');
});

it('H2: a question that an answer below it opens waits in its place, with the questions that decide', () => {
  const question = placed('screen_shown');
  expect(waitingInPlace(question, sheet, answersOf({}))).toBe('「問合せ種別」「不正通信の種類」「端末の異常」の回答によって伺います');
  expect(standingOf(question, sheet, answersOf({ host_symptoms: ['ransom_note'] }))).toBe('asked');
});

it.each([
  [['yes'], '「はい」'], [['unknown', 'declined'], '「不明」「開示しない」'], [['answered'], '「回答あり」'],
])('H2: names the answers %j as people read them', (tokens, words) => {
  const opener = questionOf('host_identified');
  const follows = { ...questionOf('recurrence_reference'), condition: { question: opener.id, in: tokens } };
  const asked: SheetDefinition = { ...sheet, sections: [{ ...placed(opener.id).section, questions: [{ ...opener, type: 'bool3', choices: undefined }] }] };
  expect(whenAsked(follows, asked)).toBe(`${words}のときに伺います`);
  expect(whenAsked({ ...follows, condition: { question: opener.id, notIn: tokens } }, asked)).toBe(`${words}のときは伺いません`);
});
