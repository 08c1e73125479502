import iconv from 'iconv-lite';
import { crc32, deflateRawSync } from 'node:zlib';

/** Values of one line by header; what is not named is a good example. */
export type SheetValues = Readonly<Record<string, string>>;

export const headers = [
  '契約番号', '法人名', '法人名フリガナ', '担当者名', '担当者フリガナ', '部署', '役職', 'メールアドレス',
  '電話番号', '代替電話番号', '代表番号', '納入完了日', '機器番号', '対策(UTM/FW+Proxy/なし)',
] as const;

/** A line that has nothing wrong with it; `serial` makes it unlike others. */
export function goodLine(serial: number, values: SheetValues = {}): SheetValues {
  const digits = String(serial).padStart(4, '0');
  return {
    契約番号: `SP-${String(serial).padStart(6, '0')}`,
    法人名: `株式会社髙﨑商店${serial}`,
    法人名フリガナ: 'タカサキショウテン',
    担当者名: '佐藤 花子',
    担当者フリガナ: 'サトウ ハナコ',
    部署: '総務部',
    役職: '課長',
    メールアドレス: `hanako${serial}@example.com`,
    電話番号: `03-3000-${digits.slice(-4)}`,
    代替電話番号: `090-1000-${digits.slice(-4)}`,
    代表番号: `03-4000-${digits.slice(-4)}`,
    納入完了日: '2026-04-01',
    機器番号: `CTS-${serial}`,
    '対策(UTM/FW+Proxy/なし)': 'UTM',
    ...values,
  };
}

export function csvText(lines: readonly SheetValues[], columns: readonly string[] = headers): string {
  const rows = [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ''))];
  return rows.map((row) => row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\r\n') + '\r\n';
}

export function utf8Csv(lines: readonly SheetValues[], columns?: readonly string[]): Buffer {
  return Buffer.from(csvText(lines, columns));
}

export function cp932Csv(lines: readonly SheetValues[], columns?: readonly string[]): Buffer {
  return iconv.encode(csvText(lines, columns), 'CP932');
}

/** A cell as Excel stores it: text, a day number in a date style, a number, or a formula with what it showed. */
export type XlsxCell = string | { readonly day: number } | { readonly number: string } | { readonly formula: string; readonly shown: string };

/** A real XLSX with packed files, as a spreadsheet program writes it. */
export function xlsx(rows: readonly (readonly XlsxCell[])[]): Buffer {
  const sheet = rows
    .map((row, r) => `<row r="${r + 1}">${row.map((cell, c) => cellXml(cell, `${String.fromCharCode(65 + c)}${r + 1}`)).join('')}</row>`)
    .join('');
  return xlsxOf(`<sheetData>${sheet}</sheetData>`);
}

/** The same from the XML within `<worksheet>`. */
export function xlsxOf(sheetXml: string): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return zip([
    ['[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'],
    ['xl/workbook.xml', `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`],
    ['xl/styles.xml', `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`],
    ['xl/worksheets/sheet1.xml', `<worksheet xmlns="${main}">${sheetXml}</worksheet>`],
  ]);
}

function cellXml(cell: XlsxCell, address: string): string {
  if (typeof cell === 'string') return cell === '' ? '' : `<c r="${address}" t="inlineStr"><is><t>${escapeXml(cell)}</t></is></c>`;
  if ('day' in cell) return `<c r="${address}" s="1"><v>${cell.day}</v></c>`;
  if ('number' in cell) return `<c r="${address}"><v>${cell.number}</v></c>`;
  return `<c r="${address}" t="str"><f>${escapeXml(cell.formula)}</f><v>${escapeXml(cell.shown)}</v></c>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A ZIP archive; `claimedSize` lies about the unpacked size of the files, as a bomb does. */
export function zip(files: readonly (readonly [string, string | Buffer])[], claimedSize?: number): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE(8, 4);
    header.writeUInt32LE(crc32(bytes), 10);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(claimedSize ?? bytes.length, 18);
    header.writeUInt16LE(Buffer.byteLength(name), 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    local.push(Buffer.from('PK\u0003\u0004', 'latin1'), header, Buffer.from(name), packed);
    central.push(Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), header, tail, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(central).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...central, end]);
}
