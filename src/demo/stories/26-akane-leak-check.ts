import { answeredBySecondLine, assessed, progressSet, reportWritten } from '../play/analysis-steps.js';
import { act, call, daysAgo, escalated, hear, minutesAgo, verifiedByAttributes } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('akane');

/** Spare 26: a draft that recommends blocking an address which only the management screen shows (PAP:RED). */
export const akaneLeakCheck: Story = {
  key: '26',
  title: '利用者非公開の値が残る下書き',
  steps: [
    call(daysAgo(2, '13:15'), 'ken', { customer: 'akane', headline: '図書室の端末からC&C通信の通知' }),
    verifiedByAttributes(daysAgo(2, '13:19'), 'ken', '契約番号と代替電話番号を照合。'),
    hear(daysAgo(2, '13:26'), 'ken', {
      caller_name: '川端 誠', callback_phone: number, contact_change_requested: 'no', customer_statement: '図書室の端末からC&C通信という通知が出ている。生徒が触る端末で、何を遮断すればよいか知りたい。', inquiry_kinds: ['recommended_action_advice', 'impact_advice'], customer_perceived_urgency: 'worried_today',
      recommendation_ref: 'Block the destination', action_blocker: ['managed_by_vendor'], action_capability: ['maintenance_vendor'], desired_outcome: '業者に何を頼めばよいかを知りたい。', notification_channel_seen: ['portal'], impact_question: ['infected_or_not'],
      alert_external_id: 'CTS-240470', detected_at: { moment: daysAgo(2, '12:48') }, threat_kind: 'c2_communication', network_action: 'blocked_by_utm', source_ip: '10.70.9.30', destination_ip: '198.51.100.88', gateway_protection: 'utm_with_url_filter', gateway_managed_by: 'vendor', host_identified: 'yes', asset_hostname: 'tosho-03', asset_state: 'network_disconnected', available_logs: ['utm_fw'], log_retention_days: 90,
    }),
    escalated(daysAgo(2, '13:48'), 'ken', 'high_risk_kind', { comment: 'C&C通信のため。', unknownReason: '授業中で、端末の前に行けない。' }),
    act(daysAgo(2, '14:05'), 'sho', 'take'),
    act(daysAgo(2, '14:20'), 'sho', 'save-portal-notice', { quote: 'C&C callback. Host 10.70.9.30 to 198.51.100.88. Blocked by the gateway.' }),
    act(daysAgo(2, '14:40'), 'sho', 'add-portal-note', { text: '予備の指令元として 203.0.113.199 を管理画面で確認。相手に気付かれるため外部への照会は不可。' }),
    act(daysAgo(2, '14:44'), 'sho', 'add-indicator', { type: 'ipv4', value: '203.0.113.199', source: 'portal_admin', disclosure: 'second_line', tlp: 'TLP:RED', pap: 'PAP:RED' }),
    answeredBySecondLine(daysAgo(2, '15:10'), 'sho', [number, '川端様'], '端末は切り離したままにしていただき、UTMの業者へ宛先 198.51.100.88 の遮断の継続をご依頼いただくようお願いした。'),
    progressSet(daysAgo(1, '11:00'), 'sho', { installation: ['suspected', '端末に不審なプログラムがある疑いがあります。'], exploitation: ['not_observable'], command_and_control: ['observed', '外部の指令元への接続の試みを確認しました。UTMが止めています。'] }),
    assessed(daysAgo(1, '11:05'), 'sho', ['true_positive_no_impact', 'medium', 'medium']),
    {
      kind: 'common_cause', at: minutesAgo(80), by: 'sho', also: '10/main',
      text: {
        title: '検索から誘導される不審なサイト', analysis: '検索の広告から不審なサイトへ移り、ファイルを取得する流れが同じ。同じ配信元が使われていると見ている。',
        wording: '検索の広告から不審なサイトへ誘導される通信が、増えています。広告の先のファイルは開かず、開いてしまったときは端末をネットワークから切り離してください（電源は切らないでください）。',
      },
    },
    reportWritten(minutesAgo(70), 'sho', {
      presidentWhat: '図書室のパソコン1台が、外部の者につながろうとしました。接続は止まっています。', presidentBusiness: '授業と図書室の貸出しは続けていただけます。該当の1台だけ使わないでください。', presidentToday: '該当の1台を初期化するかどうか。',
      summary: '図書室の1台が外部の指令元へ接続を試み、UTMが遮断しました。', inquiry: '何を遮断すればよいかとのお尋ねです。', situation: '昼休みの後に通知が出て、端末は切り離されています。', impact: 'ほかの端末への広がりは見つかっていません。',
      recommendations: '1. UTMの業者に、宛先 198.51.100.88 と 203.0.113.199 の遮断を依頼する（本日中）。', prevention: '図書室の端末を、再起動で元に戻る設定にすることをご検討ください。', nextSteps: '業者の作業が済みましたらお知らせください。',
    }),
  ],
};
