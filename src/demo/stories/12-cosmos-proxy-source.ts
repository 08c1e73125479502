import { act, call, daysAgo, escalated, hear, minutesAgo, verifiedByAttributes } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('cosmos');

/** Sketch 12: the source is the proxy, the sensor position was not asked; the first line is asked to add twice, and the clock runs on. */
export const cosmosProxySource: Story = {
  key: '12',
  title: '送信元がプロキシ、追記依頼2回',
  steps: [
    call(daysAgo(1, '09:50'), 'sakura', { customer: 'cosmos', headline: '社内から社内への偵察通信という通知' }),
    verifiedByAttributes(daysAgo(1, '09:55'), 'sakura', '契約番号と登録メールアドレスを照合。'),
    hear(daysAgo(1, '10:02'), 'sakura', {
      caller_name: '今井 洋平', callback_phone: number, contact_change_requested: 'no', customer_statement: '社内から社内への偵察という通知が出ている。送信元はプロキシのアドレスになっていて、どの端末か分からない。',
      inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'worried_today', desired_outcome: 'どの端末が出しているのか、広がっているのかを知りたい。', notification_channel_seen: ['portal'], impact_question: ['infected_or_not', 'spread'],
      alert_external_id: 'CTS-240588', detected_at: { moment: daysAgo(1, '08:12'), zone: 'UTC' }, threat_kind: 'recon_access', alert_title: 'Internal reconnaissance', direction: 'internal', source_ip: '10.50.0.8', network_action: 'allowed',
      host_identified: 'no', own_scan_running: 'no', gateway_protection: 'fw_and_proxy', available_logs: ['proxy', 'dhcp', 'ad'], log_retention_days: 7,
      first_line_assessment: '社内の偵察。端末が特定できていない。', first_line_answer_given: 'まだ回答していない。',
    }),
    escalated(daysAgo(1, '10:21'), 'sakura', 'cannot_answer', { comment: '社内からの偵察のため。送信元の端末が分からない。', unknownReason: 'お客様が会議に入られたため、午後に改めてうかがう。' }),
    act(daysAgo(1, '10:40'), 'ryota', 'take'),
    act(daysAgo(1, '10:55'), 'ryota', 'request-addition', { questionIds: ['sensor_position', 'source_is_proxy'], comment: 'CTSの設置位置がプロキシの内側か外側かで、送信元の読み方が変わります。お客様にご確認ください。' }),
    hear(daysAgo(1, '13:20'), 'sakura', { source_is_proxy: 'yes' }),
    act(daysAgo(1, '13:25'), 'sakura', 'complete-addition', { leaveOpen: true }),
    act(daysAgo(1, '13:50'), 'ryota', 'request-addition', { questionIds: ['sensor_position', 'last_detected_at'], comment: '設置位置がまだ空欄です。構成図があれば「コアスイッチのミラーポート」などの記載をご確認ください。ログの保存は7日ですので、本日中にお願いします。' }),
    act(minutesAgo(50), 'ryota', 'record-log-retention', { source: 'proxy', device: '本社', days: 7 }),
    act(minutesAgo(48), 'ryota', 'arrange-appointment', ({ promised }) => ({ kind: 'callback', startsAt: promised(80), note: '設置位置の確認' })),
    act(minutesAgo(42), 'ryota', 'save-portal-notice', { quote: 'Internal reconnaissance. Source 10.50.0.8 scanned 214 hosts on ports 445 and 3389.' }),
    act(minutesAgo(30), 'ryota', 'add-note', { text: '追記を待つ間に、お客様へ直接うかがうことも検討する（目標期限は動かない）。', secondLineOnly: true }),
  ],
};
