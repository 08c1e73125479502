import type { Instant } from '../platform/clock.js';
import { DomainError, type FieldFault } from '../platform/errors.js';
import { dateOf, dayMs, dayOf, parseDate, timeOfDayMs, type CivilDate } from './civil-day.rules.js';
import type { DaySpan } from './closed-days.rules.js';
import type { ClosureKind, ClosureRow } from './closure.entity.js';
import { formatDay } from './japanese-time.js';
import { receptionHours, type ReceptionCalendar } from './reception-calendar.js';
import type { Suspension } from './suspensions.rules.js';

/** Days to close, both included. */
export interface NewClosure {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly reason: string;
}

/** A national holiday that is a business day after all, because a law has moved it. */
export interface NewReopening {
  readonly date: CivilDate;
  readonly reason: string;
}

/** A failure of reception; half-open. `from` may lie before now, but counts from the declaration on. */
export interface NewSuspension {
  readonly from: Instant;
  readonly to: Instant;
  readonly reason: string;
}

const longestClosureDays = 60;
const longestSuspensionMs = 60 * dayMs;
const reasonLength = 100;

/**
 * The first day whose reception has not begun: earlier ones are history, and a closure of theirs
 * would change acceptances that have passed (D5).
 */
export function firstChangeableDate(now: Instant): CivilDate {
  return dateOf(dayOf(now) + (timeOfDayMs(now) < receptionHours.from ? 0 : 1));
}

/** @throws DomainError `validation_failed` with the fields at fault, or `calendar_rejected` */
export function checkClosure(closure: NewClosure, calendar: ReceptionCalendar, now: Instant): void {
  const [from, to] = [parseDate(closure.from), parseDate(closure.to)];
  const faults = [...dateFaults('from', closure.from, now), ...reasonFaults(closure.reason)];
  if (to === undefined) faults.push({ field: 'to', message: '存在する日付を指定してください。' });
  else if (from !== undefined && to < from) faults.push({ field: 'to', message: '終了日は開始日以後の日付にしてください。' });
  else if (from !== undefined && to - from >= longestClosureDays) {
    faults.push({ field: 'to', message: `一度に休業にできるのは${longestClosureDays}日までです。` });
  }
  refuse(faults);
  if (calendar.businessDaysBetween(closure.from, dateOf((to ?? 0) + 1)) === 0) {
    throw new DomainError('calendar_rejected', '指定された期間には受付のある日がありません。登録の必要はありません。');
  }
}

/** @throws DomainError `validation_failed` with the fields at fault, or `calendar_rejected` */
export function checkReopening(reopening: NewReopening, calendar: ReceptionCalendar, now: Instant): void {
  refuse([...dateFaults('date', reopening.date, now), ...reasonFaults(reopening.reason)]);
  const day = parseDate(reopening.date) ?? 0;
  const closed = calendar.closedDay(reopening.date);
  if (closed === undefined) throw new DomainError('calendar_rejected', `${formatDay(day)}はすでに受付のある日です。`);
  if (closed.kind === 'closure') {
    throw new DomainError('calendar_rejected', `${formatDay(day)}は「${closed.reason}」です。その休業の取消しを行ってください。`);
  }
  if (closed.kind !== 'national_holiday') {
    throw new DomainError('calendar_rejected', `${formatDay(day)}は${closed.reason}です。受付日に変更できるのは祝日だけです。`);
  }
}

/** @throws DomainError `validation_failed` with the fields at fault */
export function checkSuspension(suspension: NewSuspension, now: Instant): void {
  const faults = reasonFaults(suspension.reason);
  if (suspension.to <= suspension.from) faults.push({ field: 'to', message: '終了は開始より後の日時にしてください。' });
  else if (suspension.to <= now) faults.push({ field: 'to', message: '終了は現在より後の日時にしてください。過ぎた時間を受付停止にはできません。' });
  else if (suspension.to - suspension.from > longestSuspensionMs) faults.push({ field: 'to', message: '受付停止は60日までです。' });
  refuse(faults);
}

/** Whether a revocation would still change anything. */
export function isRevocable(row: ClosureRow, now: Instant): boolean {
  if (row.revokedAt !== null) return false;
  if (row.kind === 'suspension') return row.toAt !== null && row.toAt > now;
  return row.toDate !== null && row.toDate >= firstChangeableDate(now);
}

/** The days of one kind that count; of one revoked those whose reception had begun before (history stays). */
export function daysInForce(rows: readonly ClosureRow[], kind: Exclude<ClosureKind, 'suspension'>): DaySpan[] {
  return rows
    .filter((row) => row.kind === kind)
    .map((row) => ({ from: row.fromDate ?? '', to: lastDate(row), reason: row.reason }))
    .filter((span) => span.from <= span.to);
}

function lastDate(row: ClosureRow): CivilDate {
  const to = row.toDate ?? '';
  if (row.revokedAt === null) return to;
  const lastBegun = dateOf((parseDate(firstChangeableDate(row.revokedAt)) ?? 0) - 1);
  return lastBegun < to ? lastBegun : to;
}

/** The suspension that a row stands for, up to its revocation; undefined for other kinds. */
export function suspensionInForce(row: ClosureRow): Suspension | undefined {
  if (row.fromAt === null || row.toAt === null) return undefined;
  const to = row.revokedAt === null ? row.toAt : Math.min(row.toAt, row.revokedAt);
  return { from: row.fromAt, to, declaredAt: row.declaredAt, reason: row.reason };
}

function dateFaults(field: string, date: CivilDate, now: Instant): FieldFault[] {
  if (parseDate(date) === undefined) return [{ field, message: '存在する日付を指定してください。' }];
  if (date > '2099-12-31') return [{ field, message: '2099年までの日付を指定してください。' }];
  if (date >= firstChangeableDate(now)) return [];
  return [{ field, message: '受付がすでに始まった日は変更できません。本日の受付を止めるには「受付停止」を登録してください。' }];
}

function reasonFaults(reason: string): FieldFault[] {
  const length = reason.trim().length;
  if (length === 0) return [{ field: 'reason', message: '理由を入力してください。' }];
  return length > reasonLength ? [{ field: 'reason', message: `理由は${reasonLength}文字までです。` }] : [];
}

function refuse(faults: readonly FieldFault[]): void {
  if (faults.length > 0) throw new DomainError('validation_failed', '入力内容を確認してください。', { faults });
}
