import { answeredBySecondLine, assessed, progressSet, reportWritten } from '../play/analysis-steps.js';
import { act, call, daysAgo, escalated, hear, minutesAgo, verifiedByCallback } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('genkai');

/** Sketch 15: spreading at a customer without a gateway; the partner is asked to propose one, recovery work is somebody else's. */
export const genkaiSpreading: Story = {
  key: '15',
  title: '横展開、復旧作業のご要望、対策のご提案',
  steps: [
    call(daysAgo(2, '09:05'), 'rikka', { customer: 'genkai', headline: '工場の端末に次々と通知、横展開とある' }),
    hear(daysAgo(2, '09:09'), 'rikka', {
      caller_name: '島津 源', callback_phone: number, contact_change_requested: 'no', customer_statement: '工場の端末に次々と通知が出て、横展開とある。加工機の端末も入っている。止めた方がよいか。', inquiry_kinds: ['impact_advice', 'recommended_action_advice'], customer_perceived_urgency: 'business_stopped',
      desired_outcome: 'どこまで広がったか、加工機を動かしてよいかを知りたい。', notification_channel_seen: ['portal', 'app_push'], impact_question: ['spread', 'business_continuity'], alert_external_id: 'CTS-240440', detected_at: { moment: daysAgo(3, '16:48') }, threat_kind: 'lateral_movement', admin_account_involved: 'yes', direction: 'internal', source_ip: '10.60.2.9', network_action: 'allowed', is_ongoing: 'yes',
      host_identified: 'candidate', affected_host_count: 6, host_symptoms: ['account_lock', 'slow'], asset_type: 'server_ad', asset_state: 'connected', gateway_protection: 'none', available_logs: ['ad', 'endpoint_event'], log_retention_days: 14, business_impact: 'partly_stopped', data_types_at_risk: ['own_confidential', 'credentials'],
      first_line_assessment: '管理者アカウントが使われている。急ぎ。', first_line_answer_given: '切り離しと、電源を入れたままにすることのみ。',
    }),
    verifiedByCallback(daysAgo(2, '09:18'), 'rikka', [number, '島津様']),
    escalated(daysAgo(2, '09:24'), 'rikka', 'high_risk_kind', { comment: '横展開で、管理者アカウントの利用を伴うため。', unknownReason: '工場内で対応中のため、聞き取りを打ち切った。' }),
    act(daysAgo(2, '09:28'), 'ryota', 'take'),
    answeredBySecondLine(daysAgo(2, '09:45'), 'ryota', [number, '島津様'], '事務所と工場の間の配線を外して広がりを止めること、加工機は単独で動かせるものだけを続けることをお願いした。'),
    act(daysAgo(2, '10:30'), 'ryota', 'save-portal-notice', { quote: 'Lateral movement detected. Source 10.60.2.9 used remote service creation on 6 hosts. Recommendation: reset privileged accounts.' }),
    act(daysAgo(2, '11:00'), 'ryota', 'add-portal-note', { text: '認証の要求に使われた道具の特徴が既知の侵入用ツールと一致。別の利用者への踏み台の兆候はなし。外部の操作元は 192.0.2.150 と判定（管理側の相関のみ）。' }),
    progressSet(daysAgo(2, '13:30'), 'ryota', {
      exploitation: ['not_observable'], installation: ['suspected', '1台に遠隔操作の道具が置かれた疑いがあります。'], command_and_control: ['suspected', '外部からの操作の疑いがあります。'], lateral_movement: ['observed', '6台の間での不審な接続を確認しました。'],
    }),
    assessed(daysAgo(2, '13:35'), 'ryota', ['true_positive_with_impact', 'medium', 'critical']),
    act(daysAgo(2, '14:10'), 'ryota', 'add-configuration', { text: '事務所LANと工場LANは1台のスイッチでつながる。ルーターはあるがUTM・プロキシはない。ADは事務所の1台。加工機用端末4台はWindows 10。' }),
    act(daysAgo(2, '15:00'), 'ryota', 'record-specialist-wish', { consentToPassData: true }),
    act(daysAgo(1, '09:20'), 'ryota', 'introduce-specialist', { providers: '株式会社架空フォレンジック 03-0000-0091' }),
    act(daysAgo(1, '09:40'), 'ryota', 'add-note', { text: '「復旧作業もしてほしい」とのご要望。本サービスの対象外であること、契約は専門事業者と直接結んでいただくことを説明した。', secondLineOnly: false }),
    reportWritten(minutesAgo(26), 'ryota', {
      presidentWhat: '工場のパソコンに外部の者が入り込み、社内のほかの機器へ広がろうとしました。', presidentBusiness: '単独で動く加工機は続けられます。事務所とのつながりは、点検が済むまで外しておいてください。', presidentToday: '復旧を頼む事業者と、工場を止める範囲。',
      summary: '6台の間で不審な接続を確認しました。管理者のパスワードの変更が急がれます。', situation: '一昨日の夕方から、6台の間で不審な接続が続きました。昨日、事務所と工場の間を外されています。',
    }),
  ],
};
