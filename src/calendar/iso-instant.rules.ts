import type { Instant } from '../platform/clock.js';
import { existingDay, dayOf, partsOf } from './civil-day.rules.js';

/** What a text was read as: an instant, or a Japanese sentence that says why it is none. */
export type ReadInstant = { readonly at: Instant } | { readonly fault: string };

/** Years in Tokyo that `calendar explain` answers for. */
export const explainedYears = { first: 2000, last: 2099 } as const;

const extended = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;
const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?:\d\d)?)?$/;

const notIso = 'ISO 8601 の日時として読み取れません。2026-11-20T17:01:00+09:00 の形で指定してください。';
const noOffset = '時差の指定がありません。末尾に +09:00 または Z を付けてください。';
const noSuchDate = '存在しない日付です。';
const noSuchTime = '存在しない時刻です（時は00～23、分は00～59）。';
const leapSecond = 'うるう秒（60秒）は扱いません。秒は00～59で指定してください。';
const outOfRange = '2000年から2099年まで（日本時間）の日時を指定してください。';

/**
 * Reads an ISO 8601 instant strictly: a date that exists, a time without leap second or 24:00, and
 * an offset or Z. Fractions of a second are cut to milliseconds, so that 16:59:59.9999 stays before 17:00.
 */
export function readInstant(text: string): ReadInstant {
  const match = extended.exec(text) ?? basic.exec(text);
  if (match === null) return { fault: notIso };
  const [, year, month, dayOfMonth, hour, minute, second = '00', fraction = '', offset] = match;
  const day = existingDay({ year: Number(year), month: Number(month), day: Number(dayOfMonth) });
  if (day === undefined) return { fault: noSuchDate };
  if (Number(second) === 60) return { fault: leapSecond };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return { fault: noSuchTime };
  const offsetMinutes = offset === undefined ? undefined : readOffset(offset);
  if (offsetMinutes === undefined) return { fault: offset === undefined ? noOffset : notIso };
  const seconds = ((day * 24 + Number(hour)) * 60 + Number(minute) - offsetMinutes) * 60 + Number(second);
  return withinRange(seconds * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0')));
}

function withinRange(at: Instant): ReadInstant {
  const { year } = partsOf(dayOf(at));
  return year >= explainedYears.first && year <= explainedYears.last ? { at } : { fault: outOfRange };
}

/** Minutes east of UTC; undefined where hours or minutes are out of bounds. */
function readOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
