import type { Cell as SheetCell } from 'write-excel-file/node';
import { dayMs, tokyoOffsetMs } from '../../calendar/civil-day.rules.js';
import type { Instant } from '../../platform/clock.js';
import { isMoment, safeText, type Cell } from '../../web/exports/safe-cell.rules.js';

/** A sheet to be packed. */
export interface XlsxOrder {
  readonly sheet: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Widths of columns in half-width characters, and by how many rows a column is measured. */
const narrowest = 8;
const widest = 60;
const measuredRows = 200;
/** `2026年11月24日（火）17:00`, in whatever language the spreadsheet is. */
const momentFormat = '[$-411]yyyy"年"m"月"d"日（"aaa"）"hh:mm';
const momentWidth = 26;
/** Days from the one with which Excel begins to count to 1970-01-01. */
const excelEpochDays = 25_569;
/** Excel takes no more in the name of a sheet. */
const sheetNameLength = 31;
/** Nor in a cell: with a longer one it calls the whole file damaged. */
const cellLength = 32_767;
const cutOff = '…（長いため以下を省略）';

/** A workbook with one sheet: a bold first row that stays in sight, texts as texts, numbers as numbers and instants as dates. */
export async function writeXlsx({ sheet, columns, rows }: XlsxOrder): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const head = columns.map((value) => ({ value, fontWeight: 'bold' as const }));
  const body = rows.map((row) => row.map(sheetCell));
  const widths = columns.map((title, index) => ({ width: widthOf([title, ...rows.slice(0, measuredRows).map((row) => row[index] ?? null)]) }));
  return writeXlsxFile([head, ...body], { sheet: sheetName(sheet), stickyRowsCount: 1, columns: widths }, { fontFamily: 'Yu Gothic', fontSize: 11 }).toBuffer();
}

/** What Excel takes as the name of a sheet: so long, without its signs for places, and with no apostrophe at either end. */
function sheetName(wanted: string): string {
  return wanted.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, sheetNameLength).replaceAll(/^'+|'+$|\p{Cs}$/gu, ' ').trim() || '一覧';
}

function sheetCell(cell: Cell): SheetCell {
  if (typeof cell === 'number') return { value: cell, type: Number };
  if (cell !== null && isMoment(cell)) return { value: serialOf(cell.at), type: Number, format: momentFormat };
  const text = asWritten(fitting(safeText(cell ?? '')));
  return text === '' ? null : { value: text, type: String };
}

/** Days since Excel's first, in Japan. Up by less than a millisecond: 17:00 is no round part of a day, and readers cut off what is below. */
function serialOf(at: Instant): number {
  const parts = 1e9;
  return Math.ceil((excelEpochDays + (at + tokyoOffsetMs) / dayMs) * parts) / parts;
}

/** So that the longest of these cells is seen whole, as far as a screen allows; a Japanese letter takes two places. */
function widthOf(cells: readonly Cell[]): number {
  const lengths = cells.map((cell) => (cell !== null && isMoment(cell) ? momentWidth : placesOf(String(cell ?? '')) + 2));
  return Math.min(widest, lengths.reduce((most, length) => Math.max(most, length), narrowest));
}

function placesOf(text: string): number {
  return [...text.slice(0, widest)].reduce((places, sign) => places + (/[ -~\u00a0-\u00ff\uff61-\uff9f]/.test(sign) ? 1 : 2), 0);
}

/** `_x0041_` is how a workbook spells a sign by its number (ECMA-376 ST_Xstring): where somebody typed that, it stays what he typed. */
function asWritten(text: string): string {
  return text.replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
}

function fitting(text: string): string {
  return text.length <= cellLength ? text : `${text.slice(0, cellLength - cutOff.length).replace(/\p{Cs}$/u, '')}${cutOff}`;
}
