import { dateOf, parseDate, weekdayOf } from '../../calendar/civil-day.rules.js';
import { answeredBySecondLine, assessed, progressSet, reportMailed, reportWritten, reviewRequested } from '../play/analysis-steps.js';
import { act, closed, escalated, hear, mail, onDay, verifiedByCallback } from '../play/steps.js';
import type { Story, TestedDate } from '../play/story.js';
import { registeredNumber } from '../register/customers.js';

/**
 * 2026-11-21 is a Saturday whose Monday is a holiday (勤労感謝の日), so that reception opens on Tuesday.
 * Before it has passed, the latest Saturday of that kind stands in, such as 2026-10-10.
 */
const saturdayBeforeHoliday: TestedDate = {
  date: '2026-11-21',
  isAlike: (calendar, date) => {
    const day = parseDate(date) ?? 0;
    return weekdayOf(day) === 6 && calendar.closedReason(dateOf(day + 2)) !== undefined && calendar.closedReason(dateOf(day + 3)) === undefined;
  },
};

const number = registeredNumber('hokuto');

/** Sketch 4: a mail of a long weekend; the notice names Tuesday 9:00. The report went unread after an hour and was read afterwards (C4). */
export const hokutoLongWeekend: Story = {
  key: '04',
  title: '連休中のメールとC&C通信2台',
  tested: saturdayBeforeHoliday,
  steps: [
    mail(onDay(0, '10:00'), {
      from: 'hokuto', subject: 'C&C通信の通知が2件', text: '北斗配送の七瀬です。\n土曜ですが、C&C通信という通知が2台分届いています。感染しているのでしょうか。\n配車に使っている端末です。よろしくお願いします。',
    }),
    act(onDay(1, '09:02'), 'hokuto', 'take-up'),
    verifiedByCallback(onDay(1, '09:07'), 'hokuto', [number, '七瀬様']),
    hear(onDay(1, '09:12'), 'hokuto', {
      caller_name: '七瀬 大輔', callback_phone: number, contact_change_requested: 'no', customer_statement: 'C&C通信という通知が2台分届いている。感染しているのか。配車に使っている端末である。',
      inquiry_kinds: ['impact_advice'], customer_perceived_urgency: 'worried_today', preferred_answer_channel: 'phone', desired_outcome: '2台を使い続けてよいか知りたい。',
      notification_channel_seen: ['portal', 'app_push'], impact_question: ['infected_or_not', 'business_continuity'],
      'alert_external_id': 'CTS-239410', detected_at: { moment: onDay(0, '08:17') }, threat_kind: 'c2_communication', 'alert_title': 'C&C callback', network_action: 'blocked_by_utm', source_ip: '10.30.1.21', destination_ip: '198.51.100.40',
      'alert_external_id.1': 'CTS-239411', 'detected_at.1': { moment: onDay(0, '08:19') }, 'threat_kind.1': 'c2_communication', 'network_action.1': 'blocked_by_utm', 'source_ip.1': '10.30.1.22', 'destination_ip.1': '198.51.100.40',
      host_identified: 'yes', affected_host_count: 2, 'asset_hostname': 'haisha-01', 'asset_hostname.1': 'haisha-02', 'asset_state': 'network_disconnected', 'asset_state.1': 'connected', actions_taken: ['network_isolated'],
      gateway_protection: 'utm_with_url_filter', available_logs: ['utm_fw'], log_retention_days: 30,
      first_line_assessment: '2台とも同じ宛先。UTMで遮断の表示。', first_line_answer_given: '切り離しをご案内。',
    }),
    escalated(onDay(1, '09:20'), 'hokuto', 'high_risk_kind', { comment: 'C&C通信は危険度の高い種類のため。', unknownReason: 'お客様が運行中で、端末の前にいない。' }),
    act(onDay(1, '09:26'), 'mao', 'take'),
    act(onDay(1, '09:50'), 'mao', 'save-portal-notice', { quote: 'C&C callback. Hosts 10.30.1.21 and 10.30.1.22 tried to connect to 198.51.100.40. Blocked.' }),
    progressSet(onDay(1, '10:20'), 'mao', {
      installation: ['suspected', '2台に不審なプログラムが残っている疑いがあります。'], exploitation: ['not_observable'],
      command_and_control: ['observed', '外部の指令元へ接続しようとしましたが、UTMが止めています。'],
    }),
    assessed(onDay(1, '10:24'), 'mao', ['true_positive_no_impact', 'high', 'high']),
    answeredBySecondLine(onDay(1, '10:30'), 'mao', [number, '七瀬様'], '2台とも外部への接続は止まっている。点検が済むまで2台を使わず、電源は入れたままにしていただくようお願いした。配車はほかの端末で続けられる。'),
    reportWritten(onDay(1, '13:00'), 'mao', {
      presidentWhat: '配車用のパソコン2台が、外部の指令元につながろうとしました。接続は機器が止めています。', presidentBusiness: '配車の業務は、該当の2台を使わずに続けていただけます。',
      presidentToday: '2台を初期化するか、保守会社に点検を頼むかをお決めください。', summary: '2台が指令元と見られる宛先へ接続を試み、UTMが遮断しました。情報が出た形跡は監視の範囲では見つかっていません。',
      inquiry: '感染の有無と、使い続けてよいかとのお尋ねです。', situation: '土曜の朝、2分ほどの間に2台が同じ宛先へ接続を試みました。', impact: '接続は遮断されています。2台には不審なプログラムが残っている疑いがあります。',
      recommendations: '1. 2台を点検が済むまで使わない（本日中）。\n2. 2台でウイルス対策ソフトの完全スキャンを行う（本日中）。', prevention: 'メールの添付ファイルを開く前の確認手順を、運行管理の皆さまで共有してください。', nextSteps: 'スキャンの結果をお知らせください。',
    }),
    reviewRequested(onDay(1, '13:05'), 'mao'),
    reportMailed(onDay(1, '14:06'), 'mao', { unread: true }),
    act(onDay(2, '09:40'), 'sho', 'approve-afterwards', { comment: '送付後に確認。内容に問題なし。' }),
    closed(onDay(3, '15:30'), 'rei', 'answered_by_second_line'),
  ],
};
