import { assessed, progressSet, reportWritten, reviewRequested } from '../play/analysis-steps.js';
import { act, call, daysAgo, escalated, hear, mail, minutesAgo, verifiedByAttributes } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

const number = registeredNumber('hayabusa');

/** Sketches 10 and 11: three alerts in forty minutes on one PC; the same contact writes once more, and the second inquiry is merged. */
export const hayabusaThreeAlerts: Story = {
  key: '10',
  title: '1台で3件の通知、報告書を確認中',
  steps: [
    call(daysAgo(1, '10:20'), 'hokuto', { customer: 'hayabusa', headline: '1台のパソコンで40分の間に3件の通知' }),
    verifiedByAttributes(daysAgo(1, '10:24'), 'hokuto', '契約番号・機器番号・代替電話番号を照合。'),
    hear(daysAgo(1, '10:34'), 'hokuto', {
      caller_name: '風間 隼', callback_phone: number, contact_window: '終日（設計室）', contact_change_requested: 'no', customer_statement: '設計の1台で、40分の間に3件の通知が出た。最後はC&C通信とある。図面が入っているので持ち出されていないか心配。',
      inquiry_kinds: ['impact_advice', 'recommended_action_advice'], customer_perceived_urgency: 'worried_today', desired_outcome: '図面が外に出たのか、この端末をどう扱えばよいかを知りたい。', notification_channel_seen: ['portal', 'email', 'app_push'], impact_question: ['infected_or_not', 'data_leak', 'spread'],
      recommendation_ref: 'Isolate the host', action_blocker: ['do_not_know_how'], action_capability: ['own_it_staff'],
      alert_external_id: 'CTS-240611', detected_at: { moment: daysAgo(1, '09:22') }, threat_kind: 'browser_exploit_site', alert_title: 'Browser exploit site accessed', alert_severity_raw: 'Medium', network_action: 'allowed', source_ip: '10.42.8.17', destination_domain: 'cad-parts.example.org', direction: 'outbound',
      'alert_external_id.1': 'CTS-240614', 'detected_at.1': { moment: daysAgo(1, '09:37') }, 'threat_kind.1': 'malware_download', 'alert_title.1': 'Malware binary downloaded', 'alert_severity_raw.1': 'High', 'network_action.1': 'allowed', 'source_ip.1': '10.42.8.17', 'destination_domain.1': 'cdn.example.net', 'direction.1': 'outbound',
      'alert_external_id.2': 'CTS-240619', 'detected_at.2': { moment: daysAgo(1, '10:01') }, 'threat_kind.2': 'c2_communication', 'alert_title.2': 'C&C callback', 'alert_severity_raw.2': 'Critical', 'network_action.2': 'allowed', 'source_ip.2': '10.42.8.17', 'destination_ip.2': '203.0.113.61', 'direction.2': 'outbound',
      host_identified: 'yes', affected_host_count: 1, host_symptoms: ['slow', 'unknown_process'], asset_state: 'connected', asset_hostname: 'sekkei-07', asset_ip: '10.42.8.17', asset_location: '本社2階 設計室', asset_type: 'pc', asset_os: 'Windows 11 23H2', asset_role: 'CAD設計', asset_criticality: 'important',
      user_activity_before_alert: ['web_browsing', 'downloaded_file'], endpoint_protection: '市販のウイルス対策ソフト', scan_result: 'not_detected', actions_taken: ['av_scanned', 'reported_internally'], volatile_data_lost: 'no',
      gateway_protection: 'fw_and_proxy', sensor_position: 'inside_proxy', device_status: 'normal', business_impact: 'degraded', data_types_at_risk: ['own_confidential', 'customer_confidential'], personal_data_breach_suspected: 'no', customer_aware_at: { moment: daysAgo(1, '10:05') }, third_party_impact: 'no',
      available_logs: ['proxy', 'dns', 'endpoint_event'], log_retention_days: 14, first_line_assessment: '誘導、取得、外部接続が順に並ぶ。同じ端末。', first_line_answer_given: '電源を切らずにネットワークから外すことのみご案内。',
    }, { unknown: ['last_detected_at', 'is_ongoing'] }),
    escalated(daysAgo(1, '10:52'), 'hokuto', 'high_risk_kind', { comment: 'C&C通信を含み、同一端末で工程が進んでいるため。', unknownReason: 'お客様が端末を隔離する作業に入られたため。' }),
    act(daysAgo(1, '11:03'), 'sho', 'take'),
    act(daysAgo(1, '11:20'), 'sho', 'save-portal-notice', {
      quote: 'CTS-240611 Browser exploit site accessed (cad-parts.example.org) / CTS-240614 Malware binary downloaded (cdn.example.net) / CTS-240619 C&C callback (203.0.113.61). Recommendation: isolate host 10.42.8.17 from the network.',
    }),
    act(daysAgo(1, '11:45'), 'sho', 'add-portal-note', { text: '管理画面の検知詳細: 配布元の裏側のアドレス 198.51.100.77、指令の間隔はおよそ5分。端末識別子の文字列 hx-beacon-3。別契約の利用者1社でも同一識別子を観測。' }),
    act(daysAgo(1, '13:10'), 'sho', 'add-indicator', { type: 'ipv4', value: '203.0.113.61', source: 'customer_portal', disclosure: 'customer', tlp: 'TLP:AMBER', pap: 'PAP:GREEN' }),
    act(daysAgo(1, '13:12'), 'sho', 'add-indicator', { type: 'ipv4', value: '198.51.100.77', source: 'portal_admin', disclosure: 'second_line', tlp: 'TLP:RED', pap: 'PAP:RED' }),
    { ...mail(daysAgo(1, '15:00'), { from: 'hayabusa', subject: 'CTS-240619の件', text: '風間です。午前にお電話したCTS-240619の件、メールでもお送りしておきます。端末は隔離しました。結果をお待ちしています。' }), of: 'again' },
    { ...act(daysAgo(1, '15:12'), 'hokuto', 'take-up'), of: 'again' },
    { ...act(daysAgo(1, '15:16'), 'hokuto', 'merge', ({ number: numberOf }) => ({ intoNumber: numberOf('main') })), of: 'again' },
    progressSet(daysAgo(1, '15:40'), 'sho', {
      reconnaissance: ['not_observed'], delivery: ['observed', '部品の検索サイトから不審なサイトへ移り、ファイルを取得したことを確認しました。'], exploitation: ['not_observable'], installation: ['not_observable'],
      command_and_control: ['observed', '外部の指令元への接続を確認しました。隔離後は止まっています。'], actions_on_objectives: ['not_observed', '大きなデータの送信は、監視の範囲では見つかっていません。'],
    }),
    assessed(daysAgo(1, '15:50'), 'sho', ['true_positive_with_impact', 'medium', 'high']),
    act(daysAgo(1, '16:05'), 'sho', 'answer', ({ contactId }) => ({ means: 'phone', contactId, number, person: '風間様', countsAsFirstResponse: true, text: '端末1台が外部とつながった状態だったこと、隔離で止まったことをお伝えした。図面の持出しは見つかっていないが、プロキシのログで確かめることをご相談した。' })),
    reportWritten(minutesAgo(55), 'sho', {
      presidentWhat: '設計室のパソコン1台が、部品を調べている途中で不審なファイルを取り込み、外部の者とつながる状態になりました。昨日のうちに切り離され、接続は止まっています。',
      presidentBusiness: '設計の業務は、該当の1台を除いて続けていただけます。', presidentToday: '該当の1台を調べるために残すか、すぐに初期化するかをお決めください。初期化すると、図面の持出しの有無は確かめられなくなります。',
      summary: '3件の通知は一つの出来事です。誘導、取得、外部との接続の順に進みました。図面の大量の送信は監視の範囲では見つかっていませんが、端末側の記録での確認をお勧めします。',
      inquiry: '図面が外に出たのか、端末をどう扱えばよいかとのお尋ねです。通知3件、お電話での聞き取り、監視の記録に基づきます。', situation: '40分ほどの間に3件の通知が続きました。お客様が昨日の午後に端末を隔離され、その後の通信はありません。',
      impact: '該当の1台は感染している疑いが強いと考えます。ほかの端末への広がりは見つかっていません。図面の持出しは、プロキシのログをいただければより確かに言えます。',
      recommendations: '1. sekkei-07 は隔離したまま電源を入れておく（継続）。\n2. 宛先 203.0.113.61 への通信をファイアウォールで止める（本日中、社内ご担当）。\n3. sekkei-07 で使ったパスワードを別の端末から変更する（本日中）。',
      prevention: '設計室の端末からのファイルの取得を、確認済みのサイトに絞ることをご検討ください。', nextSteps: 'プロキシのログのご提供をお願いする予定です。',
    }),
    reviewRequested(minutesAgo(38), 'sho'),
  ],
};
