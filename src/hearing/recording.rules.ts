import { sha256 } from '../platform/ids.js';
import {
  answerTo, currentAnswers, isMailReading, mailReader, type Answer, type AnswerState, type AnswerValue, type SheetAnswers,
} from './answers.rules.js';

/** An answer that somebody wants to record; parsed by `validateAnswer`. */
export interface NewAnswer {
  readonly questionId: string;
  readonly group: number;
  readonly state: AnswerState;
  readonly value: AnswerValue | null;
  readonly originalText?: string | null;
  /** A person says that what was read from a mail is so. */
  readonly confirmed?: boolean;
}

/** What a recording comes to: what is new, and where somebody else has answered otherwise meanwhile. */
export interface RecordingDecision {
  readonly append: readonly NewAnswer[];
  readonly conflicts: readonly { readonly answer: NewAnswer; readonly theirs: Answer | undefined }[];
}

/**
 * Which of the answers sent are really new. `seenSeq` is the newest answer on the page they were
 * typed into: what stands there unchanged is not a wish to undo what others have recorded since,
 * and what both have changed is a conflict. What `by` himself saved a moment ago, on its way while he
 * went on typing, is no other person's, and neither is what was read from a mail meanwhile. A reading
 * that is confirmed as it stands is recorded once more, as the person's.
 */
export function decideRecording(history: readonly Answer[], sent: readonly NewAnswer[], seenSeq?: number, by?: string): RecordingDecision {
  const now = currentAnswers(history);
  const seen = seenSeq === undefined ? now : currentAnswers(history.filter((answer) => answer.seq <= seenSeq));
  const confirms = (answer: NewAnswer): boolean => answer.confirmed === true && isMailReading(standingAt(now, answer)) && says(answer, standingAt(now, answer));
  const changed = sent.filter((answer) => confirms(answer) || (!says(answer, standingAt(now, answer)) && !says(answer, standingAt(seen, answer))));
  const theirs = (answer: NewAnswer): boolean =>
    history.some(({ questionId, group, seq, recordedBy }) => questionId === answer.questionId && group === answer.group && seq > (seenSeq ?? seq) && recordedBy !== by && recordedBy !== mailReader);
  const collides = (answer: NewAnswer): boolean => standingAt(now, answer)?.seq !== standingAt(seen, answer)?.seq && theirs(answer);
  return {
    append: changed.filter((answer) => !collides(answer)),
    conflicts: changed.filter(collides).map((answer) => ({ answer, theirs: standingAt(now, answer) })),
  };
}

function standingAt(answers: SheetAnswers, { questionId, group }: NewAnswer): Answer | undefined {
  return answerTo(answers, questionId, group);
}

/** Whether the answer on the sheet already says so; an open question says `cleared`. */
function says(answer: NewAnswer, standing: Answer | undefined): boolean {
  return canonical(answer.state, answer.value) === canonical(standing?.state ?? 'cleared', standing?.value ?? null);
}

function canonical(state: AnswerState, value: AnswerValue | null): string {
  return JSON.stringify([state, state === 'value' ? sorted(value) : null]);
}

function sorted(value: AnswerValue | null): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** SHA-256 of the answers that count, whatever the order they were recorded in (freeze of an escalation). */
export function hashAnswers(answers: SheetAnswers): string {
  const lines = [...answers.current].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, answer]) => [key, canonical(answer.state, answer.value)]);
  return sha256(JSON.stringify(lines));
}
