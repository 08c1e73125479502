import { formatDate, formatTime } from '../calendar/japanese-time.js';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zone = String.raw`\s?(?:Z(?![A-Za-z])|\(?(?:UTC|GMT)(?:[+-]0?0?:?00)?\)?|[+-]00:?00)`;
const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.\d{1,9})?)?`;
const iso = new RegExp(String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:T|\s)${clock}${zone}`, 'g');
const english = new RegExp(String.raw`\b(?<month>${months.join('|')})[a-z]*\.? (?<day>\d{1,2}),? (?<year>\d{4}),? ${clock}${zone}`, 'gi');

/**
 * Times that say they are UTC, as the portal writes them, as Japanese time:
 * `2026-11-24T01:05:00Z` becomes `2026年11月24日（火）10:05（日本時間）`. A time without a zone stays as it is:
 * the zone is asked, never assumed.
 */
export function withJapaneseTimes(text: string): string {
  return [iso, english].reduce((result, pattern) => result.replaceAll(pattern, (match) => japanese(match, pattern)), text);
}

function japanese(match: string, pattern: RegExp): string {
  const parts = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(match)?.groups ?? {};
  const number = (name: string): number => Number(parts[name] ?? Number.NaN);
  const month = /^\d+$/.test(parts['month'] ?? '') ? number('month') : months.indexOf((parts['month'] ?? '').toLowerCase()) + 1;
  const at = Date.UTC(number('year'), month - 1, number('day'), number('hour'), number('minute'));
  const isReal = new Date(at).getUTCDate() === number('day') && number('hour') < 24 && number('minute') < 60;
  if (!isReal) return match;
  const second = parts['second'];
  return `${formatDate(at)}${formatTime(at)}${second === undefined || second === '00' ? '' : `:${second}`}（日本時間）`;
}
