import type { NoticeKind } from './notices.service.js';

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
