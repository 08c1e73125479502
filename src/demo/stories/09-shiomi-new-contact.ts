import { act, daysAgo, hear, mail, verifiedByCallback } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

/** Sketch 9: somebody new writes that the contact has retired; the change comes through the partner, and the open inquiry is flagged. */
export const shiomiNewContact: Story = {
  key: '09',
  title: '担当者の退職と届出変更',
  steps: [
    mail(daysAgo(3, '10:20'), {
      from: 'shiomi', charset: 'iso-2022-jp', subject: '転送先サイトの通知について', text: '磯部です。転送先サイトという通知が出ております。\n影響があるか教えてください。今週いっぱいで私は退職いたしますが、引き続きよろしくお願いいたします。',
    }),
    act(daysAgo(3, '10:35'), 'nagisa', 'take-up'),
    verifiedByCallback(daysAgo(3, '10:50'), 'nagisa', [registeredNumber('shiomi'), '磯部様']),
    hear(daysAgo(3, '10:58'), 'nagisa', {
      caller_name: '磯部 忠', callback_phone: registeredNumber('shiomi'), contact_change_requested: 'yes', customer_statement: '転送先サイトという通知が出ている。影響があるか教えてほしい。', inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'normal',
      alert_external_id: 'CTS-240402', detected_at: { moment: daysAgo(3, '09:41') }, threat_kind: 'redirect_destination_site', network_action: 'blocked_by_utm', notification_channel_seen: ['portal'], preferred_answer_channel: 'phone',
    }),
    act(daysAgo(3, '11:05'), 'nagisa', 'complete-reception'),
    act(daysAgo(3, '15:20'), 'nagisa', 'answer-by-phone', ({ contactId }) => ({ contactId, number: registeredNumber('shiomi'), person: '磯部様', summary: 'UTMで遮断されていることを確認し、影響は見当たらないことを説明した。後任の方の届出を販売パートナー経由でお願いした。', countsAsFirstResponse: true })),
    { kind: 'mail', of: 'newcomer', at: daysAgo(2, '09:30'), from: { name: '浜崎 梓', address: 'hamasaki@shiomi.example.net' }, to: 'minato', subject: '磯部の後任です', text: '汐見水産の浜崎と申します。磯部が退職し、後任となりました。\n今後の連絡は私あてにお願いします。先日の件の続きも教えてください。' },
    { kind: 'quarantine', of: 'newcomer', at: daysAgo(2, '09:50'), by: 'wataru', decide: 'answer' },
    { kind: 'request_contact', at: daysAgo(2, '13:30'), by: 'nagisa', customer: 'shiomi', contact: { name: '浜崎 梓', kana: 'ハマザキ アズサ', department: '経理課', title: '', email: 'hamasaki@shiomi.example.net', phone: '+81300000033', altPhone: '+819000000053' } },
    act(daysAgo(2, '15:05'), 'nagisa', 'follow-up'),
    { kind: 'approve_contact', at: daysAgo(1, '10:00'), by: 'akira', customer: 'shiomi' },
  ],
};
