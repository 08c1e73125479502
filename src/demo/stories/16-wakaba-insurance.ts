import { act, call, daysAgo, hear, verifiedByAttributes } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('wakaba');

/** Sketch 16: the incident lies in the month in which use began, before cover starts; guidance only, no judgement. */
export const wakabaInsurance: Story = {
  key: '16',
  title: '保険の適用開始前の出来事',
  steps: [
    { kind: 'deliver_contract', at: daysAgo(20, '10:00'), by: 'akira', customer: 'wakaba', inMonthOf: daysAgo(6, '10:00') },
    call(daysAgo(3, '16:30'), 'sakura', { customer: 'wakaba', headline: '先週の件は保険の対象になるか' }),
    verifiedByAttributes(daysAgo(3, '16:34'), 'sakura', '契約番号と機器番号を照合。'),
    hear(daysAgo(3, '16:40'), 'sakura', {
      caller_name: '新田 若菜', callback_phone: number, contact_change_requested: 'no', customer_statement: '先週パソコンが1台使えなくなり、修理に費用がかかった。サイバー保険の対象になるか教えてほしい。', inquiry_kinds: ['other'], customer_perceived_urgency: 'information_only',
      notification_channel_seen: ['none'], insurance_interest: 'yes', preferred_answer_channel: 'phone',
    }),
    act(daysAgo(3, '16:48'), 'sakura', 'guide-insurance'),
    act(daysAgo(3, '16:52'), 'sakura', 'answer-by-phone', ({ contactId }) => ({
      contactId, number, person: '新田様', countsAsFirstResponse: true, summary: '対象になるかどうかは保険会社がお決めになること、保険の適用が始まる日はメールでご案内したこと、費用をかける前に保険会社へご連絡いただくことをお伝えした。判断は述べていない。',
    })),
  ],
};
