import type { ImportFormat } from './import-run.entity.js';

/** A file as rows of text, before anybody knows what the columns mean. */
export interface SheetTable {
  readonly format: ImportFormat;
  /** For the report: `UTF-8`, `UTF-8 (BOM)`, `UTF-16LE`, `CP932`, `XLSX`. */
  readonly encoding: string;
  readonly header: readonly string[];
  readonly lines: readonly SheetLine[];
  /** Whether a bare number in a date column counts days as Excel does from 1900. */
  readonly serialDates: boolean;
}

export interface SheetLine {
  /** As a text editor or Excel counts it. */
  readonly lineNumber: number;
  readonly cells: readonly string[];
  /** Set where the line could not even be cut into cells. */
  readonly fault?: string;
}

/** The most one file may hold. */
export const sheetLimits = { bytes: 10 * 1024 * 1024, lines: 20_000, columns: 100 } as const;
