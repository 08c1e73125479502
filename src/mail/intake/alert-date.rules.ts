const monthNames = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** What each token of a format stands for. All are short and bounded, so that matching is linear. */
const tokens: Readonly<Record<string, readonly [group: string, pattern: string]>> = {
  YYYY: ['year', String.raw`\d{4}`],
  MMMM: ['monthName', monthNames.join('|')],
  MMM: ['monthName', monthNames.map((name) => name.slice(0, 3)).join('|')],
  MM: ['month', String.raw`\d{2}`],
  M: ['month', String.raw`\d{1,2}`],
  DD: ['day', String.raw`\d{2}`],
  D: ['day', String.raw`\d{1,2}`],
  ddd: ['weekday', 'mon|tue|wed|thu|fri|sat|sun'],
  HH: ['hour', String.raw`\d{2}`],
  H: ['hour', String.raw`\d{1,2}`],
  hh: ['hour12', String.raw`\d{2}`],
  h: ['hour12', String.raw`\d{1,2}`],
  mm: ['minute', String.raw`\d{2}`],
  ss: ['second', String.raw`\d{2}(?:[.,]\d{1,9})?`],
  A: ['half', 'am|pm'],
};
const token = /YYYY|MMMM|MMM|MM|M|DD|D|ddd|HH|H|hh|h|mm|ss|A/;

/** A format such as `DD MMM YYYY HH:mm:ss`, ready to be tried; undefined where it leaves something open. */
export function compileDateFormat(format: string): RegExp | undefined {
  const pieces = format.split(new RegExp(`(${token.source})`));
  const groups = pieces.filter((_, index) => index % 2 === 1).map((name) => tokens[name]?.[0] ?? '');
  const has = (name: string): boolean => groups.includes(name);
  const whole = has('year') && has('month') !== has('monthName') && has('day') && has('minute') && (has('hour') ? !has('half') : has('hour12') && has('half'));
  if (!whole || (has('hour') && has('hour12')) || new Set(groups).size < groups.length) return undefined;
  const source = pieces.map((piece, index) => (index % 2 === 1 ? `(?<${tokens[piece]?.[0]}>${tokens[piece]?.[1]})` : escaped(piece)));
  return new RegExp(`^${source.join('')}(?<rest>(?!\\d).*)$`, 'i');
}

function escaped(literal: string): string {
  return literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`).replaceAll(/ +/g, ' {1,5}');
}

/** How a notice writes its times. */
export interface DateReading {
  readonly formats: readonly RegExp[];
  /** `Z` or `+09:00` by name, in lower case. */
  readonly zones: ReadonlyMap<string, string>;
}

/**
 * A time with its zone, as `2026-11-24T01:05:00Z`. Undefined where no zone is named (it is never
 * assumed), two are, or the day can be read in two ways, as in 03/04/2026.
 */
export function readAlertTime(text: string, { formats, zones }: DateReading, namedElsewhere: string | undefined): string | undefined {
  const readings = new Set<string>();
  for (const format of formats) {
    const parts = format.exec(text)?.groups;
    const wall = parts === undefined ? undefined : wallOf(parts);
    const said = parts === undefined || wall === undefined ? undefined : offsetOf((parts['rest'] ?? '').trim(), zones);
    if (wall === undefined || said === undefined) continue;
    const offset = said === '' ? namedElsewhere : said;
    if (offset === undefined || (namedElsewhere !== undefined && offset !== namedElsewhere)) return undefined;
    readings.add(`${wall}${offset}`);
  }
  return readings.size === 1 ? [...readings][0] : undefined;
}

function wallOf(parts: Readonly<Record<string, string | undefined>>): string | undefined {
  const name = parts['monthName']?.toLowerCase();
  const month = name === undefined ? Number(parts['month']) : monthNames.findIndex((full) => full.startsWith(name)) + 1;
  const hour = parts['hour12'] === undefined ? Number(parts['hour']) : clockHour(Number(parts['hour12']), parts['half']?.toLowerCase() === 'pm');
  const day = Number(parts['day']);
  const ends = new Date(Date.UTC(Number(parts['year']), month, 0)).getUTCDate();
  const second = parts['second']?.slice(0, 2);
  if (month < 1 || month > 12 || day < 1 || day > ends || !(hour < 24) || Number(parts['minute']) > 59 || Number(second ?? 0) > 59) return undefined;
  return `${parts['year']}-${two(month)}-${two(day)}T${two(hour)}:${parts['minute']}${second === undefined ? '' : `:${second}`}`;
}

/** NaN for an hour that no such clock shows. */
function clockHour(hour: number, afternoon: boolean): number {
  return hour < 1 || hour > 12 ? Number.NaN : (hour % 12) + (afternoon ? 12 : 0);
}

/** Empty where there is none to read; undefined where what is there is no zone, or two that differ. */
function offsetOf(rest: string, zones: DateReading['zones']): string | undefined {
  const names = rest.toLowerCase().split(/[\s()[\],]{1,10}/).filter((name) => name !== '');
  const offsets = new Set(names.map((name) => zones.get(name) ?? numericOffset(name)));
  return offsets.size <= 1 ? (names.length === 0 ? '' : [...offsets][0]) : undefined;
}

function numericOffset(name: string): string | undefined {
  const found = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(name);
  if (found === null) return undefined;
  const offset = `${found[1]}${two(Number(found[2]))}:${found[3] ?? '00'}`;
  return offset.endsWith('00:00') ? 'Z' : offset;
}

/** The offset a zone's name or number stands for; undefined for any other word. */
export function zoneOffset(name: string, zones: DateReading['zones']): string | undefined {
  return offsetOf(name, zones) || undefined;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
