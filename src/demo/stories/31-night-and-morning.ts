import { act, call, daysAgo, escalated, hear, mail, minutesAgo, verifiedByAttributes, verifiedByCallback } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

/** What came in last night and this morning: the queues as somebody finds them who sits down now. */
export const nightAndMorning: Story = {
  key: '31',
  title: '昨夜と今朝の受付',
  steps: [
    { ...call(daysAgo(1, '18:25'), 'ken', { customer: 'cosmos', way: 'record_out_of_hours_call', came: daysAgo(1, '18:21'), headline: '時間外：夜間のバッチ用サーバーから外部通信の通知' }), of: 'night-call' },
    { ...mail(daysAgo(1, '21:40'), { from: 'tsubame', subject: '広告からの通知について', text: 'つばめ会計の細川です。夜分にすみません。\n悪性広告サイトという通知が出ました。明日の朝で構いませんのでご確認ください。' }), of: 'night-mail' },
    { ...mail(daysAgo(1, '22:12'), { from: 'akane', authentication: 'none', subject: '寮のパソコンの通知', text: '川端です。学生寮のパソコンでダウンロードの通知が出ています。どうしたらよいでしょうか。' }), of: 'unconfirmed' },
    { ...call(minutesAgo(52), 'nagisa', { customer: 'shinonome', headline: '印刷サーバーのファイルが開けない、英語の脅迫文' }), of: 'ransom' },
    { ...hear(minutesAgo(49), 'nagisa', { caller_name: '朝倉 健二', callback_phone: registeredNumber('shinonome'), customer_statement: '印刷サーバーのファイルが開けなくなり、英語の文書が置かれている。入稿データが全部入っている。', inquiry_kinds: ['other', 'impact_advice'], customer_perceived_urgency: 'business_stopped', notification_channel_seen: ['none'], host_symptoms: ['files_encrypted', 'ransom_note'], screen_shown: 'YOUR FILES ARE LOCKED という題の英語の文書。連絡先のメールアドレスと48時間という期限がある。' }), of: 'ransom' },
    { ...act(minutesAgo(47), 'nagisa', 'escalate-fast-track', { comment: '脅迫文あり。印刷サーバー1台。切り離しと電源を入れたままにすることをご案内済み。折り返し先は登録番号。' }), of: 'ransom' },
    { ...call(minutesAgo(64), 'sakura', { customer: 'sakurazaka', headline: '検査室の端末からC&C通信の通知' }), of: 'escalated' },
    { ...verifiedByAttributes(minutesAgo(61), 'sakura', '契約番号と登録メールアドレスを照合。'), of: 'escalated' },
    { ...hear(minutesAgo(54), 'sakura', {
      caller_name: '髙﨑 恵子', callback_phone: registeredNumber('sakurazaka'), contact_change_requested: 'no', customer_statement: '検査室の端末からC&C通信という通知が出た。検査機器につながっているので、切り離してよいか判断できない。', inquiry_kinds: ['impact_advice', 'recommended_action_advice'], customer_perceived_urgency: 'worried_today', desired_outcome: '切り離してよいか、検査を続けてよいかを知りたい。',
      notification_channel_seen: ['portal'], impact_question: ['infected_or_not', 'business_continuity'], recommendation_ref: 'Isolate the host', action_blocker: ['cannot_stop_business'], action_capability: ['maintenance_vendor'], alert_external_id: 'CTS-240702', detected_at: { moment: minutesAgo(80) }, threat_kind: 'c2_communication', network_action: 'allowed', source_ip: '10.20.7.3', destination_ip: '203.0.113.61', host_identified: 'yes', asset_hostname: 'kensa-01', asset_criticality: 'stops_business', available_logs: ['utm_fw'], log_retention_days: 3,
    }), of: 'escalated' },
    { ...escalated(minutesAgo(44), 'sakura', 'high_risk_kind', { comment: 'C&C通信で、検査を止められない端末のため。', unknownReason: '検査の合間で、お時間がないため。' }), of: 'escalated' },
    { ...mail(minutesAgo(24), { from: 'midorino', subject: '推奨事項の進め方について', text: '山田です。\nポータルの推奨事項に「Update the browser」とあります。\n全社で40台あるのですが、どの順に進めればよいでしょうか。' }), of: 'fresh-mail' },
    { ...call(minutesAgo(9), 'sakura', { customer: 'akane', headline: '偵察通信の通知、外部から繰り返し' }), of: 'on-the-phone' },
    { ...hear(minutesAgo(5), 'sakura', { caller_name: '川端 誠', callback_phone: registeredNumber('akane'), customer_statement: '偵察通信という通知が外部から何度も来ている。', inquiry_kinds: ['content_not_understood'], threat_kind: 'recon_access' }), of: 'on-the-phone' },
  ],
};

/** A call of three days ago whose call-backs nobody takes: the target has passed, and everybody can see it. */
export const overdue: Story = {
  key: '32',
  title: '目標期限を過ぎた問合せ',
  steps: [
    call(daysAgo(3, '13:40'), 'ken', { customer: 'cosmos', headline: 'Exploit kitの通知、更新の方法を教えてほしい' }),
    verifiedByCallback(daysAgo(3, '13:52'), 'ken', [registeredNumber('cosmos'), '今井様']),
    hear(daysAgo(3, '13:58'), 'ken', {
      caller_name: '今井 洋平', callback_phone: registeredNumber('cosmos'), contact_change_requested: 'no', customer_statement: 'Exploit kitの通知が出た。Windowsとブラウザの更新の方法を教えてほしい。', inquiry_kinds: ['recommended_action_advice'], customer_perceived_urgency: 'normal', alert_external_id: 'CTS-240377', detected_at: { moment: daysAgo(3, '11:26') }, threat_kind: 'exploit_kit_download', network_action: 'blocked_by_proxy', patch_state: 'behind',
    }),
    act(daysAgo(3, '14:05'), 'ken', 'complete-reception'),
    act(daysAgo(2, '10:10'), 'ken', 'log-call', { outcome: 'absent', purpose: 'answer', number: registeredNumber('cosmos'), person: '' }),
    act(daysAgo(2, '15:45'), 'ken', 'log-call', { outcome: 'answered_by_other', purpose: 'answer', number: registeredNumber('cosmos'), person: '管理部の方', note: '会議中とのこと。内容はお伝えせず、こちらの社名と番号のみ残した。' }),
    act(daysAgo(1, '09:35'), 'ken', 'log-call', { outcome: 'voicemail', purpose: 'answer', number: registeredNumber('cosmos'), person: '' }),
    act(minutesAgo(20), 'ken', 'record-complaint', ({ promised }) => ({ reason: '三日待っても担当から電話が来ない。責任者と話したい、とのお申し出。', startsAt: promised(30) })),
  ],
};
