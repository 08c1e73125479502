import type { Instant } from '../platform/clock.js';
import { answerKey, type Answer } from './answers.rules.js';

/** A change of the sheet since an instant, for the 追記 (T20). */
export interface AnswerChange {
  readonly questionId: string;
  readonly group: number;
  readonly before: Answer | undefined;
  readonly after: Answer | undefined;
}

/** What changed after an instant, in the order of the first change; the answers before it are what the other line knew. */
export function diffSince(history: readonly Answer[], since: Instant): readonly AnswerChange[] {
  const ordered = history.toSorted((a, b) => a.seq - b.seq);
  const changed = new Map<string, { before: Answer | undefined; after: Answer | undefined }>();
  const latest = new Map<string, Answer | undefined>();
  for (const answer of ordered) {
    const key = answerKey(answer.questionId, answer.group);
    if (answer.recordedAt > since) {
      const before = changed.has(key) ? changed.get(key)?.before : latest.get(key);
      changed.set(key, { before, after: standing(answer) });
    }
    latest.set(key, standing(answer));
  }
  return [...changed].map(([key, change]) => {
    const [questionId = '', group = '0'] = key.split('.');
    return { questionId, group: Number(group), ...change };
  });
}

function standing(answer: Answer): Answer | undefined {
  return answer.state === 'cleared' ? undefined : answer;
}
