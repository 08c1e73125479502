import type { Answer, AnswerState } from './answers.rules.js';
import type { ReadAnswer } from './answer-value.rules.js';

/** 不明 or 開示しない, as chosen beside a field. */
export type TypedState = 'unknown' | 'declined';

export const answeredTwice = '回答と「不明」「開示しない」の両方が選ばれています。どちらか1つにしてください。';

/**
 * Which of the things sent together is meant: of a text and a 不明 the one that is new against the
 * sheet, since the other only still stands on the page. Undefined where that does not decide it.
 */
export function resolveState(chosen: readonly TypedState[], read: ReadAnswer | undefined, standing: Answer | undefined): AnswerState | undefined {
  const fresh = chosen.filter((state) => state !== standing?.state);
  if (read === undefined) return fresh.length === 1 ? fresh[0] : onlyOne(chosen);
  if (chosen.length === 0) return 'value';
  if (saysTheSame(read, standing)) return onlyOne(fresh.length > 0 ? fresh : chosen);
  return fresh.length === 0 ? 'value' : undefined;
}

function onlyOne(states: readonly TypedState[]): TypedState | undefined {
  return states.length === 1 ? states[0] : undefined;
}

function saysTheSame(read: ReadAnswer, standing: Answer | undefined): boolean {
  return read.ok && standing?.state === 'value' && JSON.stringify(read.value) === JSON.stringify(standing.value);
}
