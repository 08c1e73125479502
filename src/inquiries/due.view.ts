import { explainTarget } from '../calendar/explain-target.rules.js';
import { formatBusinessDuration, formatDateTime, formatDuration } from '../calendar/japanese-time.js';
import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import type { Instant } from '../platform/clock.js';
import type { InquiryRow } from './inquiry.entity.js';

/** How a due time is shown: words and colour, never colour alone. */
export interface DueView {
  readonly tone: 'in-time' | 'urgent' | 'near' | 'missed' | 'met' | 'none';
  readonly text: string;
}

type Timed = Pick<InquiryRow, 'clock' | 'acceptedAt' | 'dueAt' | 'firstResponseAt' | 'fastTrack'>;

const nearShare = 0.8;

/** What remains to the target, in business time and in words. */
export function dueView(timed: Timed, calendar: ReceptionCalendar, now: Instant): DueView {
  if (timed.clock === 'not_applicable') return { tone: 'none', text: '目標期限の対象外' };
  if (timed.clock === 'met') return { tone: 'met', text: '目標期限内に回答済み' };
  if (timed.clock === 'missed' || now > timed.dueAt) {
    const late = calendar.businessMsBetween(timed.dueAt, timed.firstResponseAt ?? now);
    return { tone: 'missed', text: `目標期限超過${late > 0 ? `（受付時間で${formatDuration(late)}）` : ''}` };
  }
  const remaining = calendar.businessMsBetween(now, timed.dueAt);
  // The target is a day away, the fast track is not: nobody is to rest on what remains.
  if (timed.fastTrack) return { tone: 'urgent', text: `直ちに対応（受付時間で残り${formatDuration(remaining)}）` };
  const near = now >= calendar.instantAtShare(timed.acceptedAt, timed.dueAt, nearShare);
  return { tone: near ? 'near' : 'in-time', text: formatBusinessDuration(remaining) };
}

/** Why it is due when it is due (D3), in one sentence. */
export function dueSentence(row: Pick<InquiryRow, 'cycle' | 'receivedAt' | 'acceptedAt' | 'dueAt'>, calendar: ReceptionCalendar): string {
  if (row.cycle > 1) {
    return `${row.cycle}回目のお問い合わせとして${formatDateTime(row.acceptedAt)}に受け付けたため、翌営業日の受付終了 ${formatDateTime(row.dueAt)}が目標です。`;
  }
  const target = calendar.responseTarget(row.receivedAt);
  return explainTarget({ ...target, acceptedAt: row.acceptedAt, dueAt: row.dueAt });
}
