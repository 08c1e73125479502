import { parseDate, partsOf, weekdayOf, type CivilDate, type CivilDay } from './civil-day.rules.js';
import type { HolidaysOfYear } from './holiday-law.rules.js';

/** Why a whole day has no reception (A2). */
export type ClosedKind = 'closure' | 'year_end' | 'national_holiday' | 'weekend';

export interface ClosedDay {
  readonly kind: ClosedKind;
  /** Japanese, as it is printed: 勤労感謝の日, 年末年始休業, 臨時休業（創立記念日）. */
  readonly reason: string;
}

/** Days, both included, on which the service owner closes the reception or re-opens a national holiday. */
export interface DaySpan {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly reason: string;
}

/** Everything that decides whether a day is open. */
export interface DayRules {
  readonly holidays: HolidaysOfYear;
  readonly closures: readonly DaySpan[];
  /** National holidays that a law has moved or abolished: on these dates the holiday does not count. */
  readonly reopenings: readonly DaySpan[];
}

/** A function that says why a day is closed, or undefined where it is a business day. */
export function closedDaysBy(rules: DayRules): (day: CivilDay) => ClosedDay | undefined {
  const closures = rules.closures.map(toNumbers);
  const reopenings = rules.reopenings.map(toNumbers);
  return (day) => ownerClosure(closures, day) ?? yearEnd(day) ?? nationalHoliday(rules.holidays, reopenings, day) ?? weekend(day);
}

interface NumberedSpan {
  readonly from: CivilDay;
  readonly to: CivilDay;
  readonly reason: string;
}

function toNumbers(span: DaySpan): NumberedSpan {
  return { from: parseDate(span.from) ?? Number.NaN, to: parseDate(span.to) ?? Number.NaN, reason: span.reason };
}

function ownerClosure(closures: readonly NumberedSpan[], day: CivilDay): ClosedDay | undefined {
  const span = find(closures, day);
  return span === undefined ? undefined : { kind: 'closure', reason: ownerReason(span.reason) };
}

/** A reason such as 夏季休業 stands by itself, any other behind 臨時休業. */
function ownerReason(reason: string): string {
  return /(?:休業|休日|休み)$/.test(reason) ? reason : `臨時休業（${reason}）`;
}

function yearEnd(day: CivilDay): ClosedDay | undefined {
  const { month, day: dayOfMonth } = partsOf(day);
  const closed = (month === 12 && dayOfMonth >= 28) || (month === 1 && dayOfMonth <= 4);
  return closed ? { kind: 'year_end', reason: '年末年始休業' } : undefined;
}

function nationalHoliday(holidays: HolidaysOfYear, reopenings: readonly NumberedSpan[], day: CivilDay): ClosedDay | undefined {
  const name = holidays(partsOf(day).year).get(day);
  return name === undefined || find(reopenings, day) !== undefined ? undefined : { kind: 'national_holiday', reason: name };
}

function weekend(day: CivilDay): ClosedDay | undefined {
  const weekday = weekdayOf(day);
  if (weekday === 6) return { kind: 'weekend', reason: '土曜日' };
  return weekday === 0 ? { kind: 'weekend', reason: '日曜日' } : undefined;
}

function find(spans: readonly NumberedSpan[], day: CivilDay): NumberedSpan | undefined {
  return spans.find((span) => span.from <= day && day <= span.to);
}
