import type { OutboxState } from './outbox/outbox.entity.js';
import { statusLabelOf, type Status, type StatusFacts } from './rulebook/status.js';

/** Colour of a status badge: whose move it is. The words stand beside it, never colour alone. */
const statusTones: Readonly<Record<Status, string>> = {
  received: 'tone-warn',
  hearing: 'tone-info',
  first_line_work: 'tone-info',
  escalated: 'tone-warn',
  second_line_work: 'tone-accent',
  report_review: 'tone-accent',
  awaiting_customer: 'tone-neutral',
  answered: 'tone-success',
  closed: 'tone-neutral',
  declined: 'tone-neutral',
  transferred: 'tone-neutral',
  merged: 'tone-neutral',
  withdrawn: 'tone-neutral',
};

/** A status as a badge prints it. */
export interface StatusBadge {
  readonly text: string;
  readonly tone: string;
  /** A page that is open looks by itself for how it goes on: a mail leaves without a word on the record. */
  readonly leaves?: boolean;
}

/** An answer that has not left yet is no answer the customer could confirm: the same words wherever its page says how it stands. */
const onItsWay: Readonly<Partial<Record<OutboxState, string>>> = {
  waiting: '回答のメールは送信待ち',
  sending: '回答のメールは送信中',
  unknown: '回答のメールは送信結果の確認が必要',
};

export function shownStatus(facts: StatusFacts, answerMail?: OutboxState): StatusBadge {
  const waits = answerMail === undefined ? undefined : onItsWay[answerMail];
  return waits === undefined ? { text: statusLabelOf(facts), tone: statusTones[facts.status] } : { text: waits, tone: 'tone-warn', leaves: true };
}
