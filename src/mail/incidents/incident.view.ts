import { formatDate, formatDateTime } from '../../calendar/japanese-time.js';
import { instantOn, parseDate, type CivilDate } from '../../calendar/civil-day.rules.js';
import type { Instant } from '../../platform/clock.js';
import type { IncidentStep } from './mail-incidents.service.js';
import { dayNumber, type ReportDays } from './report-days.rules.js';

/** What may be recorded as done. */
export const stepLabels: Readonly<Record<IncidentStep, string>> = {
  recall_asked: '誤送信先に削除を依頼した', deletion_confirmed: '誤送信先での削除を確認した', preliminary_reported: '速報を個人情報保護委員会に提出した（利用者による提出を含む）',
  final_reported: '確報を個人情報保護委員会に提出した（利用者による提出を含む）', no_report_needed: '報告の対象ではないと判断した',
};

const eventLabels: Readonly<Record<string, string>> = { incident_opened: '発覚・未送信分の取りやめ', incident_customer_told: '利用者へご報告のメールを送信', incident_closed: '対応を完了' };

/** What the record calls a step. */
export function stepLabel(type: string): string {
  return eventLabels[type] ?? stepLabels[type.replace('incident_', '') as IncidentStep] ?? type;
}

/** The days of the law in words, with what is past and what is done. */
export function daysView(days: ReportDays, facts: { readonly discoveredAt: Instant; readonly now: Instant; readonly done: readonly string[] }): Record<string, unknown>[] {
  const { discoveredAt, now, done } = facts;
  const exempt = done.includes('incident_no_report_needed');
  const row = (label: string, due: CivilDate, text: string, event: string) => {
    const isDone = exempt || done.includes(event);
    const isLate = !isDone && endOf(due) < now;
    return { label, text, state: isDone ? { text: exempt ? '対象外' : '提出済み', tone: 'tone-success' } : isLate ? { text: '期限超過', tone: 'tone-danger' } : { text: '未提出', tone: 'tone-warn' } };
  };
  return [
    row('速報', days.preliminaryBy, `${dayText(days.preliminaryFrom)}から${dayText(days.preliminaryBy)}まで（発覚を1日目として3〜5日目。今日は${dayNumber(discoveredAt, now)}日目）`, 'incident_preliminary_reported'),
    row('確報', days.finalBy, `${dayText(days.finalBy)}まで（発覚を1日目として${days.finalDays}日目。閉庁日の場合は翌開庁日）`, 'incident_final_reported'),
  ];
}

export const whenText = (at: Instant | null): string => (at === null ? '－' : formatDateTime(at));
const endOf = (date: CivilDate): Instant => instantOn((parseDate(date) ?? 0) + 1, 0);
const dayText = (date: CivilDate): string => formatDate(instantOn(parseDate(date) ?? 0, 0));
