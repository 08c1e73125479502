import { dateOf, dayMs, dayOf, existingDay, hourMs, partsOf, tokyoOffsetMs, twoDigits, type CivilDay } from '../calendar/civil-day.rules.js';
import { formatDateTime, formatDay, formatTime } from '../calendar/japanese-time.js';
import type { Instant } from '../platform/clock.js';
import type { DateTimeAnswer, Zone } from './answers.rules.js';

/** A date and time that was read, or the Japanese sentence that says why it was not. */
export type ReadDateTime = { readonly answer: DateTimeAnswer } | { readonly fault: string };

const staleAfterMs = 90 * dayMs;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** A time that is whole but for its zone; while somebody is filling it in, that is no fault yet. */
export const zoneMissingFault = '時刻の基準（日本時間・UTC・不明）も選んでください。';

const faults = {
  unreadable: '日時として読み取れません。2026/11/24 10:05 のように書いてください。',
  noSuchDate: '存在しない日付です。',
  noSuchTime: '存在しない時刻です（時は0～23、分は0～59）。',
  zoneMissing: zoneMissingFault,
  future: '未来の日時です。日付と、日本時間かUTCかを確認してください。',
} as const;

interface Rest<Value> {
  readonly value: Value;
  readonly rest: string;
}

/**
 * Reads what was said or copied from a notice: Japanese, ISO and English notations, with or without
 * a year (then the last such day) and a time. The zone in the text comes before `zone`, the choice
 * beside it; it is never assumed. An explicit offset is kept as UTC.
 */
export function readDateTime(text: string, zone: Zone | undefined, now: Instant): ReadDateTime {
  const plain = text.normalize('NFKC').trim();
  const date = readDate(plain, dayOf(now));
  if (date === undefined) return { fault: faults.unreadable };
  if (date.value === undefined) return { fault: faults.noSuchDate };
  const time = readTime(date.rest);
  if (time === undefined) return { fault: faults.noSuchTime };
  const offset = readOffset(time.rest);
  if (offset === undefined) return { fault: faults.unreadable };
  return placed({ day: date.value, ...time.value, offsetMs: offset.value }, zone, now);
}

interface Read {
  readonly day: CivilDay;
  readonly timeMs: number;
  readonly precision: DateTimeAnswer['precision'];
  /** From the text; null where it names no zone. */
  readonly offsetMs: number | null;
}

function placed({ day, timeMs, precision, offsetMs }: Read, chosen: Zone | undefined, now: Instant): ReadDateTime {
  const zone = offsetMs === null ? chosen : zoneOf(offsetMs);
  if (zone === undefined) return { fault: faults.zoneMissing };
  const said = day * dayMs + timeMs;
  // An offset that is neither JST nor UTC is turned into UTC; the original text stays beside it.
  const clock = offsetMs !== null && zone === 'UTC' ? said - offsetMs : said;
  const answer: DateTimeAnswer = { at: zone === 'unknown' ? null : clock - offsetOf(zone), wall: wallOf(clock), zone, precision };
  return earliest(answer) > now ? { fault: faults.future } : { answer };
}

function zoneOf(offsetMs: number): Zone {
  return offsetMs === tokyoOffsetMs ? 'JST' : 'UTC';
}

function offsetOf(zone: 'JST' | 'UTC'): number {
  return zone === 'JST' ? tokyoOffsetMs : 0;
}

/** The earliest instant it can have been: with an unknown zone the reading as Japanese time. */
export function earliest(answer: DateTimeAnswer): Instant {
  return answer.at ?? Date.parse(`${answer.wall}Z`) - tokyoOffsetMs;
}

/** The latest instant it can have been: with an unknown zone the reading as UTC. */
export function latest(answer: DateTimeAnswer): Instant {
  return answer.at ?? Date.parse(`${answer.wall}Z`);
}

/** Whether it lies so far back that logs are likely gone. */
export function isLongAgo(answer: DateTimeAnswer, now: Instant): boolean {
  return now - latest(answer) > staleAfterMs;
}

/** 「2026年11月24日（火）10:05（日本時間）」; one said in UTC with both clocks. */
export function formatDateTimeAnswer(answer: DateTimeAnswer): string {
  const clock = Date.parse(`${answer.wall}Z`);
  const day = formatDay(Math.floor(clock / dayMs));
  if (answer.precision === 'day') return `${day}（時刻なし${answer.zone === 'unknown' ? '' : `・${zoneLabels[answer.zone]}`}）`;
  if (answer.at === null) return `${day}${formatTime(clock - tokyoOffsetMs)}（時刻の基準は不明）`;
  if (answer.zone === 'JST') return `${formatDateTime(answer.at)}（日本時間）`;
  return `${formatDateTime(answer.at)}（日本時間。表記はUTCで${formatTime(answer.at - tokyoOffsetMs)}）`;
}

