import { act, call, daysAgo, hear } from '../play/steps.js';
import type { Story } from '../play/story.js';

/** Spare 22: an employee of an affiliate that uses the service with written consent; he inquires through the registered contact (第2条(5)). */
export const affiliateEmployee: Story = {
  key: '22',
  title: '関係会社の社員からの電話',
  steps: [
    call(daysAgo(1, '16:05'), 'sakura', { customer: 'midorino', caller: 'みどり野ロジスティクス 牧野様', phone: '03-0000-0083', headline: '関係会社の社員から、倉庫の端末に警告画面' }),
    hear(daysAgo(1, '16:11'), 'sakura', {
      caller_name: '牧野 瑞穂', caller_relation: 'group_company', callback_phone: '03-0000-0083', customer_statement: '倉庫の端末に警告の画面が出て消えない。山田さんは出張でつかまらない。', inquiry_kinds: ['other'], customer_perceived_urgency: 'worried_today', notification_channel_seen: ['none'], host_symptoms: ['popups'], screen_shown: '「ウイルスに感染しました。今すぐお電話ください」と電話番号が出ている。',
    }),
    act(daysAgo(1, '16:20'), 'yuki', 'accept-colleague', { reason: '代表番号経由で在籍を確認。事実の聞き取りと保護の助言に限る。画面の番号に電話しないこと、電源を切らずにネットワークから外すことをご案内した。' }),
    act(daysAgo(1, '16:28'), 'sakura', 'log-call', { outcome: 'absent', purpose: 'verification', number: '03-0000-0021', person: '', note: '本サービス担当者の山田様は出張中。明日の午前に再度架電する。' }),
  ],
};
