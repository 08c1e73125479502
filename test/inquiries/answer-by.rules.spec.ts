import { expect, it } from 'vitest';
import { answerBy } from '../../src/inquiries/answer-by.rules.js';

const at = (text: string): number => Date.parse(`${text}+09:00`);
const now = at('2026-11-24T10:00');
const usual = { days: 3, at: at('2026-11-27T17:00') };

it.each([
  ['the target, where a first answer is still owed before that', 'running', '2026-11-25T17:00', '2026-11-25T17:00', '最初のご回答の目標（2026年11月25日（水）17:00）を過ぎないように'],
  ['the usual days, where the target is later', 'running', '2026-12-01T17:00', '2026-11-27T17:00', '3営業日後'],
  ['the usual days, once the answer was given', 'met', '2026-11-25T17:00', '2026-11-27T17:00', '3営業日後'],
  ['the usual days, once the target has passed: nobody can answer in the past', 'running', '2026-11-23T17:00', '2026-11-27T17:00', '3営業日後'],
] as const)('D1: a customer is asked to answer by %s, and the form says why', (_, clock, dueAt, expected, why) => {
  const proposed = answerBy({ clock, dueAt: at(dueAt) }, usual, now);
  expect(proposed.at).toBe(at(expected));
  expect(proposed.reason).toContain(why);
});
