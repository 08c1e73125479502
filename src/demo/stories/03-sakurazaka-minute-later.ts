import { assessed, progressSet, reportApproved, reportMailed, reportWritten, reviewRequested } from '../play/analysis-steps.js';
import { act, closed, escalated, hear, mail, onDay, verifiedByCallback } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';
import { thursdayBeforeLongWeekend } from './02-shiomi-sharp.js';

const number = registeredNumber('sakurazaka');

/** Sketch 3: one minute after closing, before a long weekend; a malware download, up to the final report. */
export const sakurazakaMinuteLater: Story = {
  key: '03',
  title: '受付終了1分後のメールと報告書',
  tested: thursdayBeforeLongWeekend,
  steps: [
    mail(onDay(0, '17:01'), {
      from: 'sakurazaka', subject: '受付のパソコンについての通知',
      text: 'さくら坂会の髙﨑です。\n\n受付のパソコンでマルウェアのダウンロードがあったという通知が来ています。\n患者さんの情報が入っている端末なので、影響があるのか心配しています。\nご確認をお願いいたします。',
    }),
    act(onDay(1, '09:03'), 'ken', 'take-up'),
    verifiedByCallback(onDay(1, '09:18'), 'ken', [number, '髙﨑様']),
    hear(onDay(1, '09:25'), 'ken', {
      caller_name: '髙﨑 恵子', callback_phone: number, contact_change_requested: 'no',
      customer_statement: '受付のパソコンでマルウェアのダウンロードがあったという通知が来ている。患者さんの情報が入っている端末なので影響が心配。',
      inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'worried_today', preferred_answer_channel: 'email',
      desired_outcome: '端末が感染しているのか、患者情報が外に出ていないかを知りたい。', notification_channel_seen: ['portal', 'email'],
      impact_question: ['infected_or_not', 'data_leak'],
      alert_external_id: 'CTS-239004', detected_at: { moment: onDay(0, '16:12') }, threat_kind: 'malware_download',
      alert_title: 'Malware binary downloaded', alert_severity_raw: 'High', network_action: 'allowed', direction: 'outbound',
      source_ip: '10.20.3.15', source_is_proxy: 'no', destination_domain: 'files.example.net', recurrence: 'first_time', is_ongoing: 'no', file_executed: 'no',
      host_identified: 'yes', affected_host_count: 1, host_symptoms: ['none'], asset_state: 'network_disconnected', asset_hostname: 'uketsuke-02', asset_ip: '10.20.3.15',
      asset_location: '1階 総合受付', asset_type: 'pc', asset_os: 'Windows 11 24H2', asset_role: '受付業務', asset_criticality: 'important',
      user_activity_before_alert: ['web_browsing', 'downloaded_file'], endpoint_protection: 'Microsoft Defender', scan_result: 'detected_removed',
      actions_taken: ['network_isolated', 'av_scanned', 'reported_internally'], volatile_data_lost: 'no', gateway_protection: 'utm_with_url_filter',
      sensor_position: 'inside_proxy', device_status: 'normal', business_impact: 'degraded', data_types_at_risk: ['sensitive_personal'],
      personal_data_breach_suspected: 'no', customer_aware_at: { moment: onDay(0, '16:40') }, third_party_impact: 'no',
      available_logs: ['utm_fw', 'av_edr'], log_retention_days: 90, first_line_assessment: 'ダウンロードの遮断を確認できない。端末は切り離し済み。', first_line_answer_given: '一般的な初動（切り離し、電源を切らない）のみご案内。',
    }),
    escalated(onDay(1, '09:47'), 'ken', 'cannot_answer', { comment: '感染の有無と情報持出しの有無は、一次受付窓口では判断できないため。', unknownReason: '端末が切り離されており、確認できない。' }),
    act(onDay(1, '10:02'), 'sho', 'take'),
    act(onDay(1, '10:15'), 'sho', 'save-portal-notice', { quote: 'Malware binary downloaded. Host 10.20.3.15 downloaded an executable from files.example.net. Recommendation: isolate the host and run a full scan.' }),
    act(onDay(1, '10:30'), 'sho', 'add-portal-note', { text: '検体ハッシュ先頭 9f3c、配布元の実アドレス 203.0.113.24。同一検体の他契約での観測は2件。取得後の外向き通信は該当端末からは観測なし。' }),
    progressSet(onDay(1, '11:05'), 'sho', {
      delivery: ['observed', '受付の端末が不審なファイルを取得しました。'], exploitation: ['not_observable'], installation: ['not_observable'],
      command_and_control: ['not_observed', '取得の後、外部との不審な通信は見つかっていません。'],
    }),
    assessed(onDay(1, '11:10'), 'sho', ['true_positive_no_impact', 'medium', 'medium']),
    reportWritten(onDay(1, '13:20'), 'sho', {
      presidentWhat: '総合受付のパソコン1台が、インターネットから不審なファイルを1つ取得しました。ウイルス対策ソフトがそのファイルを見つけて削除しています。',
      presidentBusiness: '診療と受付の業務は続けていただけます。該当の1台だけは、点検が終わるまで使わないでください。',
      presidentToday: '該当のパソコンを入れ直す（初期化する）かどうかを、保守会社の点検結果を待ってお決めください。',
      summary: '受付のパソコン1台で不審なファイルの取得を確認しました。ファイルは削除されており、その後に外部へ情報が送られた形跡は、監視の範囲では見つかっていません。',
      inquiry: '端末が感染しているのか、患者情報が外に出ていないかとのお尋ねです。ネットワークの監視の記録と、お電話でうかがった内容に基づきます。',
      situation: '検知の直後に端末は院内のネットワークから切り離され、ウイルス対策ソフトが該当のファイルを削除しました。',
      impact: '監視の範囲では、端末から外部への不審な通信は見つかっていません。端末の中の様子はネットワークからは分からないため、点検の結果で判断が変わることがあります。',
      recommendations: '1. 該当の端末でウイルス対策ソフトの完全スキャンを実施する（情報システムご担当、本日中）。\n2. 受付の端末で使うブラウザとWindowsを最新にする（1週間以内）。',
      prevention: '受付の端末からのファイルの取得を、業務に必要なサイトだけに絞ることをご検討ください。',
      nextSteps: '完全スキャンの結果をお知らせください。検出がなければ、これをもって調査を終えます。',
    }),
    reviewRequested(onDay(1, '13:25'), 'sho'),
    act(onDay(1, '13:50'), 'mao', 'return-report', { comment: '「影響」に、端末側の情報がないことで言えない範囲をもう少し具体的に書いてください。' }),
    reportWritten(onDay(1, '14:20'), 'sho', {
      impact: '監視の範囲では、端末から外部への不審な通信は見つかっていません。ネットワークの監視では、端末の中でファイルが実行されたかどうかは分かりません。完全スキャンと操作の記録の点検で、この点を確かめられます。',
    }),
    reviewRequested(onDay(1, '14:22'), 'sho'),
    reportApproved(onDay(1, '14:41'), 'mao'),
    reportMailed(onDay(1, '14:50'), 'sho', { countsAsFirstResponse: true }),
    mail(onDay(2, '10:25'), { from: 'sakurazaka', after: 'reply', subject: '', text: '髙﨑です。報告書を受け取りました。完全スキャンの結果、検出はありませんでした。院長にも「社長に見せる一枚」を渡しました。ありがとうございました。' }),
    act(onDay(2, '10:40'), 'sho', 'answer', ({ contactId }) => ({ means: 'phone', contactId, number, person: '髙﨑様', text: '完全スキャンで検出がなかったことをうかがい、追加の調査は不要とお伝えした。', countsAsFirstResponse: true, final: true })),
    closed(onDay(2, '16:10'), 'rei', 'answered_by_second_line'),
  ],
};
