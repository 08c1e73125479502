import { act, call, daysAgo, hear } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

/** Sketch 8: the right name, an unknown mobile, great haste; the real contact knows nothing of it. */
export const shinonomeImpostor: Story = {
  key: '08',
  title: '本人を名乗る不審な電話',
  steps: [
    call(daysAgo(4, '13:10'), 'nagisa', { customer: 'shinonome', phone: '090-0000-0077', headline: '至急、今出ている通知の宛先を全部教えてほしい' }),
    hear(daysAgo(4, '13:13'), 'nagisa', { caller_name: '朝倉 健二', callback_phone: '090-0000-0077', customer_statement: '外出中で急いでいる。今出ている通知の中身と、遮断した宛先を全部、今すぐこの電話で教えてほしい。', inquiry_kinds: ['other'], customer_perceived_urgency: 'business_stopped' }),
    act(daysAgo(4, '13:22'), 'nagisa', 'verify', {
      method: 'callback_to_registered_phone', result: 'failed', number: registeredNumber('shinonome'), person: '朝倉様（ご本人）',
      note: '登録番号へ折り返したところ、ご本人が出られ「電話はしていない」とのこと。内容は一切お伝えしていない。ご本人に不審な電話があったことをお伝えした。',
    }),
    act(daysAgo(4, '13:35'), 'wataru', 'add-note', { text: '成りすましと判断。090-0000-0077 からの入電には応対しないよう窓口内で共有済み。サービス主管へ連絡した。' }),
    act(daysAgo(4, '13:40'), 'nagisa', 'decline', { reason: 'verification_failed' }),
  ],
};
