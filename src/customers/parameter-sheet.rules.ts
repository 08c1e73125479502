import { printable } from './japanese-text.rules.js';
import { columnOf, type ColumnKey, type ColumnMap } from './parameter-sheet-columns.rules.js';
import { LineReader } from './parameter-sheet-line.rules.js';
import type { LineRegistration } from './registration.js';
import type { SheetLine, SheetTable } from './sheet-table.js';

/** A line that can be taken, or why not; both keep the number as it stood in the file. */
export type ParsedLine =
  | {
      readonly ok: true;
      readonly lineNumber: number;
      readonly contractNumber: string;
      readonly registration: LineRegistration;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly lineNumber: number; readonly contractNumber: string; readonly reasons: readonly string[] };

/**
 * Reads the lines one by one; none is lost, whatever it holds. Of two lines with the same contract
 * number the first counts and the later ones are refused.
 */
export function parseLines(table: SheetTable, columns: ColumnMap): ParsedLine[] {
  const firstLines = new Map<string, number>();
  return table.lines.map((line) => {
    const parsed = parseLine(line, columns, table.serialDates);
    if (!parsed.ok) return parsed;
    const { contractNumber } = parsed.registration.contract;
    const before = firstLines.get(contractNumber);
    if (before === undefined) {
      firstLines.set(contractNumber, line.lineNumber);
      return parsed;
    }
    return refusal(line.lineNumber, parsed.contractNumber, [`契約番号が${before}行目と重複しています。`]);
  });
}

function parseLine(line: SheetLine, columns: ColumnMap, serialDates: boolean): ParsedLine {
  const raw = (key: ColumnKey): string => line.cells[columns.positions.get(key) ?? -1] ?? '';
  const contractNumber = printable(raw('contractNumber'), columnOf('contractNumber').length);
  if (line.fault !== undefined) return refusal(line.lineNumber, contractNumber, [line.fault]);
  const extra = line.cells.slice(columns.width).some((cell) => cell.trim() !== '');
  if (extra) return refusal(line.lineNumber, contractNumber, ['列の数が見出しより多くなっています。セルの中のカンマを確認してください。']);
  const reader = new LineReader(raw, (key) => columns.positions.has(key));
  const registration = reader.registration(serialDates);
  if (reader.reasons.length > 0) return refusal(line.lineNumber, contractNumber, reader.reasons);
  return { ok: true, lineNumber: line.lineNumber, contractNumber, registration, notes: reader.notes };
}

function refusal(lineNumber: number, contractNumber: string, reasons: readonly string[]): ParsedLine {
  return { ok: false, lineNumber, contractNumber, reasons };
}
