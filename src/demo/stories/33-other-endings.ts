import { answeredBySecondLine, assessed, progressSet, reportApproved, reportMailed, reportWritten, reviewRequested } from '../play/analysis-steps.js';
import { act, call, daysAgo, escalated, hear, mail, minutesAgo, verifiedByAttributes, verifiedByCallback } from '../play/steps.js';
import type { Story } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

/** It was the customer's own scan: he withdraws. */
export const cosmosOwnScan: Story = {
  key: '33',
  title: '自社の脆弱性診断だったためお取下げ',
  steps: [
    call(daysAgo(6, '10:30'), 'sakura', { customer: 'cosmos', headline: '偵察通信が大量に出ている' }),
    verifiedByAttributes(daysAgo(6, '10:35'), 'sakura', '契約番号と機器番号を照合。'),
    hear(daysAgo(6, '10:41'), 'sakura', { caller_name: '今井 洋平', callback_phone: registeredNumber('cosmos'), customer_statement: '偵察通信が大量に出ている。', inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'normal', threat_kind: 'recon_access', own_scan_running: 'yes' }),
    act(daysAgo(6, '11:20'), 'sakura', 'withdraw', { reason: '自社の脆弱性診断の通信と分かったため、お取下げのお申出があった。' }),
  ],
};

/** A question by mail to the customer; his mailbox is full, so somebody has to call. */
export const tsubameUndelivered: Story = {
  key: '34',
  title: 'メール不達（要架電）',
  steps: [
    call(daysAgo(1, '11:15'), 'nagisa', { customer: 'tsubame', headline: '英語の通知が読めない' }),
    verifiedByAttributes(daysAgo(1, '11:19'), 'nagisa', '契約番号・代替電話番号を照合。'),
    hear(daysAgo(1, '11:26'), 'nagisa', { caller_name: '細川 美和', callback_phone: registeredNumber('tsubame'), contact_change_requested: 'no', customer_statement: '英語の通知が読めない。今日は外出が続くので、確認はメールがよい。', inquiry_kinds: ['content_not_understood'], customer_perceived_urgency: 'normal', notification_channel_seen: ['email'] }),
    act(daysAgo(1, '11:35'), 'nagisa', 'ask-questions', ({ daysLater }) => ({ questionIds: ['alert_external_id', 'detected_at', 'unclear_excerpt'], answerBy: daysLater(2) })),
    mail(daysAgo(1, '11:37'), { from: 'tsubame', after: 'bounce', subject: '', text: '' }),
  ],
};

