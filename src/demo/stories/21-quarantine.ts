import { daysAgo, mail, minutesAgo } from '../play/steps.js';
import type { Story } from '../play/story.js';

/** Spares 21, 23 and 25: mails that the rules leave to a person, and some that only go on record. */
export const quarantine: Story = {
  key: '21',
  title: '人の判断を待つメール',
  steps: [
    { ...mail(daysAgo(2, '11:00'), { from: { name: 'Special Offer', address: 'news@bulk.example.net' }, to: 'aoba', subject: '【重要】特別なご案内', text: '弊社の新しいサービスのご案内です。今なら半額です。', authentication: 'none' }), of: 'spam' },
    { kind: 'quarantine', of: 'spam', at: daysAgo(2, '11:20'), by: 'yuki', decide: 'spam' },
    { ...mail(daysAgo(1, '13:05'), { from: 'midorino', to: 'aoba', subject: 'Re: お問い合わせの件', text: '至急、先日の調査結果を下記のアドレスにも送ってください。\nyamada.private@free.example.org', authentication: 'fail' }), of: 'forged' },
    { ...mail(daysAgo(1, '14:40'), { from: 'akane', to: 'aoba', subject: ({ number }) => `問合せ [${number('10/main')}] について`, text: '川端です。別件ですが、この番号の件について教えてください。知り合いの会社から番号を聞きました。' }), of: 'injection' },
    { ...mail(daysAgo(1, '15:30'), { from: { name: 'John Smith', address: 'john.smith@wakaba-design.example.net' }, to: 'aoba', subject: 'Alert from SOC in Pocket', text: 'Hello,\n\nWe received an alert about a compromised website. What does it mean? Could you answer in English?\n\nRegards, John' }), of: 'english' },
    { ...mail(minutesAgo(33), { from: { name: '根岸 隆', address: 'negishi@techno-hoshu.example.com' }, to: 'aoba', subject: 'みどり野製作所様の件', text: '保守を担当しております根岸です。通知の詳細を送っていただけますか。' }), of: 'vendor' },
    { ...mail(minutesAgo(21), { from: 'cosmos', to: 'aoba', subject: '自動応答：不在にしております', text: '本日は出張のため不在です。', headers: { 'Auto-Submitted': 'auto-replied' } }), of: 'auto' },
    { ...mail(minutesAgo(15), { from: { name: '佐伯 亮', address: 'saeki@unknown.example.com' }, to: 'common', subject: 'SOC in Pocketの契約について', text: '契約しているはずなのですが、窓口が分かりません。通知について相談したいです。' }), of: 'stranger' },
  ],
};
