import { formatDateTime } from '../calendar/japanese-time.js';
import type { Instant } from '../platform/clock.js';
import type { InquiryRow } from './inquiry.entity.js';

/** By when a form proposes that the customer answers, and why then. */
export interface AnswerBy {
  readonly at: Instant;
  readonly reason: string;
}

/** So many business days from now, but never after the target of a first answer that is still owed (D1). */
export function answerBy({ clock, dueAt }: Pick<InquiryRow, 'clock' | 'dueAt'>, usual: { readonly days: number; readonly at: Instant }, now: Instant): AnswerBy {
  const isOwed = clock === 'running' && dueAt > now;
  if (isOwed && dueAt < usual.at) return { at: dueAt, reason: `最初のご回答の目標（${formatDateTime(dueAt)}）を過ぎないように、目標の日時を入れてあります。` };
  return { at: usual.at, reason: `サービスの設定にある${usual.days}営業日後を入れてあります。` };
}
