import { printable } from './japanese-text.rules.js';

/** The columns of a parameter sheet (section I), in the order of the template that people download. */
export const sheetColumns = [
  { key: 'contractNumber', header: '契約番号', required: true, length: 64 },
  { key: 'companyName', header: '法人名', required: true, length: 200 },
  { key: 'companyKana', header: '法人名フリガナ', required: false, length: 200 },
  { key: 'contactName', header: '担当者名', required: true, length: 100 },
  { key: 'contactKana', header: '担当者フリガナ', required: false, length: 100 },
  { key: 'department', header: '部署', required: false, length: 100 },
  { key: 'title', header: '役職', required: false, length: 100 },
  { key: 'email', header: 'メールアドレス', required: true, length: 254 },
  { key: 'phone', header: '電話番号', required: true, length: 50 },
  { key: 'altPhone', header: '代替電話番号', required: true, length: 50 },
  { key: 'mainPhone', header: '代表番号', required: false, length: 50 },
  { key: 'deliveredOn', header: '納入完了日', required: false, length: 30 },
  { key: 'deviceId', header: '機器番号', required: false, length: 64 },
  { key: 'gateway', header: '対策(UTM/FW+Proxy/なし)', required: false, length: 30 },
] as const;

export type ColumnKey = (typeof sheetColumns)[number]['key'];

/** Where each column stands in a file. */
export interface ColumnMap {
  readonly positions: ReadonlyMap<ColumnKey, number>;
  readonly width: number;
  readonly unknownHeaders: readonly string[];
  /** Why the file cannot be read at all. */
  readonly faults: readonly string[];
}

/** One column as the table above describes it. */
export function columnOf(key: ColumnKey): (typeof sheetColumns)[number] {
  const column = sheetColumns.find((one) => one.key === key);
  if (column === undefined) throw new Error(`There is no column ${key}.`);
  return column;
}

/** Finds the columns by their headers, in any order; width, spaces and dashes of a header make no difference. */
export function mapColumns(header: readonly string[]): ColumnMap {
  const known = new Map(sheetColumns.flatMap((column) => headersOf(column).map((name) => [foldHeader(name), column.key] as const)));
  const positions = new Map<ColumnKey, number>();
  const unknownHeaders: string[] = [];
  const faults: string[] = [];
  header.forEach((name, index) => {
    const key = known.get(foldHeader(name));
    if (key === undefined) {
      if (foldHeader(name) !== '') unknownHeaders.push(printable(name, 60));
    } else if (positions.has(key)) faults.push(`見出し「${printable(name, 60)}」が2つあります。`);
    else positions.set(key, index);
  });
  const missing = sheetColumns.filter(({ key, required }) => required && !positions.has(key)).map((column) => column.header);
  if (missing.length > 0) faults.push(`必要な見出しがありません: ${missing.join('、')}。1行目に見出しを置いてください。`);
  return { positions, width: header.length, unknownHeaders, faults };
}

function headersOf(column: (typeof sheetColumns)[number]): string[] {
  return column.key === 'gateway' ? [column.header, '対策'] : [column.header];
}

function foldHeader(name: string): string {
  return name.normalize('NFKC').replaceAll(/[\s\uFEFF]/gu, '').toLowerCase();
}
