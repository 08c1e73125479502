import type { z } from 'zod';
import type { Instant } from '../platform/clock.js';
import type { ImportSummary } from './calendar.queries.js';
import type { closureAnswer, daysAnswer } from './calendar.schemas.js';
import { dateOf, dayFromParts, parseDate, partsOf, weekdayOf, dayOf, type CivilDay } from './civil-day.rules.js';
import type { ClosedKind } from './closed-days.rules.js';
import type { ClosureKind, ClosureRow } from './closure.entity.js';
import { isRevocable } from './closure.rules.js';
import { explainInstant } from './explain.rules.js';
import { formatDateTime, formatDay, formatMonthDay, toIsoTokyo } from './japanese-time.js';
import type { ReceptionCalendar } from './reception-calendar.js';

/** What the pages call the reason of a closed day, and the tone of the style sheet that shows it. */
export const closedKinds: Readonly<Record<ClosedKind, { readonly label: string; readonly tone: string }>> = {
  closure: { label: '臨時の休業', tone: 'tone-danger' },
  year_end: { label: '年末年始', tone: 'tone-info' },
  national_holiday: { label: '祝日・休日', tone: 'tone-warn' },
  weekend: { label: '土日', tone: 'tone-neutral' },
};

const kindLabels: Readonly<Record<ClosureKind, string>> = { closure: '休業', reopening: '祝日の取りやめ', suspension: '受付停止' };

/** A day in a month's table. */
export interface DayCell {
  readonly day: number;
  readonly date: string;
  readonly tone: string;
  /** Empty for a business day. */
  readonly reason: string;
  readonly isToday: boolean;
}

/** A month as weeks of seven, Sunday first; null beside its ends. */
export interface MonthView {
  readonly label: string;
  readonly weeks: readonly (readonly (DayCell | null)[])[];
}

/** The twelve months of a year, each day with why it is closed. */
export function monthsOf(calendar: ReceptionCalendar, year: number, now: Instant): readonly MonthView[] {
  const today = dayOf(now);
  return Array.from({ length: 12 }, (_, index) => {
    const first = dayFromParts({ year, month: index + 1, day: 1 });
    const end = index === 11 ? dayFromParts({ year: year + 1, month: 1, day: 1 }) : dayFromParts({ year, month: index + 2, day: 1 });
    const cells = Array.from({ length: end - first }, (_unused, offset) => cellOf(calendar, first + offset, today));
    const padded = [...Array.from({ length: weekdayOf(first) }, () => null), ...cells];
    const weeks = Array.from({ length: Math.ceil(padded.length / 7) }, (_unused, week) => padded.slice(week * 7, week * 7 + 7));
    return { label: `${index + 1}月`, weeks: weeks.map((week) => [...week, ...Array.from({ length: 7 - week.length }, () => null)]) };
  });
}

function cellOf(calendar: ReceptionCalendar, day: CivilDay, today: CivilDay): DayCell {
  const date = dateOf(day);
  const closed = calendar.closedDay(date);
  const tone = closed === undefined ? '' : closedKinds[closed.kind].tone;
  return { day: partsOf(day).day, date, tone, reason: closed?.reason ?? '', isToday: day === today };
}

/** The closed days of a year and how many are left for business. */
export function daysOf(calendar: ReceptionCalendar, year: number): z.infer<typeof daysAnswer> {
  const first = dayFromParts({ year, month: 1, day: 1 });
  const end = dayFromParts({ year: year + 1, month: 1, day: 1 });
  const closedDays = Array.from({ length: end - first }, (_, index) => dateOf(first + index)).flatMap((date) => {
    const closed = calendar.closedDay(date);
    return closed === undefined ? [] : [{ date, kind: closed.kind, reason: closed.reason }];
  });
  return {
    year,
    version: calendar.version,
    officialThrough: calendar.officialThrough ?? null,
    businessDays: end - first - closedDays.length,
    closedDays,
  };
}

/** The closed days of a year for a table, without the weekends that everybody knows. */
export function listedClosedDays(calendar: ReceptionCalendar, year: number): readonly { date: string; reason: string; label: string; tone: string }[] {
  return daysOf(calendar, year)
    .closedDays.filter(({ kind }) => kind !== 'weekend')
    .map(({ date, kind, reason }) => ({ date: formatMonthDay(parseDate(date) ?? 0), reason, ...closedKinds[kind as ClosedKind] }));
}

