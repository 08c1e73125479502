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
}

export function shownStatus(facts: StatusFacts): StatusBadge {
  return { text: statusLabelOf(facts), tone: statusTones[facts.status] };
}