/** An answer of the second line that waits for the customer's confirmation, with its report. */
export const tsubameAnswered: Story = {
  key: '35',
  title: '報告書を送付し、ご確認待ち',
  steps: [
    call(daysAgo(4, '10:40'), 'wataru', { customer: 'tsubame', headline: '給与ソフトの端末からダウンロードの通知' }),
    verifiedByCallback(daysAgo(4, '10:51'), 'wataru', [registeredNumber('tsubame'), '細川様']),
    hear(daysAgo(4, '10:58'), 'wataru', {
      caller_name: '細川 美和', callback_phone: registeredNumber('tsubame'), contact_change_requested: 'no', customer_statement: '給与ソフトの端末でマルウェアのダウンロードという通知が出た。マイナンバーを扱っている。', inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'worried_today', desired_outcome: '個人情報保護委員会への報告が必要か判断したい。', notification_channel_seen: ['portal', 'email'], impact_question: ['infected_or_not', 'data_leak'],
      alert_external_id: 'CTS-240255', detected_at: { moment: daysAgo(4, '09:57') }, threat_kind: 'malware_download', network_action: 'blocked_by_proxy', source_ip: '10.34.1.12', file_executed: 'no', host_identified: 'yes', asset_hostname: 'kyuyo-01', asset_state: 'connected', scan_result: 'not_detected', data_types_at_risk: ['my_number', 'personal'], personal_data_breach_suspected: 'no', available_logs: ['proxy'], log_retention_days: 30,
    }),
    escalated(daysAgo(4, '11:20'), 'wataru', 'cannot_answer', { comment: '情報持出しの有無の判断のため。', unknownReason: '端末の詳しい版などは分からない。' }),
    act(daysAgo(4, '11:41'), 'mao', 'take'),
    act(daysAgo(4, '13:10'), 'mao', 'save-portal-notice', { quote: 'Malware binary download blocked by proxy. Host 10.34.1.12.' }),
    progressSet(daysAgo(4, '14:30'), 'mao', { delivery: ['observed', '不審なファイルの取得を試みましたが、プロキシが止めました。'], exploitation: ['ruled_out', 'ファイルは届いていません。'], installation: ['ruled_out', 'ファイルは届いていません。'] }),
    assessed(daysAgo(4, '14:34'), 'mao', ['true_positive_no_impact', 'high', 'low']),
    answeredBySecondLine(daysAgo(3, '10:10'), 'mao', [registeredNumber('tsubame'), '細川様'], 'ファイルはプロキシで止まり、端末に届いていないことをお伝えした。'),
    reportWritten(daysAgo(3, '11:30'), 'mao', {
      presidentWhat: '給与ソフトのパソコンが不審なファイルを取りに行きましたが、社内の機器が止めました。', presidentBusiness: '給与の業務はそのまま続けていただけます。', presidentToday: '該当なし', summary: '取得は遮断され、端末にファイルは届いていません。個人情報が外に出た事実は見つかっていません。', inquiry: '端末の感染と、個人情報への影響のお尋ねです。',
      situation: '通知は1件、プロキシの記録でも遮断を確認しました。', impact: '影響は確認されていません。', recommendations: '1. 端末のブラウザを最新にする（今週中）。', prevention: '給与の端末でのインターネット利用を業務サイトに限ることをご検討ください。', nextSteps: 'ご不明な点がなければ、これで対応を終えます。',
    }),
    reviewRequested(daysAgo(3, '11:35'), 'mao'),
    reportApproved(daysAgo(3, '13:05'), 'rei'),
    reportMailed(daysAgo(3, '13:15'), 'mao'),
  ],
};

/** An inquiry that the lead gave to the designated provider, who sees this one and no other. */
export const genkaiAtProvider: Story = {
  key: '36',
  title: '指定の専門業者が分析中',
  steps: [
    mail(daysAgo(4, '09:25'), { from: 'genkai', subject: '測定室の端末の通知', text: '玄海金型の島津です。測定室の端末でExploit kitという通知が出ています。影響を見てください。' }),
    act(daysAgo(4, '09:40'), 'hokuto', 'take-up'),
    verifiedByCallback(daysAgo(4, '09:55'), 'hokuto', [registeredNumber('genkai'), '島津様']),
    hear(daysAgo(4, '10:03'), 'hokuto', { caller_name: '島津 源', callback_phone: registeredNumber('genkai'), contact_change_requested: 'no', customer_statement: '測定室の端末でExploit kitという通知が出ている。影響を見てほしい。', inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'normal', alert_external_id: 'CTS-240249', detected_at: { moment: daysAgo(4, '08:50') }, threat_kind: 'exploit_kit_download', network_action: 'allowed', gateway_protection: 'none' }),
    escalated(daysAgo(4, '10:20'), 'hokuto', 'cannot_answer', { comment: '遮断されておらず、影響を判断できないため。', unknownReason: '測定室の担当者が不在。' }),
    act(daysAgo(4, '10:45'), 'rei', 'take'),
    act(daysAgo(4, '11:00'), 'rei', 'assign', ({ staffId, providerId }) => ({ ownerId: staffId('takumi'), providerId, consentToPassData: true })),
    act(daysAgo(4, '13:20'), 'takumi', 'save-portal-notice', { quote: 'Exploit kit download observed. Host in the measuring room.' }),
    answeredBySecondLine(daysAgo(3, '10:30'), 'takumi', [registeredNumber('genkai'), '島津様'], '更新が済んでいる版であれば影響は小さいこと、版の確認をお願いすることをお伝えした。'),
    act(minutesAgo(90), 'takumi', 'add-note', { text: '版の確認待ち。午後に再度お電話する。', secondLineOnly: true }),
  ],
};
