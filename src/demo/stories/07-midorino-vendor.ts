import { act, answeredByPhone, call, daysAgo, hear, verifiedByCallback } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('midorino');

/** Sketch 7: the maintenance vendor calls and is told nothing; then the registered contact calls himself. */
export const midorinoVendor: Story = {
  key: '07',
  title: '保守業者からの電話、続いてご本人から',
  steps: [
    call(daysAgo(2, '11:05'), 'ken', { customer: 'midorino', caller: '保守会社 テクノ保守サービス 根岸様', phone: '03-0000-0081', headline: '保守会社から、お客様の通知について教えてほしい' }),
    hear(daysAgo(2, '11:09'), 'ken', { caller_name: '根岸', caller_relation: 'maintenance_vendor', callback_phone: '03-0000-0081', customer_statement: 'みどり野さんのネットワークを見ている者だが、通知の中身を教えてほしい。', inquiry_kinds: ['content_not_understood'], customer_perceived_urgency: 'normal' }),
    act(daysAgo(2, '11:14'), 'ken', 'decline', { reason: 'not_registered_contact' }),
    act(daysAgo(2, '11:40'), 'ken', 'resume'),
    verifiedByCallback(daysAgo(2, '11:52'), 'ken', [number, '山田様'], '山田様から入電。登録番号へ折り返して確認した。'),
    hear(daysAgo(2, '11:58'), 'ken', {
      caller_name: '山田 太郎', callback_phone: number, contact_change_requested: 'no', customer_statement: '保守会社に聞かせたが断られたと聞いた。通知のブラウザ情報調査サイトとは何か、保守会社に何を頼めばよいか。',
      inquiry_kinds: ['content_not_understood'], customer_perceived_urgency: 'normal', preferred_answer_channel: 'phone', alert_external_id: 'CTS-240530', detected_at: { moment: daysAgo(2, '09:03') }, threat_kind: 'browser_profiling_site',
      alert_title: 'Browser profiling script', network_action: 'allowed', recurrence: 'first_time', comprehension_gap: ['technical_term', 'meaning_of_recommendation'], unclear_excerpt: 'Browser profiling script observed.', notification_channel_seen: ['portal'],
    }),
    answeredByPhone(daysAgo(2, '14:10'), 'ken', [number, '山田様'], '閲覧したパソコンの種類などを調べるだけのサイトで、感染を示すものではない。保守会社には、該当パソコンのブラウザの更新を頼んでいただくようお伝えした。ご確認後にご連絡をいただく。'),
  ],
};
