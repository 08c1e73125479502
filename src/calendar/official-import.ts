import type { Instant } from '../platform/clock.js';
import type { Tx } from '../platform/db.js';
import { newId } from '../platform/ids.js';
import { insert } from '../platform/write.js';
import { CalendarImportRow, type ImportSource } from './calendar-import.entity.js';
import { latestImport, type Reads } from './calendar.queries.js';
import { dateOf, partsOf } from './civil-day.rules.js';
import { formatDay } from './japanese-time.js';
import { lawHolidays } from './holiday-law.rules.js';
import { rejected } from './official-csv.js';
import { differencesFromLaw, lineOf, type OfficialDifference, type OfficialHoliday } from './official-csv.rules.js';
import { OfficialHolidayRow } from './official-holiday.entity.js';
import type { ReceptionCalendar } from './reception-calendar.js';

/** What became of an import. */
export interface ImportedList {
  readonly rows: number;
  /** The last holiday of the list in force, `YYYY-MM-DD`. */
  readonly lastDay: string;
  /** False where the list was in force already. */
  readonly isNew: boolean;
}

/**
 * Refuses a list that differs from the law, unless the date was confirmed or the owner has closed or
 * re-opened it: a broken file and a new law look alike, and only a person can tell them apart.
 *
 * @throws DomainError `calendar_rejected`; `facts.differences` lists the dates to confirm
 */
export function differencesToConfirm(holidays: readonly OfficialHoliday[], calendar: ReceptionCalendar, confirmed: readonly string[]): void {
  const open = differencesFromLaw(holidays, lawHolidays).filter((one) => !confirmed.includes(dateOf(one.day)) && !isKnown(one, calendar));
  const first = open[0];
  if (first === undefined) return;
  const differences = open.map(({ day, name, kind }) => ({ date: dateOf(day), name, kind }));
  throw rejected(lineOf(holidays, first.day), `${sentence(first)}${open.length > 1 ? `ほかにも${open.length - 1}日、違いがあります。` : ''}官報で確認できた場合は、その日付を「確認済み」として指定してください。`, { differences });
}

function isKnown(difference: OfficialDifference, calendar: ReceptionCalendar): boolean {
  const closed = calendar.closedDay(dateOf(difference.day));
  return difference.kind === 'missing' ? closed === undefined : closed?.kind === 'closure';
}

function sentence({ day, name, kind }: OfficialDifference): string {
  const date = `${formatDay(day)}「${name}」`;
  return kind === 'missing' ? `${date}が一覧にありません。祝日法では休日になる日です。` : `${date}は、祝日法の計算では休日になりません。`;
}

/** Puts a list in the place of the one in force; leaves a newer one and the same one as they are. */
export async function replaceOfficial(
  tx: Tx,
  reads: Reads,
  list: { readonly sha256: string; readonly source: ImportSource; readonly holidays: readonly OfficialHoliday[] },
  by: { readonly importedAt: Instant; readonly importedBy: string | null },
): Promise<ImportedList> {
  const latest = await latestImport(reads);
  const lastDay = dateOf(list.holidays.at(-1)?.day ?? 0);
  if (latest !== undefined && list.source === 'shipped' && latest.lastDay >= lastDay) return { rows: latest.rowCount, lastDay: latest.lastDay, isNew: false };
  if (latest !== undefined && latest.lastDay.slice(0, 4) > lastDay.slice(0, 4)) {
    const message = `この一覧は${partsOf(list.holidays.at(-1)?.day ?? 0).year}年までで、現在の一覧（${latest.lastDay.slice(0, 4)}年まで）より古いものです。`;
    throw rejected(list.holidays.length + 1, message);
  }
  const id = newId();
  await insert(tx, CalendarImportRow, { id, sha256: list.sha256, source: list.source, ...by, rowCount: list.holidays.length, lastDay });
  await tx.createQueryBuilder().delete().from(OfficialHolidayRow).execute();
  await insert(tx, OfficialHolidayRow, list.holidays.map(({ day, name }) => ({ date: dateOf(day), name, importId: id })));
  return { rows: list.holidays.length, lastDay, isNew: true };
}
