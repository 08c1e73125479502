import { DomainError } from '../platform/errors.js';
import { dayFromParts, partsOf, type CivilDay } from './civil-day.rules.js';

/** Years for which open days can be asked: those of `calendar explain` and what lies just beside them. */
export const calendarYears = { first: 1955, last: 2110 } as const;

interface YearTable {
  readonly first: CivilDay;
  readonly length: number;
  /** Business days of the year before its nth day; one longer than the year. */
  readonly openBefore: Int32Array;
  readonly openDays: Int32Array;
}

/**
 * The business days as tables with prefix sums, one per year, each made when it is first asked for:
 * the next one, the nth after, and how many between are then looked up and not searched.
 */
export class OpenDays {
  readonly #isClosed: (day: CivilDay) => boolean;
  readonly #years = new Map<number, YearTable>();
  #latest: YearTable;

  constructor(isClosed: (day: CivilDay) => boolean) {
    this.#isClosed = isClosed;
    this.#latest = { first: 0, length: 0, openBefore: new Int32Array(1), openDays: new Int32Array() };
  }

  isOpen(day: CivilDay): boolean {
    const table = this.#tableOf(day);
    const index = day - table.first;
    return valueAt(table.openBefore, index + 1) > valueAt(table.openBefore, index);
  }

  /** The day itself if it is open, otherwise the first open one after it. */
  from(day: CivilDay): CivilDay {
    const table = this.#tableOf(day);
    return this.#nth(table, valueAt(table.openBefore, day - table.first));
  }

  /** The nth open day after a day, which itself does not count; n is 1 or more. */
  after(day: CivilDay, n: number): CivilDay {
    const table = this.#tableOf(day);
    return this.#nth(table, valueAt(table.openBefore, day - table.first + 1) + n - 1);
  }

  /** Open days from one day up to, not including, another that is not before it. */
  count(from: CivilDay, to: CivilDay): number {
    let table = this.#tableOf(from);
    let counted = -valueAt(table.openBefore, from - table.first);
    while (to >= table.first + table.length) {
      counted += table.openDays.length;
      table = this.#tableOf(table.first + table.length);
    }
    return counted + valueAt(table.openBefore, to - table.first);
  }

  #nth(start: YearTable, position: number): CivilDay {
    let table = start;
    let index = position;
    while (index >= table.openDays.length) {
      index -= table.openDays.length;
      table = this.#tableOf(table.first + table.length);
    }
    return valueAt(table.openDays, index);
  }

  #tableOf(day: CivilDay): YearTable {
    const index = day - this.#latest.first;
    if (!(index >= 0 && index < this.#latest.length)) this.#latest = this.#tableOfYear(partsOf(day).year);
    return this.#latest;
  }

  #tableOfYear(year: number): YearTable {
    const known = this.#years.get(year);
    if (known !== undefined) return known;
    if (!(year >= calendarYears.first && year <= calendarYears.last)) {
      throw new DomainError('time_not_possible', '受付カレンダーの範囲外の日時です。2000年から2099年までの日時を指定してください。');
    }
    const table = makeTable(year, this.#isClosed);
    this.#years.set(year, table);
    return table;
  }
}

function makeTable(year: number, isClosed: (day: CivilDay) => boolean): YearTable {
  const first = dayFromParts({ year, month: 1, day: 1 });
  const length = dayFromParts({ year: year + 1, month: 1, day: 1 }) - first;
  const openBefore = new Int32Array(length + 1);
  const openDays: CivilDay[] = [];
  for (let index = 0; index < length; index += 1) {
    openBefore[index] = openDays.length;
    if (!isClosed(first + index)) openDays.push(first + index);
  }
  openBefore[length] = openDays.length;
  return { first, length, openBefore, openDays: Int32Array.from(openDays) };
}

function valueAt(values: Int32Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`No value at ${index} of a table of ${values.length} days.`);
  return value;
}
