import type { NoticeKind } from './notices.service.js';

/** Colour of a notice: how soon somebody should look. */
export const noticeTones: Readonly<Record<NoticeKind, string>> = {
  target_near: 'tone-warn',
  target_missed: 'tone-danger',
  escalated: 'tone-warn',
  fast_track: 'tone-danger',
  addition_requested: 'tone-warn',
  review_requested: 'tone-info',
  customer_answered: 'tone-info',
  evidence_received: 'tone-info',
  undelivered: 'tone-danger',
  unknown_delivery: 'tone-warn',
  verification_failed: 'tone-danger',
  contact_changed: 'tone-warn',
  reopened_often: 'tone-warn',
  smtp_failing: 'tone-danger',
  mailbox_failing: 'tone-danger',
  answer_withheld: 'tone-warn',
  owner_left: 'tone-warn',
  warm_transfer: 'tone-danger',
  complaint: 'tone-danger',
  appointment_due: 'tone-warn',
  gateway_proposal: 'tone-info',
  term_ending: 'tone-info',
};
