import { DomainError } from '../platform/errors.js';
import { sheetLimits, type SheetTable } from './sheet-table.js';
import { unzip, zipStored, type ZipEntry } from './zip-archive.js';

const zipLimits = { entries: 1000, unpackedBytes: 64 * 1024 * 1024 } as const;
/** Rows are counted from the top of the sheet, empty ones too. */
const lastRow = sheetLimits.lines + 100;

/**
 * The first sheet of an XLSX file. The archive is unpacked here under limits and handed on unpacked;
 * formula cells are turned into the text `=`, because what they show is not what was typed.
 *
 * @throws DomainError too_large or import_rejected
 */
export async function readXlsx(bytes: Buffer): Promise<SheetTable> {
  const entries = unzip(bytes, isWanted, zipLimits).map((entry) => (isWorksheet(entry.name) ? checkedWorksheet(entry) : entry));
  const workbook = entries.find(({ name }) => name === 'xl/workbook.xml')?.bytes.toString('utf8') ?? '';
  const rows = await rowsOf(zipStored(entries));
  const first = rows.findIndex((row) => row.some((cell) => cell !== ''));
  return {
    format: 'xlsx',
    encoding: 'XLSX',
    header: rows[first] ?? [],
    lines: rows
      .map((cells, index) => ({ lineNumber: index + 1, cells }))
      .slice(first + 1)
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
    serialDates: !/date1904\s*=\s*["'](?:1|true)["']/u.test(workbook),
  };
}

function isWanted(name: string): boolean {
  return name.endsWith('.xml') || name.endsWith('.rels');
}

function isWorksheet(name: string): boolean {
  return name.startsWith('xl/worksheets/') && name.endsWith('.xml');
}

async function rowsOf(archive: Buffer): Promise<string[][]> {
  try {
    const { readSheet } = await import('read-excel-file/node');
    const rows = await readSheet(archive, { parseNumber: (text: string) => text, trim: false });
    return rows.map((row) => row.map((cell) => textOf(cell)));
  } catch (error) {
    throw new DomainError('import_rejected', 'XLSXファイルの先頭のシートを読み取れません。表計算ソフトで開き、保存し直してください。', {
      facts: { reason: error instanceof Error ? error.name : 'unknown' },
    });
  }
}

/** The reader gives a date cell as midnight UTC of its day. */
function textOf(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return cell === null || cell === undefined ? '' : String(cell as string | number | boolean);
}

/** Tags of cells and formulas; without `<` inside, so that no text makes the search slow. */
const tag = /<(\/?)((?:\w+:)?)(c|f)\b([^<>]*)>/gu;

interface OpenCell {
  readonly start: number;
  readonly address: string;
  readonly prefix: string;
  hasFormula: boolean;
}

function checkedWorksheet(entry: ZipEntry): ZipEntry {
  const xml = entry.bytes.toString('utf8');
  const parts: string[] = [];
  let copied = 0;
  let open: OpenCell | undefined;
  for (const { index, 0: whole, 1: slash, 2: prefix = '', 3: name, 4: attributes = '' } of xml.matchAll(tag)) {
    if (name === 'f') {
      if (open !== undefined) open.hasFormula = true;
    } else if (slash === '') {
      const address = checkedAddress(attributes);
      open = attributes.endsWith('/') ? undefined : { start: index, address, prefix, hasFormula: false };
    } else {
      if (open?.hasFormula === true) {
        parts.push(xml.slice(copied, open.start), formulaMark(open));
        copied = index + whole.length;
      }
      open = undefined;
    }
  }
  return { name: entry.name, bytes: Buffer.from([...parts, xml.slice(copied)].join(''), 'utf8') };
}

/** The reader makes room for every cell up to the last one, wherever that stands. */
function checkedAddress(attributes: string): string {
  const [, column = '', row = ''] = /\br\s*=\s*["']([A-Za-z]+)(\d+)["']/u.exec(attributes) ?? [];
  if (column.length > 2 || Number(row) > lastRow) {
    throw new DomainError('too_large', 'シートが大きすぎます。20,000行までに分けてください（離れた場所に値が残っていないかも確認してください）。');
  }
  return column + row;
}

function formulaMark({ address, prefix }: OpenCell): string {
  return `<${prefix}c r="${address}" t="inlineStr"><${prefix}is><${prefix}t>=</${prefix}t></${prefix}is></${prefix}c>`;
}
