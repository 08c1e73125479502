import { stringify } from 'csv-stringify/sync';
import { safeCell, type Cell } from './safe-cell.rules.js';

/** So that Japanese Excel knows it for UTF-8. */
const byteOrderMark = '\ufeff';

/** A piece of a CSV file as Japanese Excel opens it right: UTF-8 with BOM, lines end in CRLF. */
export function csvPart(rows: readonly (readonly Cell[])[], isFirst: boolean): Buffer {
  const text = stringify(rows.map((row) => row.map(safeCell)), { record_delimiter: 'windows' });
  return Buffer.from(`${isFirst ? byteOrderMark : ''}${text}`, 'utf8');
}
