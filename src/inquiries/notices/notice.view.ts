import type { Scope } from '../../platform/scope.js';
import { can, type Permission } from '../../staff/permissions.js';
import type { NoticeKind, ShownNotice } from './notices.service.js';

/** Colour of a notice: how soon somebody should look. */
export const noticeTones: Readonly<Record<NoticeKind, string>> = {
  target_near: 'tone-warn',
  target_missed: 'tone-danger',
  escalated: 'tone-warn',
  fast_track: 'tone-danger',
  addition_requested: 'tone-warn',
  addition_completed: 'tone-info',
  review_requested: 'tone-info',
  report_returned: 'tone-warn',
  report_read: 'tone-info',
  customer_answered: 'tone-info',
  reopened: 'tone-info',
  evidence_received: 'tone-info',
  undelivered: 'tone-danger',
  notice_undelivered: 'tone-danger',
  unknown_delivery: 'tone-warn',
  verification_failed: 'tone-danger',
  contact_changed: 'tone-warn',
  reopened_often: 'tone-warn',
  smtp_failing: 'tone-danger',
  mailbox_failing: 'tone-danger',
  spoof_suspected: 'tone-danger',
  answer_withheld: 'tone-warn',
  owner_left: 'tone-warn',
  warm_transfer: 'tone-danger',
  complaint: 'tone-danger',
  appointment_due: 'tone-warn',
  cause_wording: 'tone-warn',
  gateway_proposal: 'tone-info',
  term_ending: 'tone-info',
};

/** Where a notice leads that concerns no single inquiry; where nothing is named, there is no more to see than what it says. */
export const noticePlaces: Readonly<Partial<Record<NoticeKind, { readonly path: string; readonly label: string; readonly permission: string }>>> = {
  notice_undelivered: { path: '/mail/outbox', label: '送信メール', permission: 'mail.outbox' },
  unknown_delivery: { path: '/mail/outbox', label: '送信メール', permission: 'mail.outbox' },
  smtp_failing: { path: '/mail/status', label: 'メールの状況', permission: 'mail.status' },
  spoof_suspected: { path: '/mail/quarantine', label: '確認待ちメール', permission: 'mail.quarantine' },
  mailbox_failing: { path: '/mail/status', label: 'メールの状況', permission: 'mail.status' },
};

/** Where on the pages of its inquiry a notice is about; the top of the inquiry where nothing is named. */
const noticeParts: Readonly<Partial<Record<NoticeKind, { readonly part: string; readonly permission: Permission }>>> = {
  // Read first: what to do then stands beside it, and after it.
  review_requested: { part: '/report#president-heading', permission: 'analysis.read_restricted' },
  report_returned: { part: '/report#report-form', permission: 'analysis.read_restricted' },
  report_read: { part: '/report#panel-send-report', permission: 'analysis.read_restricted' },
  evidence_received: { part: '/analysis#evidence', permission: 'analysis.read_restricted' },
  addition_requested: { part: '#panel-complete-addition', permission: 'inquiry.hear' },
  verification_failed: { part: '#panel-verify', permission: 'inquiry.verify' },
  complaint: { part: '#panel-settle-complaint', permission: 'inquiry.settle_complaint' },
  appointment_due: { part: '#promises-heading', permission: 'inquiry.read' },
};

/** The address that a notice of an inquiry leads to: what is asked for, if the person may do it, else the inquiry. */
export function noticeAddress(scope: Scope, { kind, inquiryId }: Pick<ShownNotice, 'kind' | 'inquiryId'>): string {
  const place = noticeParts[kind];
  return `/inquiries/${inquiryId}${place !== undefined && can(scope, place.permission) ? place.part : ''}`;
}
