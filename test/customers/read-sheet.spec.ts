import { describe, expect, it } from 'vitest';
import { readSheetFile } from '../../src/customers/read-sheet.js';
import { DomainError } from '../../src/platform/errors.js';
import { cp932Csv, csvText, goodLine, headers, utf8Csv, xlsx, xlsxOf, zip } from './sheets.js';

const one = goodLine(1);
const cells = headers.map((header) => one[header] ?? '');

describe('A6 a parameter sheet is read by its bytes', () => {
  it.each([
    ['UTF-8', utf8Csv([one])],
    ['UTF-8 (BOM)', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8Csv([one])])],
    ['CP932', cp932Csv([one])],
    ['UTF-16LE', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csvText([one]), 'utf16le')])],
    ['UTF-8', Buffer.from(csvText([one]).replaceAll(',', '\t'))],
    ['XLSX', xlsx([[...headers], cells])],
  ])('%s', async (encoding, bytes) => {
    const table = await readSheetFile(bytes);
    expect(table.encoding).toBe(encoding);
    expect(table.header).toEqual(headers);
    expect(table.lines).toEqual([{ lineNumber: 2, cells }]);
  });

  it('counts lines as an editor and Excel do', async () => {
    const csv = await readSheetFile(Buffer.from(`契約番号,法人名\n\n"a\nb",x\nC,y\n`));
    expect(csv.lines.map(({ lineNumber }) => lineNumber)).toEqual([3, 5]);
    const sheet = await readSheetFile(xlsx([[], [...headers], [], ['A'], [], ['B']]));
    expect(sheet.lines.map(({ lineNumber }) => lineNumber)).toEqual([4, 6]);
  });

  it('an open quotation mark costs its own line only', async () => {
    const text = csvText([goodLine(1), goodLine(2), goodLine(3)]).replace('SP-000002', '"SP-000002');
    const { lines } = await readSheetFile(Buffer.from(text));
    expect(lines.map(({ fault }) => fault === undefined)).toEqual([true, false, true]);
    const closedLater = csvText([goodLine(1), goodLine(2, { 法人名: 'a,b' }), goodLine(3, { 法人名: 'c,d' })]).replace('"a,b"', '"a,b');
    const later = await readSheetFile(Buffer.from(closedLater));
    expect(later.lines.map(({ lineNumber, fault }) => [lineNumber, fault === undefined])).toEqual([[2, true], [3, false], [4, true]]);
  });

  it('broken bytes in one line do not turn a UTF-8 file into another encoding', async () => {
    const bytes = utf8Csv([goodLine(1), goodLine(2)]);
    bytes[bytes.indexOf('総務部')] = 0xff;
    const table = await readSheetFile(bytes);
    expect(table.encoding).toBe('UTF-8');
    expect(table.lines[0]?.cells[5]).toContain('\uFFFD');
    expect(table.lines[1]?.cells).toEqual(headers.map((header) => goodLine(2)[header]));
  });

  it('reads dates and numbers of cells, and marks formulas', async () => {
    const { lines } = await readSheetFile(xlsx([[...headers], ['A', { day: 46_113 }, { number: '312345678' }, { formula: 'A1&"x"', shown: '見えた値' }]]));
    expect(lines[0]?.cells.slice(0, 4)).toEqual(['A', '2026-04-01', '312345678', '=']);
    const shared = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>契約番号</t></is></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>3</v></c><c r="B2"/><c r="C2"><v>5</v></c></row></sheetData>';
    expect((await readSheetFile(xlsxOf(shared))).lines[0]?.cells).toEqual(['=', '', '5']);
  });
});

describe('a file that cannot be read is refused with what to do', () => {
  const refusals: [string, Buffer, string][] = [
    ['nothing', Buffer.alloc(0), 'import_rejected'],
    ['more than 10 MB', Buffer.alloc(10 * 1024 * 1024 + 1, 0x41), 'too_large'],
    ['more than 20,000 lines', Buffer.from(`契約番号\n${'A\n'.repeat(20_001)}`), 'too_large'],
    ['an old .xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'unsupported_format'],
    ['a program', Buffer.from('MZ\0\0\0'), 'unsupported_format'],
    ['a torn archive', xlsx([[...headers]]).subarray(0, 300), 'import_rejected'],
    ['an archive of something else', zip([['hello.txt', 'x']]), 'import_rejected'],
    ['a bomb that says so', zip([['xl/workbook.xml', Buffer.alloc(65 * 1024 * 1024)]]), 'too_large'],
    ['a bomb that lies', zip([['xl/workbook.xml', Buffer.alloc(65 * 1024 * 1024)]], 100), 'too_large'],
    ['two thousand files', zip(Array.from({ length: 2000 }, (_, index) => [`xl/${index}.xml`, ''] as const)), 'too_large'],
    ['a cell at the far end of the sheet', xlsxOf('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), 'too_large'],
  ];

  it.each(refusals)('%s', async (_what, bytes, code) => {
    const refusal = await readSheetFile(bytes).then(() => undefined, (error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ code });
  });

  it('no cut or changed XLSX does anything but be read or refused', async () => {
    const good = xlsx([[...headers], cells]);
    for (let at = 0; at < good.length; at += 7) {
      const changed = Buffer.from(good);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      for (const bytes of [changed, good.subarray(0, at)]) {
        const refusal = await readSheetFile(bytes).then(() => undefined, (error: unknown) => error);
        if (refusal !== undefined) expect(refusal).toBeInstanceOf(DomainError);
      }
    }
  });
});
