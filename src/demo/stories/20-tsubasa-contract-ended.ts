import { act, answeredByPhone, call, closed, daysAgo, hear, mail, verifiedByAttributes, verifiedByCallback } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('tsubasa');

/**
 * Sketch 20: the contract ended before the mail came, and all data is to be erased while an old inquiry is under
 * hold. One owner has asked for it; the other confirms.
 */
export const tsubasaContractEnded: Story = {
  key: '20',
  title: '契約終了後のお問い合わせと消去のご依頼',
  steps: [
    { ...call(daysAgo(34, '10:10'), 'sakura', { customer: 'tsubasa', headline: '取引先を装った電話について' }), of: 'old' },
    { ...verifiedByAttributes(daysAgo(34, '10:14'), 'sakura', '契約番号と機器番号を照合。'), of: 'old' },
    {
      ...hear(daysAgo(34, '10:20'), 'sakura', {
        caller_name: '羽田 純一', callback_phone: number, contact_window: '終日', contact_change_requested: 'no', customer_statement: '取引先を名乗る電話で、監視の契約内容を聞かれた。通知は来ていないか。', inquiry_kinds: ['other'],
        customer_perceived_urgency: 'worried_today', preferred_answer_channel: 'phone',
      }, { unknown: ['alert_external_id', 'detected_at', 'threat_category', 'threat_kind'] }), of: 'old',
    },
    { ...answeredByPhone(daysAgo(34, '10:30'), 'sakura', [number, '羽田様'], '通知との関係は見られないこと、電話の記録を残しておくことをお伝えした。'), of: 'old' },
    { ...closed(daysAgo(34, '10:40'), 'sakura', 'answered_by_first_line'), of: 'old' },
    { kind: 'end_contract', at: daysAgo(30, '10:00'), by: 'akira', customer: 'tsubasa', lastDay: daysAgo(9, '10:00') },
    mail(daysAgo(5, '09:40'), { from: 'tsubasa', subject: 'ToRの通知とログの消去について', text: 'つばさ不動産の羽田です。\n解約前の通知に「ToR利用」というものがありました。今からでも見ていただけますか。\nあわせて、お渡ししたログはすべて消去してください。' }),
    act(daysAgo(5, '10:00'), 'sakura', 'take-up'),
    verifiedByCallback(daysAgo(5, '10:20'), 'sakura', [number, '羽田様']),
    hear(daysAgo(5, '10:26'), 'sakura', { caller_name: '羽田 純一', callback_phone: number, customer_statement: '解約前の通知に「ToR利用」があった。今からでも見てほしい。渡したログはすべて消去してほしい。', inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'normal', threat_kind: 'tor_communication' }),
    act(daysAgo(5, '10:40'), 'yuki', 'add-note', { text: '契約は満了で終了済み。ログの返還・廃棄（第10条4）のお申出を受け付けた。廃棄は二人で行う。' }),
    act(daysAgo(5, '14:00'), 'akira', 'end-by-contract'),
    { kind: 'hold', at: daysAgo(4, '10:00'), by: 'akira', customer: 'tsubasa', of: 'old', hold: 'legal', ground: '警察からの照会に回答するまで（なりすまし電話の件）' },
    { kind: 'request_erasure', at: daysAgo(4, '10:10'), by: 'akira', customer: 'tsubasa' },
  ],
};
