import { DomainError } from '../platform/errors.js';
import { readCsv } from './read-csv.js';
import { readXlsx } from './read-xlsx.js';
import { sheetLimits, type SheetTable } from './sheet-table.js';

/**
 * Reads a parameter sheet, told by its bytes and not by its name.
 *
 * @throws DomainError too_large, unsupported_format or import_rejected, with what to do
 */
export async function readSheetFile(bytes: Buffer): Promise<SheetTable> {
  if (bytes.length > sheetLimits.bytes) throw new DomainError('too_large', 'ファイルが大きすぎます。10 MB までに分けてください。');
  const table = await readByMagic(bytes);
  if (table.lines.length > sheetLimits.lines) {
    throw new DomainError('too_large', `行が多すぎます（${table.lines.length.toLocaleString('ja-JP')}行）。20,000行までに分けてください。`);
  }
  return table;
}

async function readByMagic(bytes: Buffer): Promise<SheetTable> {
  if (bytes.length === 0) throw new DomainError('import_rejected', 'ファイルが空です。');
  if (startsWith(bytes, [0x50, 0x4b])) return readXlsx(bytes);
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    throw new DomainError('unsupported_format', '古い形式（.xls）か、パスワード付きのファイルです。パスワードのない .xlsx か CSV で保存し直してください。');
  }
  const isUtf16 = startsWith(bytes, [0xff, 0xfe]);
  if (!isUtf16 && bytes.includes(0)) throw new DomainError('unsupported_format', 'CSV でも XLSX でもないファイルです。');
  return readCsv(bytes);
}

function startsWith(bytes: Buffer, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
