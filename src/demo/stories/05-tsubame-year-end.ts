import { dateOf, parseDate, weekdayOf } from '../../calendar/civil-day.rules.js';
import { answeredBySecondLine, assessed, progressSet, reportApproved, reportMailed, reportWritten, reviewRequested } from '../play/analysis-steps.js';
import { act, closed, hear, mail, onDay, verifiedByCallback } from '../play/steps.js';
import type { Story, TestedDate } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

/**
 * 2026-12-28 is a Monday, the first weekday that only the year-end break closes. Before it has passed,
 * the first such weekday of the year before stands in: 2025-12-29, also a Monday.
 */
const firstWeekdayOfBreak: TestedDate = {
  date: '2026-12-28',
  isAlike: (calendar, date) => {
    const day = parseDate(date) ?? 0;
    const inBreak = /-12-(28|29|30)$/.test(date) && calendar.closedReason(date) !== undefined;
    const isWeekday = weekdayOf(day) >= 1 && weekdayOf(day) <= 5;
    const previous = weekdayOf(day) === 1 ? day - 3 : day - 1;
    return inBreak && isWeekday && calendar.closedReason(dateOf(previous)) === undefined;
  },
};

const number = registeredNumber('tsubame');

/** Sketch 5: a ransom note in the year-end break; the wait is said in the notice, then everything goes fast. */
export const tsubameYearEnd: Story = {
  key: '05',
  title: '年末年始の暗号化被害',
  tested: firstWeekdayOfBreak,
  steps: [
    mail(onDay(0, '10:00'), {
      from: 'tsubame', subject: '【至急】ファイルサーバーのファイルが開けません',
      text: 'つばめ会計の細川です。\n\n出社したところ、ファイルサーバーのファイルの名前が全部変わっていて開けません。\n「README」という英語の文書が置かれています。ポータルにも通知が出ています。\nどうしたらよいか教えてください。',
    }),
    act(onDay(1, '09:00'), 'wataru', 'take-up'),
    hear(onDay(1, '09:02'), 'wataru', {
      caller_name: '細川 美和', callback_phone: number, customer_statement: 'ファイルサーバーのファイルの名前が全部変わっていて開けない。「README」という英語の文書が置かれている。',
      inquiry_kinds: ['impact_advice', 'other'], customer_perceived_urgency: 'business_stopped', host_symptoms: ['files_encrypted', 'ransom_note'],
      screen_shown: 'All your files are encrypted. To recover them contact us within 72 hours.', asset_type: 'server_file', threat_kind: 'ransomware_communication', asset_state: 'network_disconnected',
    }),
    act(onDay(1, '09:05'), 'wataru', 'escalate-fast-track', { comment: '脅迫文と暗号化を確認。ファイルサーバーは年末に切り離し済み。' }),
    act(onDay(1, '09:07'), 'rei', 'take'),
    verifiedByCallback(onDay(1, '09:15'), 'rei', [number, '細川様'], '3桁の相互確認コードをこちらから読み上げてから本題に入った。'),
    answeredBySecondLine(onDay(1, '09:30'), 'rei', [number, '細川様'], 'サーバーは切り離したまま電源を入れておくこと、バックアップの媒体をつながないこと、連絡先には返信しないことをお願いした。'),
    hear(onDay(1, '09:48'), 'rei', { backup_state: 'offline_ok', available_logs: ['utm_fw', 'ad', 'endpoint_event'], log_retention_days: 60, data_types_at_risk: ['personal', 'customer_confidential', 'my_number'], personal_data_breach_suspected: 'yes', insurance_interest: 'yes' }, { source: 'customer_phone' }),
    act(onDay(1, '10:20'), 'rei', 'save-portal-notice', { quote: 'Ransomware activity detected on the network. Recommendation: disconnect the server from the network and keep it powered on.' }),
    act(onDay(1, '10:35'), 'rei', 'add-portal-note', { text: '復号鍵の交渉サイトの指紋が既知のものと一致。最初の侵入は12日前の遠隔接続と推定。管理側の記録のみ、198.51.100.201 からの試行を確認。' }),
    progressSet(onDay(1, '11:20'), 'rei', {
      exploitation: ['not_observable'], installation: ['suspected', 'サーバーに不審なプログラムが置かれた疑いがあります。'], lateral_movement: ['suspected', '社内のほかの機器へ広がった疑いがあり、確認が必要です。'],
      actions_on_objectives: ['observed', 'ファイルサーバーの暗号化を確認しました。'],
    }),
    assessed(onDay(1, '11:25'), 'rei', ['true_positive_with_impact', 'high', 'critical']),
    act(onDay(1, '13:10'), 'rei', 'record-specialist-wish', { consentToPassData: true }),
    act(onDay(1, '13:40'), 'rei', 'introduce-specialist', { providers: '株式会社架空フォレンジック 03-0000-0091\n架空データ復旧サービス 03-0000-0092' }),
    act(onDay(1, '13:55'), 'rei', 'guide-insurance'),
    reportWritten(onDay(2, '09:30'), 'rei', {
      presidentWhat: '会計データを置いたファイルサーバーが、外部の者によって開けない状態にされました。身代金を求める文書が置かれています。', presidentBusiness: '会計の業務は、切り離して保管していたバックアップから、別の機器に戻して再開できる見込みです。復旧が済むまでサーバーは使えません。',
      presidentToday: '1. 復旧を頼む専門の事業者。2. お客様への連絡の時期。3. 保険会社への連絡（費用をかける前に）。', summary: 'ファイルサーバーの暗号化を確認しました。オフラインのバックアップは無事とうかがっています。個人データが含まれるため、報告の期限にご注意ください。',
      inquiry: '何が起きたのか、業務を続けられるかとのお尋ねです。', situation: '年末年始の間に暗号化が行われ、出社時に気付かれました。サーバーはその時点で切り離されています。', impact: '会計データが利用できません。外部への持出しは、監視の範囲では確認されていませんが、否定もできません。',
      recommendations: '1. サーバーの電源を入れたまま切り離しておく（継続）。\n2. 管理者のパスワードを別の機器から変更する（本日中）。\n3. バックアップは新しい機器に戻す（専門の事業者とともに）。', prevention: '外部からの遠隔接続の入口の見直しと、バックアップを切り離して持つ運用の継続をお勧めします。', nextSteps: '専門の事業者の調査結果をうかがい、必要であれば続報をお送りします。',
    }),
    reviewRequested(onDay(2, '09:35'), 'rei'),
    reportApproved(onDay(2, '10:05'), 'sho'),
    reportMailed(onDay(2, '10:15'), 'rei'),
    closed(onDay(9, '11:00'), 'rei', 'referred_to_specialist'),
  ],
};
