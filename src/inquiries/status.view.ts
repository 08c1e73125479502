import type { Inquiry } from './rulebook/inquiry.js';
import { statusLabels, type Status } from './rulebook/status.js';

/** Colour of a status badge: whose move it is. The words stand beside it, never colour alone. */
export const statusTones: Readonly<Record<Status, string>> = {
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

/** A status as its badge says it: what waits to be read is no longer read once it was. */
export function shownStatus({ status, reportApprovedBy }: Pick<Inquiry, 'status' | 'reportApprovedBy'>): { readonly text: string; readonly tone: string } {
  if (status === 'report_review' && reportApprovedBy !== null) return { text: '確認済み・報告待ち', tone: statusTones[status] };
  return { text: statusLabels[status], tone: statusTones[status] };
}
