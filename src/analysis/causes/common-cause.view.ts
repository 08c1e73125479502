import { phoneText } from '../../customers/customers.view.js';
import type { OutboxState } from '../../inquiries/outbox/outbox.entity.js';
import { shownStatus, type StatusBadge } from '../../inquiries/status.view.js';
import type { CauseInquiry, CauseLine } from './common-cause.queries.js';
import { causeState } from './common-cause.rules.js';

const badges = {
  draft: { text: 'ご案内文は未公開', tone: 'tone-neutral' },
  changed: { text: '公開後に修正中', tone: 'tone-warn' },
  published: { text: 'ご案内文を公開済み', tone: 'tone-success' },
  ended: { text: '終了', tone: 'tone-neutral' },
} as const;

/** A cause as a list prints it. */
export function causeLineView(cause: CauseLine): CauseLine & { readonly badge: { readonly text: string; readonly tone: string }; readonly open: number } {
  return { ...cause, badge: badges[causeState(cause)], open: cause.inquiries - cause.told };
}

/** A line of the call list: whom to call, at which number, and who calls. */
export function causeInquiryView(inquiry: CauseInquiry, answerMail: OutboxState | undefined): CauseInquiry & { readonly shown: StatusBadge; readonly caller: string; readonly isVerified: boolean } {
  return {
    ...inquiry,
    phone: phoneText(inquiry.phone),
    shown: shownStatus(inquiry, answerMail),
    caller: inquiry.line === 'second' ? '二次受付窓口' : (inquiry.supportDeskName ?? '受付窓口'),
    isVerified: inquiry.verification === 'verified',
  };
}
