import { answeredByPhone, call, closed, daysAgo, hear, verifiedByAttributes } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('midorino');

/** Sketch 1: the first line says in the same call what an English notice means. */
export const midorinoMeaning: Story = {
  key: '01',
  title: '英語の通知の意味をその場で回答',
  steps: [
    call(daysAgo(7, '09:12'), 'sakura', { customer: 'midorino', headline: '英語の通知「Access to compromised website」の意味' }),
    hear(daysAgo(7, '09:16'), 'sakura', {
      caller_name: '山田 太郎', callback_phone: number, contact_window: '本日17時まで', contact_change_requested: 'no',
      customer_statement: '「Access to compromised website」という英語のメールが今朝届きました。何のことか、うちが何かされたのかが分かりません。',
      inquiry_kinds: ['content_not_understood'], customer_perceived_urgency: 'worried_today', preferred_answer_channel: 'phone',
      alert_external_id: 'CTS-240118', detected_at: { moment: daysAgo(7, '08:41') }, threat_kind: 'compromised_website',
      alert_title: 'Access to compromised website', alert_severity_raw: 'Low', destination_domain: 'recipes.example.net',
      notification_channel_seen: ['portal', 'email'], comprehension_gap: ['english_text', 'unsure_if_addressed_to_us'],
      unclear_excerpt: 'A host in your network accessed a website known to be compromised. The request was blocked by the gateway.',
      explanation_wanted: ['japanese_summary', 'what_to_do_next'], network_action: 'blocked_by_utm', site_needed_for_business: 'no',
    }),
    verifiedByAttributes(daysAgo(7, '09:24'), 'sakura', '契約番号・機器番号・登録メールアドレスを照合。いずれも一致。'),
    answeredByPhone(daysAgo(7, '09:40'), 'sakura', [number, '山田様'], '改ざんされた外部サイトを社内の1台が開こうとし、UTMが通信を止めたという通知。ファイルの取得は確認されていない。該当端末でウイルス対策ソフトの完全スキャンを行い、検出があれば改めてご連絡いただくようご案内した。'),
    closed(daysAgo(7, '10:05'), 'sakura', 'answered_by_first_line'),
  ],
};
