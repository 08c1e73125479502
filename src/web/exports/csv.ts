import { stringify } from 'csv-stringify/sync';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { isMoment, safeText, type Cell } from './safe-cell.rules.js';

/** So that Japanese Excel knows it for UTF-8. */
const byteOrderMark = '\ufeff';

const month = '(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december)';

/** What Excel makes another value of when it opens a CSV file: zeros lost in front, digits lost behind, powers of ten, days of a month in figures or in English. */
const changedByExcel = new RegExp(`^(?:0\\d+|\\d{12,}|\\d+(?:\\.\\d+)?e[+-]?\\d+|\\d{1,4}[-/]\\d{1,2}(?:[-/]\\d{1,2})?|${month}[-/ ]?\\d{1,4}|\\d{1,2}[-/ ]?${month}(?:[-/ ]?\\d{2,4})?)$`, 'i');

/** A piece of a CSV file as Japanese Excel opens it right: UTF-8 with BOM, lines end in CRLF. */
export function csvPart(rows: readonly (readonly Cell[])[], isFirst: boolean): Buffer {
  const text = stringify(rows.map((row) => row.map(csvCell)), { record_delimiter: 'windows' });
  return Buffer.from(`${isFirst ? byteOrderMark : ''}${text}`, 'utf8');
}

/** As it stands in the file: what Excel would change keeps its signs behind an apostrophe, an instant is one that Excel reckons with. */
function csvCell(cell: Cell): string | number {
  if (cell === null || typeof cell === 'number') return cell ?? '';
  if (isMoment(cell)) return toIsoTokyo(cell.at).slice(0, 'YYYY-MM-DDThh:mm:ss'.length).replaceAll('-', '/').replace('T', ' ');
  const text = safeText(cell);
  return changedByExcel.test(text) ? `'${text}` : text;
}
