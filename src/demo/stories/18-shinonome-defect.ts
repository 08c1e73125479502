import { act, daysAgo, mail } from '../play/steps.js';
import type { Story } from '../play/story.js';

/** Sketch 18: a defect claim needs a written notice to the partner (第7条1). */
export const shinonomeDefect: Story = {
  key: '18',
  title: '不具合の申出は書面で',
  steps: [
    mail(daysAgo(6, '11:00'), { from: 'shinonome', subject: '通知がまったく来ません', text: '東雲印刷の朝倉です。\n入れてから一度も通知が来ません。壊れているのだと思います。交換してください。' }),
    act(daysAgo(6, '11:15'), 'nagisa', 'take-up'),
    act(daysAgo(6, '11:32'), 'nagisa', 'transfer', { supportKind: 'defect_or_usage', nextCaller: 'sales_partner', reason: '不具合のお申出。契約期間中に書面で販売パートナーへ通知いただく必要がある旨をご案内し、利用方法の担当から連絡することをお伝えした。' }),
  ],
};
