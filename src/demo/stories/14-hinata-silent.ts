import { act, daysAgo, hear, mail, verifiedByCallback } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('hinata');

/**
 * Sketch 14: no answer to a question, though the desk asks twice more by itself; announced, and ended by the
 * desk on the day announced. The customer answers six business days later, which re-opens it with a new cycle.
 */
export const hinataSilent: Story = {
  key: '14',
  title: 'ご返答がなく完了、後日の再開',
  steps: [
    mail(daysAgo(24, '14:00'), { from: 'hinata', subject: '転送先サイト？の通知', text: 'ひなた商店の日向です。\n「転送先サイト」という通知がきました。店のパソコンは大丈夫でしょうか。' }),
    act(daysAgo(24, '14:20'), 'nagisa', 'take-up'),
    verifiedByCallback(daysAgo(24, '14:45'), 'nagisa', [number, '日向様']),
    hear(daysAgo(24, '14:52'), 'nagisa', {
      caller_name: '日向 明子', callback_phone: number, contact_change_requested: 'no', customer_statement: '「転送先サイト」という通知がきた。店のパソコンは大丈夫か。', inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'normal',
      alert_external_id: 'CTS-238101', detected_at: { moment: daysAgo(24, '12:40') }, threat_kind: 'redirect_destination_site', notification_channel_seen: ['email'],
    }),
    act(daysAgo(24, '15:00'), 'nagisa', 'answer-by-phone', ({ contactId }) => ({ contactId, number, person: '日向様', countsAsFirstResponse: true, summary: '別のサイトへ飛ばされたという通知であることを説明。どのパソコンかをうかがって、影響を確認することにした。' })),
    act(daysAgo(24, '15:05'), 'nagisa', 'follow-up'),
    act(daysAgo(24, '15:10'), 'nagisa', 'ask-questions', ({ daysLater }) => ({ questionIds: ['asset_hostname', 'user_activity_before_alert'], answerBy: daysLater(3) })),
    act(daysAgo(20, '10:05'), 'nagisa', 'log-call', { outcome: 'absent', purpose: 'hearing', number, person: '' }),
    act(daysAgo(19, '15:40'), 'nagisa', 'log-call', { outcome: 'voicemail', purpose: 'hearing', number, person: '' }),
    act(daysAgo(18, '15:50'), 'nagisa', 'announce-closing'),
    mail(daysAgo(1, '16:20'), { from: 'hinata', after: 'reply', subject: '', text: '日向です。お返事が遅くなりすみません。\n店のレジ横の「REJI-PC」でした。チラシの画像を探していたそうです。まだ間に合いますか。' }),
  ],
};
