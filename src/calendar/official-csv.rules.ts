import { dayFromParts, existingDay, dateOf, partsOf, weekdayOf, type CivilDay } from './civil-day.rules.js';
import { citizensHoliday, substituteHoliday, type HolidaysOfYear } from './holiday-law.rules.js';

/** One row of the official list. */
export interface OfficialHoliday {
  readonly day: CivilDay;
  readonly name: string;
}

/** A reason to refuse the file; the line as an editor counts it, 1 for the header. */
export interface CsvFault {
  readonly line: number;
  readonly message: string;
}

export type ReadCsv = { readonly holidays: readonly OfficialHoliday[] } | { readonly fault: CsvFault };

const header = '国民の祝日・休日月日,国民の祝日・休日名称';
const unnamed = '休日';
/** The law has had at least 15 holidays a year only since it got 海の日 and what followed. */
const countedSince = 2000;
const countPerYear = { least: 15, most: 25 } as const;

/** Reads the decoded text of 内閣府's `syukujitsu.csv`: header, `YYYY/M/D`, rising dates, 15 to 25 a year. */
export function readOfficialCsv(text: string): ReadCsv {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines[0] !== header) return fault(1, '見出し行が内閣府の「国民の祝日」CSVのものではありません。');
  const holidays: OfficialHoliday[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const read = readRow(line, holidays.at(-1)?.day);
    if (typeof read === 'string') return fault(index + 2, read);
    holidays.push(read);
  }
  if (holidays.length === 0) return fault(1, '祝日の行が1行もありません。');
  return countFault(holidays) ?? { holidays: nameRestDays(holidays) };
}

/**
 * The dates on which the list and the law differ, for every year the list covers; none for the
 * list as published so far.
 */
export function differencesFromLaw(holidays: readonly OfficialHoliday[], law: HolidaysOfYear): readonly OfficialDifference[] {
  const listed = new Map(holidays.map(({ day, name }) => [day, name]));
  const years = yearsCovered(holidays);
  const missing = years.flatMap((year) => [...law(year)].filter(([day]) => !listed.has(day)).map(([day, name]) => ({ day, name, kind: 'missing' as const })));
  const additional = holidays.filter(({ day }) => !law(partsOf(day).year).has(day)).map((one) => ({ ...one, kind: 'additional' as const }));
  return [...missing, ...additional].toSorted((a, b) => a.day - b.day);
}

/** `missing`: the law has it and the list does not; `additional`: the other way round. */
export interface OfficialDifference extends OfficialHoliday {
  readonly kind: 'missing' | 'additional';
}

/** The line of the file that concerns a day: its own row, or the row before which it would stand. */
export function lineOf(holidays: readonly OfficialHoliday[], day: CivilDay): number {
  const index = holidays.findIndex((one) => one.day >= day);
  return (index === -1 ? holidays.length : index) + 2;
}

/** Holidays by year, the official list before the law for the years that it covers. */
export function officialOver(holidays: readonly OfficialHoliday[], law: HolidaysOfYear): HolidaysOfYear {
  const byYear = new Map<number, Map<CivilDay, string>>(yearsCovered(holidays).map((year) => [year, new Map()]));
  for (const { day, name } of holidays) byYear.get(partsOf(day).year)?.set(day, name);
  return (year) => byYear.get(year) ?? law(year);
}

/** The last day for which the list decides: the end of its last year. */
export function officialThrough(holidays: readonly OfficialHoliday[]): string | undefined {
  const last = holidays.at(-1);
  return last === undefined ? undefined : `${partsOf(last.day).year}-12-31`;
}

function readRow(line: string, previous: CivilDay | undefined): OfficialHoliday | string {
  const match = /^(\d{4})\/(\d{1,2})\/(\d{1,2}),([^,"]{1,40})$/.exec(line);
  if (match === null) return '「年/月/日,名称」の形ではありません。';
  const day = existingDay({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) });
  if (day === undefined) return '存在しない日付です。';
  if (day === previous) return `${dateOf(day)} が重複しています。`;
  if (previous !== undefined && day < previous) return '日付が前の行より古くなっています（昇順でありません）。';
  return { day, name: match[4] ?? '' };
}

function countFault(holidays: readonly OfficialHoliday[]): { readonly fault: CsvFault } | undefined {
  for (const year of yearsCovered(holidays).filter((one) => one >= countedSince)) {
    const ofYear = holidays.filter(({ day }) => partsOf(day).year === year);
    if (ofYear.length < countPerYear.least || ofYear.length > countPerYear.most) {
      return fault(lineOf(holidays, dayFromParts({ year, month: 1, day: 1 })), `${year}年の祝日・休日が${ofYear.length}日あります。${countPerYear.least}日から${countPerYear.most}日でないため、壊れたファイルとみなします。`);
    }
  }
  return undefined;
}

/** The list calls both kinds 「休日」: it is a 振替休日 where the run of holidays before it holds a Sunday. */
function nameRestDays(holidays: readonly OfficialHoliday[]): readonly OfficialHoliday[] {
  const days = new Set(holidays.map(({ day }) => day));
  return holidays.map((one) => (one.name === unnamed ? { ...one, name: followsSunday(days, one.day) ? substituteHoliday : citizensHoliday } : one));
}

function followsSunday(days: ReadonlySet<CivilDay>, day: CivilDay): boolean {
  for (let before = day - 1; days.has(before); before -= 1) if (weekdayOf(before) === 0) return true;
  return false;
}

function yearsCovered(holidays: readonly OfficialHoliday[]): number[] {
  const [first, last] = [holidays[0], holidays.at(-1)];
  if (first === undefined || last === undefined) return [];
  const firstYear = partsOf(first.day).year;
  return Array.from({ length: partsOf(last.day).year - firstYear + 1 }, (_, index) => firstYear + index);
}

function fault(line: number, message: string): { readonly fault: CsvFault } {
  return { fault: { line, message } };
}
