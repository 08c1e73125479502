import type { CivilDay } from './civil-day.rules.js';
import { dayOf, parseDate, partsOf, timeOfDayMs } from './civil-day.rules.js';
import { formatDateTime, formatDay, formatDayOfMonth, formatMonthDay } from './japanese-time.js';
import { receptionHours, type ResponseTarget, type SkippedDay } from './reception-calendar.js';

/** Why the first response is due when it is due, in one Japanese sentence (D3). */
export function explainTarget(target: ResponseTarget): string {
  const acceptanceDay = dayOf(target.acceptedAt);
  const [waiting, between] = splitAt(target.skipped, acceptanceDay);
  const year = partsOf(dayOf(target.arrivedAt)).year;
  const nextDay = `その翌営業日${closedList(between, year)}の受付終了である${formatDateTime(target.dueAt)}`;
  return `${formatDateTime(target.arrivedAt)}に受信し、${acceptance(target, waiting, year)}、${nextDay}が最初のご回答の目標です。`;
}

function acceptance(target: ResponseTarget, waiting: readonly SkippedDay[], year: number): string {
  if (target.acceptedAt === target.arrivedAt) return '受付時間内のため同時刻の受付となり';
  const because = isWithinReception(target) ? '受付停止中' : '受付時間外';
  return `${because}のため次の受付開始である${formatDateTime(target.acceptedAt)}の受付となり${closedList(waiting, year)}`;
}

/** Reception would have been open when it arrived, had it not been suspended. */
function isWithinReception(target: ResponseTarget): boolean {
  const time = timeOfDayMs(target.arrivedAt);
  const day = dayOf(target.arrivedAt);
  return time >= receptionHours.from && time < receptionHours.to && !target.skipped.some((skipped) => parseDate(skipped.date) === day);
}

function splitAt(skipped: readonly SkippedDay[], acceptanceDay: CivilDay): [SkippedDay[], SkippedDay[]] {
  const isBefore = (one: SkippedDay): boolean => (parseDate(one.date) ?? 0) < acceptanceDay;
  return [skipped.filter(isBefore), skipped.filter((one) => !isBefore(one))];
}

/** `（11月21日（土）・22日（日）は土日、23日（月）は勤労感謝の日のため受付を休止）`; nothing for no days. */
function closedList(skipped: readonly SkippedDay[], year: number): string {
  if (skipped.length === 0) return '';
  let previous: CivilDay | undefined;
  const parts = runsOf(skipped).map((run) => {
    const text = runText(run, previous, year);
    previous = run.last;
    return text;
  });
  return `（${parts.join('、')}のため受付を休止）`;
}

/** Days in a row with one reason between them. */
interface Run {
  readonly first: CivilDay;
  readonly last: CivilDay;
  readonly reason: string;
}

function runsOf(skipped: readonly SkippedDay[]): Run[] {
  const runs: Run[] = [];
  for (const { date, reason } of skipped) {
    const day = parseDate(date) ?? 0;
    const last = runs.at(-1);
    const shared = last !== undefined && last.last + 1 === day ? commonReason(last.reason, reason) : undefined;
    if (last !== undefined && shared !== undefined) runs[runs.length - 1] = { first: last.first, last: day, reason: shared };
    else runs.push({ first: day, last: day, reason });
  }
  return runs;
}

function commonReason(one: string, next: string): string | undefined {
  if (one === next) return one;
  return one === '土曜日' && next === '日曜日' ? '土日' : undefined;
}

function runText({ first, last, reason }: Run, previous: CivilDay | undefined, year: number): string {
  const start = shortDay(first, previous, year);
  if (first === last) return `${start}は${reason}`;
  const end = shortDay(last, first, year);
  return last - first === 1 ? `${start}・${end}は${reason}` : `${start}から${end}までは${reason}`;
}

/** The date as one would say it after another: the month and the year only where they change. */
function shortDay(day: CivilDay, previous: CivilDay | undefined, year: number): string {
  const { year: ownYear, month } = partsOf(day);
  const before = previous === undefined ? { year, month: 0 } : partsOf(previous);
  if (ownYear !== before.year) return formatDay(day);
  return month === before.month ? formatDayOfMonth(day) : formatMonthDay(day);
}
