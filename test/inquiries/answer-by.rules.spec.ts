import { expect, it } from 'vitest';
import { answerBy } from '../../src/inquiries/answer-by.rules.js';

const at = (text: string): number => Date.parse(`${text}+09:00`);
const now = at('2026-11-24T10:00');
const usual = { days: 3, at: at('2026-11-27T17:00') };

it.each([
  { name: 'the target, where a first answer is still owed before that', clock: 'running', dueAt: '2026-11-25T17:00', expected: '2026-11-25T17:00', why: '最初のご回答の目標（2026年11月25日（水）17:00）を過ぎないように' },
  { name: 'the usual days, where the target is later', clock: 'running', dueAt: '2026-12-01T17:00', expected: '2026-11-27T17:00', why: '3営業日後' },
  { name: 'the usual days, once the answer was given', clock: 'met', dueAt: '2026-11-25T17:00', expected: '2026-11-27T17:00', why: '3営業日後' },
  { name: 'the usual days, once the target has passed: nobody can answer in the past', clock: 'running', dueAt: '2026-11-23T17:00', expected: '2026-11-27T17:00', why: '3営業日後' },
] as const)('D1: a customer is asked to answer by $name, and the form says why', ({ clock, dueAt, expected, why }) => {
  const proposed = answerBy({ clock, dueAt: at(dueAt) }, usual, now);
  expect(proposed.at).toBe(at(expected));
  expect(proposed.reason).toContain(why);
});
