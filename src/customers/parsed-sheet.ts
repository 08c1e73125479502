import { DomainError, type ErrorCode, type FieldFault } from '../platform/errors.js';
import type { ImportFormat } from './import-run.entity.js';
import { mapColumns, type ColumnKey } from './parameter-sheet-columns.rules.js';
import { parseLines, type ParsedLine } from './parameter-sheet.rules.js';
import { readSheetFile } from './read-sheet.js';

/** A parameter sheet that could be read, line by line; plain data, so that a thread can hand it over. */
export interface ParsedSheet {
  readonly format: ImportFormat;
  readonly encoding: string;
  readonly unknownHeaders: readonly string[];
  readonly presentColumns: readonly ColumnKey[];
  readonly lines: readonly ParsedLine[];
}

/** What a thread says of a file; a refusal is taken apart, because an error loses its class on the way. */
export type SheetAnswer =
  | { readonly kind: 'read'; readonly sheet: ParsedSheet }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly faults: readonly FieldFault[]; readonly facts: Readonly<Record<string, unknown>> };

/**
 * Reads a file wholly.
 *
 * @throws DomainError import_rejected, too_large or unsupported_format where nothing can be read
 */
export async function readParameterSheet(bytes: Buffer): Promise<ParsedSheet> {
  const table = await readSheetFile(bytes);
  const columns = mapColumns(table.header);
  if (columns.faults.length > 0) throw rejected(columns.faults, table.encoding);
  if (table.lines.length === 0) throw rejected(['データの行がありません。'], table.encoding);
  const { format, encoding } = table;
  return { format, encoding, unknownHeaders: columns.unknownHeaders, presentColumns: [...columns.positions.keys()], lines: parseLines(table, columns) };
}

function rejected(faults: readonly string[], encoding: string): DomainError {
  const faultList = faults.map((message) => ({ field: 'file', message }));
  return new DomainError('import_rejected', `ファイルを取り込めません（文字コード: ${encoding}）。${faults.join('')}`, { faults: faultList });
}
