import { formatDate, formatTime } from '../calendar/japanese-time.js';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zone = String.raw`\s?(?:Z(?![A-Za-z])|\(?(?:UTC|GMT)(?:[+-]0?0?:?00)?\)?|[+-]00:?00)`;
const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.\d{1,9})?)?`;
const iso = new RegExp(String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:T|\s)${clock}${zone}`, 'g');
const english = new RegExp(String.raw`\b(?<month>${months.join('|')})[a-z]*\.? (?<day>\d{1,2}),? (?<year>\d{4}),? ${clock}${zone}`, 'gi');

const japanese = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。]`;
/** The spaces that English wants around a time, and Japanese does not. */
const spaceAfter = new RegExp(String.raw`(?<=（日本時間）) +(?=${japanese})`, 'gu');
const spaceBefore = new RegExp(String.raw`(?<=${japanese}) +(?=\d{4}年\d{1,2}月\d{1,2}日（.）\d\d:\d\d(?::\d\d)?（日本時間）)`, 'gu');

/**
 * Times that say they are UTC, as the portal writes them, as Japanese time:
 * `2026-11-24T01:05:00Z` becomes `2026年11月24日（火）10:05（日本時間）`. A time without a zone stays as it is:
 * the zone is asked, never assumed.
 */
export function withJapaneseTimes(text: string): string {
  const read = [iso, english].reduce((result, pattern) => result.replaceAll(pattern, (match) => inJapan(match, pattern)), text);
  return read === text ? text : read.replaceAll(spaceAfter, '').replaceAll(spaceBefore, '');
}

function inJapan(match: string, pattern: RegExp): string {
  const parts = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(match)?.groups ?? {};
  const number = (name: string): number => Number(parts[name] ?? Number.NaN);
  const month = /^\d+$/.test(parts['month'] ?? '') ? number('month') : months.indexOf((parts['month'] ?? '').toLowerCase()) + 1;
  const at = Date.UTC(number('year'), month - 1, number('day'), number('hour'), number('minute'));
  const isReal = new Date(at).getUTCDate() === number('day') && number('hour') < 24 && number('minute') < 60;
  if (!isReal) return match;
  const second = parts['second'];
  return `${formatDate(at)}${formatTime(at)}${second === undefined || second === '00' ? '' : `:${second}`}（日本時間）`;
}