export const zoneLabels: Readonly<Record<Zone, string>> = { JST: '日本時間', UTC: 'UTC', unknown: '不明' };

/** The date at the beginning of a text; `value` is undefined for one that does not exist. */
function readDate(text: string, today: CivilDay): Rest<CivilDay | undefined> | undefined {
  const relative = /^(本日|今日|昨日|一昨日|おととい)/u.exec(text);
  if (relative !== null) return { value: today - (daysBack[relative[0]] ?? 0), rest: text.slice(relative[0].length) };
  const full = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s*\([月火水木金土日]\))?/u.exec(text);
  if (full !== null) return { value: dayFrom(full[1], full[2], full[3]), rest: text.slice(full[0].length) };
  const short = /^(\d{1,2})\s*[-/月]\s*(\d{1,2})(?![\d:])\s*日?(?:\s*\([月火水木金土日]\))?/u.exec(text);
  if (short !== null) return { value: lastSuchDay(Number(short[1]), Number(short[2]), today), rest: text.slice(short[0].length) };
  return readEnglishDate(text);
}

const daysBack: Readonly<Record<string, number>> = { 昨日: 1, 一昨日: 2, おととい: 2 };

function readEnglishDate(text: string): Rest<CivilDay | undefined> | undefined {
  const plain = text.replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+/iu, '');
  const monthFirst = /^([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}),?/iu.exec(plain);
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4}),?/iu.exec(plain);
  const found = monthFirst ?? dayFirst;
  if (found === null) return undefined;
  const [name, dayOfMonth] = monthFirst === null ? [found[2], found[1]] : [found[1], found[2]];
  const month = months.indexOf((name ?? '').toLowerCase()) + 1;
  if (month === 0) return undefined;
  return { value: dayFrom(found[3], String(month), dayOfMonth), rest: plain.slice(found[0].length) };
}

function dayFrom(year: string | undefined, month: string | undefined, day: string | undefined): CivilDay | undefined {
  return existingDay({ year: Number(year), month: Number(month), day: Number(day) });
}

/** Nobody says the year of last week: the newest such day that is not after today. */
function lastSuchDay(month: number, day: number, today: CivilDay): CivilDay | undefined {
  const { year } = partsOf(today);
  const thisYear = existingDay({ year, month, day });
  if (thisYear !== undefined && thisYear <= today) return thisYear;
  return existingDay({ year: year - 1, month, day }) ?? thisYear;
}

function readTime(text: string): Rest<Pick<Read, 'timeMs' | 'precision'>> | undefined {
  const match =
    /^[\s,T]*(?:at\s+)?(午前|午後)?\s*(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,]\d+)?)?|時(?:(\d{1,2})分(?:(\d{1,2})秒)?)?)(?:頃|ごろ)?\s*([ap]\.?m\.?)?/iu.exec(text);
  if (match === null) return { value: { timeMs: 0, precision: 'day' }, rest: text };
  const [whole, half, hourText, minuteText, secondText, minuteSaid, secondSaid, meridiem] = match;
  const hour = hourOfDay(Number(hourText), half === '午後' || /^p/iu.test(meridiem ?? ''), half === '午前' || /^a/iu.test(meridiem ?? ''));
  const minute = Number(minuteText ?? minuteSaid ?? '0');
  const second = Number(secondText ?? secondSaid ?? '0');
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const precision = secondText === undefined && secondSaid === undefined ? 'minute' : 'second';
  return { value: { timeMs: hour * hourMs + minute * 60_000 + second * 1000, precision }, rest: text.slice(whole.length) };
}

function hourOfDay(hour: number, afternoon: boolean, morning: boolean): number {
  if (afternoon && hour < 12) return hour + 12;
  return morning && hour === 12 ? 0 : hour;
}

function readOffset(text: string): Rest<number | null> | undefined {
  const plain = text.trim().replace(/^\((.*)\)$/u, '$1');
  if (plain === '') return { value: null, rest: '' };
  if (/^(?:JST|日本時間|日本標準時)(?:[\s,]{0,3}\(?(?:UTC|GMT)\s?\+0?9(?::?00)?\)?)?$/iu.test(plain)) return { value: tokyoOffsetMs, rest: '' };
  if (/^(?:Z|UTC|GMT|協定世界時)$/iu.test(plain)) return { value: 0, rest: '' };
  const offset = /^(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$/iu.exec(plain);
  if (offset === null) return undefined;
  const ms = Number(offset[2]) * hourMs + Number(offset[3] ?? '0') * 60_000;
  return { value: offset[1] === '-' ? -ms : ms, rest: '' };
}

/** `2026-11-24T10:05:00` of a clock reading, told as if it were UTC. */
function wallOf(clockMs: number): string {
  const day = Math.floor(clockMs / dayMs);
  const seconds = Math.floor((clockMs - day * dayMs) / 1000);
  return `${dateOf(day)}T${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}
