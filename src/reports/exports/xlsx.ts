import { safeCell, type Cell } from './safe-cell.rules.js';

/** A sheet to be packed. */
export interface XlsxOrder {
  readonly sheet: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Width of a column in characters: wide enough for a date and time in Japanese. */
const columnWidth = 24;
/** Excel takes no more in the name of a sheet. */
const sheetNameLength = 31;
/** Nor in a cell: with a longer one it calls the whole file damaged. */
const cellLength = 32_767;
const cutOff = '…（長いため以下を省略）';

/** A workbook with one sheet: a bold first row that stays in sight, texts as texts and numbers as numbers. */
export async function writeXlsx({ sheet, columns, rows }: XlsxOrder): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const head = columns.map((value) => ({ value, fontWeight: 'bold' as const }));
  const body = rows.map((row) => row.map((cell) => {
    const value = safeCell(cell);
    return typeof value === 'number' ? { value, type: Number } : { value: fitting(value), type: String };
  }));
  const name = sheet.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, sheetNameLength);
  return writeXlsxFile([head, ...body], { sheet: name, stickyRowsCount: 1, columns: columns.map(() => ({ width: columnWidth })), fontFamily: 'Yu Gothic' } as never).toBuffer();
}

function fitting(text: string): string {
  return text.length <= cellLength ? text : `${text.slice(0, cellLength - cutOff.length).replace(/\p{Cs}$/u, '')}${cutOff}`;
}