/** Whether reception is open now, in one sentence. */
export function stateSentence(calendar: ReceptionCalendar, now: Instant): string {
  if (calendar.isOpen(now)) return 'ただいま受付時間内です。';
  const next = `次の受付開始は${formatDateTime(calendar.nextOpening(now))}です。`;
  const suspension = calendar.suspensionAt(now);
  if (suspension !== undefined) return `ただいま受付停止中です（${suspension.reason}）。${next}`;
  return `ただいま受付時間外です。${next}`;
}

/** The answer to 「この日時に届いたら」: the sentence of D3, or what is wrong with the time. */
export function askedTarget(calendar: ReceptionCalendar, wallClock: string | undefined): { readonly at: string; readonly sentence?: string; readonly fault?: string } {
  if (wallClock === undefined) return { at: '' };
  const explained = explainInstant(calendar, `${wallClock}+09:00`);
  return 'error' in explained ? { at: wallClock, fault: '2000年から2099年までの日時を入力してください。' } : { at: wallClock, sentence: explained.explanation };
}

/** Until when the calendar is official, and from February on that the next year is missing. */
export function officialNote(calendar: ReceptionCalendar, now: Instant): { readonly text: string; readonly tone: string } {
  const { year, month } = partsOf(dayOf(now));
  const through = calendar.officialThrough ?? '';
  const last = parseDate(through);
  const official = last === undefined ? '' : `祝日は${formatDay(last)}まで、内閣府の公表に基づいています。それより先は祝日法による計算（春分の日・秋分の日は予報）です。`;
  const isMissing = through < `${month >= 2 ? year + 1 : year}-12-31`;
  if (!isMissing) return { text: official, tone: 'notice-info' };
  return { text: `${month >= 2 ? year + 1 : year}年の祝日表がまだ取り込まれていません。内閣府の「国民の祝日」CSVを取り込んでください。${official}`, tone: 'notice-warn' };
}

/** A row of the owner's acts. */
export function closureView(row: ClosureRow, now: Instant): { id: string; kind: string; span: string; reason: string; state: string; revocable: boolean } {
  const revocable = isRevocable(row, now);
  const state = row.revokedAt === null ? (revocable ? '有効' : '終了') : `${formatDateTime(row.revokedAt)} 取消し`;
  return { id: row.id, kind: kindLabels[row.kind], span: spanOf(row), reason: row.reason, state, revocable };
}

function spanOf(row: ClosureRow): string {
  if (row.fromAt !== null && row.toAt !== null) return `${formatDateTime(row.fromAt)} ～ ${formatDateTime(row.toAt)}`;
  const [from, to] = [formatDay(parseDate(row.fromDate ?? '') ?? 0), formatDay(parseDate(row.toDate ?? '') ?? 0)];
  return from === to ? from : `${from} ～ ${to}`;
}

/** The same for programs: dates of closures, instants of suspensions. */
export function closureResource(row: ClosureRow, now: Instant): z.infer<typeof closureAnswer> {
  return {
    id: row.id,
    kind: row.kind,
    from: row.fromAt === null ? (row.fromDate ?? '') : toIsoTokyo(row.fromAt),
    to: row.toAt === null ? (row.toDate ?? '') : toIsoTokyo(row.toAt),
    reason: row.reason,
    declaredAt: toIsoTokyo(row.declaredAt),
    revokedAt: row.revokedAt === null ? null : toIsoTokyo(row.revokedAt),
    revocable: isRevocable(row, now),
  };
}

/** What the page says of the list in force. */
export function importSentence(latest: ImportSummary | undefined): string {
  if (latest === undefined) return '本製品に同梱の祝日表を使っています。';
  const source = latest.source === 'shipped' ? '同梱の祝日表' : '取り込んだ祝日表';
  return `${source}を使っています（${latest.rowCount}行、最終日 ${formatDay(parseDate(latest.lastDay) ?? 0)}、${formatDateTime(latest.importedAt)}取込）。`;
}
