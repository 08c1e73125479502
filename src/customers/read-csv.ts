import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import type { SheetLine, SheetTable } from './sheet-table.js';

/** A word that the header of every parameter sheet holds; tells a right decoding from a wrong one. */
const landmark = '契約番号';

interface Decoded {
  readonly text: string;
  readonly encoding: string;
}

/** A CSV or tab-separated file in UTF-8, UTF-16 or CP932. A line that cannot be cut into cells is told, not fatal. */
export function readCsv(bytes: Buffer): SheetTable {
  const { text, encoding } = decode(bytes);
  const firstLine = text.slice(0, text.search(/[\r\n]|$/u));
  const delimiter = firstLine.includes('\t') && !firstLine.includes(',') ? '\t' : ',';
  const [header, ...lines] = cut(text, delimiter).filter(({ cells, fault }) => fault !== undefined || cells.some((cell) => cell.trim() !== ''));
  return { format: 'csv', encoding, header: header?.cells ?? [], lines, serialDates: false };
}

function decode(bytes: Buffer): Decoded {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return { text: bytes.toString('utf8', 3), encoding: 'UTF-8 (BOM)' };
  if (bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xfe]))) return { text: bytes.toString('utf16le', 2), encoding: 'UTF-16LE' };
  const utf8 = { text: bytes.toString('utf8'), encoding: 'UTF-8' };
  if (!utf8.text.includes('\uFFFD')) return utf8;
  const cp932 = { text: iconv.decode(bytes, 'CP932'), encoding: 'CP932' };
  // Bytes broken in a few places are no reason to read the whole of a UTF-8 file as CP932.
  return utf8.text.includes(landmark) && !cp932.text.includes(landmark) ? utf8 : cp932;
}

function cut(text: string, delimiter: string): SheetLine[] {
  try {
    const lines = parseText(text, delimiter);
    const width = lines[0]?.cells.length;
    const torn = lines.some(({ cells }) => cells.length !== width && cells.some((cell) => /[\r\n]/u.test(cell)));
    return torn ? cutEachLine(text, delimiter) : lines;
  } catch {
    return cutEachLine(text, delimiter);
  }
}

/** For a file in which a quotation mark was left open: one bad line must not swallow those after it. */
function cutEachLine(text: string, delimiter: string): SheetLine[] {
  return text.split(/\r\n|\r|\n/u).map((line, index) => {
    try {
      return { lineNumber: index + 1, cells: parseText(line, delimiter)[0]?.cells ?? [] };
    } catch {
      return { lineNumber: index + 1, cells: [], fault: '引用符（"）が閉じていないか、セルの中に改行があります。' };
    }
  });
}

function parseText(text: string, delimiter: string): SheetLine[] {
  const records: unknown = parse(text, { delimiter, info: true, relax_column_count: true, relax_quotes: true, record_delimiter: ['\r\n', '\n', '\r'] });
  return (records as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
    lineNumber: info.lines - record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/gu)?.length ?? 0), 0),
    cells: record,
  }));
}
