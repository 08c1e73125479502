import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { unzip } from '../../src/customers/zip-archive.js';
import { csvPart } from '../../src/web/exports/csv.js';
import { writeXlsx } from '../../src/reports/exports/xlsx.js';
import { safeText } from '../../src/web/exports/safe-cell.rules.js';
import { toInstant } from '../support/clock.js';

describe('ASVS 1.2.10: a cell', () => {
  it.each(['=1+1', '+81-3', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠SUM', '  =1', '\u200b=1', '\ufeff@x', '\0=1'])('%j begins no formula', (text) => {
    expect(safeText(text)[0]).toBe("'");
  });

  it.each(['03-5555-1001', '株式会社検証', 'a=b', '2026年11月24日（火）17:00', '', '一行目\n二行目', "'既に"])('%j stays as it is', (text) => {
    expect(safeText(text)).toBe(text);
  });

  it('that is a number stays one, nothing is empty, and an instant is one that Excel reckons with, in Japan', () => {
    expect(csvPart([[-5, 0, null, { at: toInstant('2026-11-24T08:00:09Z') }]], false).toString()).toBe('-5,0,,2026/11/24 17:00:09\r\n');
  });

  it.each([['00001234', "'00001234"], ['1234567890123456', "'1234567890123456"], ['1E5', "'1E5"], ['1-2', "'1-2"], ['10/21', "'10/21"], ['SEPT2', "'SEPT2"], ['Dec-12', "'Dec-12"], ['1 Mar 2026', "'1 Mar 2026"], ['MARS-01', 'MARS-01'], ['March', 'March'], ['03-5555-1001', '03-5555-1001'], ['26-000123-7', '26-000123-7'], ['12345', '12345']])(
    'of CSV, %s, is opened by Excel with all its signs', (text, written) => {
      expect(csvPart([[text]], false).toString()).toBe(`${written}\r\n`);
    },
  );
});

describe('a workbook', () => {
  const partsOf = async (order: Parameters<typeof writeXlsx>[0]): Promise<string> =>
    unzip(Buffer.from(await writeXlsx(order)), (name) => name.endsWith('.xml'), { entries: 100, unpackedBytes: 10_000_000 }).map((entry) => entry.bytes.toString('utf8')).join('');
  const rows = [['00001234567890123', '長い見出しの問合せ'.repeat(5), 12, { at: toInstant('2026-11-24T08:00:00Z') }]];
  const packed = async (): Promise<Buffer> => Buffer.from(await writeXlsx({ sheet: '一覧', columns: ['契約番号', '内容', '件', '受信'], rows }));

  it('keeps numbers in texts as they are, and holds numbers and dates that Excel reckons with', async () => {
    const [, row = []] = await readSheet(await packed());
    expect(row).toEqual(['00001234567890123', rows[0]?.[1], 12, new Date('2026-11-24T17:00:00Z')]);
  });

  it('shows a date as Japan writes it, in columns that are as wide as what stands in them', async () => {
    const parts = await partsOf({ sheet: '一覧', columns: ['契約番号', '内容', '件', '受信'], rows });
    expect(parts).toContain('[$-411]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日（&quot;aaa&quot;）&quot;hh:mm');
    expect([...parts.matchAll(/<col [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width))).toEqual([19, 60, 8, 26]);
  });

  it('is in a font that has Japanese letters, in the head and below it', async () => {
    const fonts = (await partsOf({ sheet: '一覧', columns: ['内容'], rows: [['髙﨑']] })).match(/<font>.*?<\/font>/g) ?? [];
    expect(fonts.length).toBe(2);
    for (const font of fonts) expect(font).toContain('<name val="Yu Gothic"/><sz val="11"/>');
  });

  it.each([
    ['_x000B_ と _x0041_', '_x005F_x000B_ と _x005F_x0041_'],
    ['_xyz_ と _x00_', '_xyz_ と _x00_'],
    ['  前後の空白  ', '  前後の空白  '],
  ])('ECMA-376: %j is read as it was typed', async (typed, written) => {
    const found = /<t(?: xml:space="preserve")?>([^<]*)<\/t><\/si><\/sst>/.exec(await partsOf({ sheet: '一覧', columns: ['内容'], rows: [[typed]] }));
    expect(found?.[1]).toBe(written);
    expect(found?.[0].includes('preserve'), 'Excel would trim it').toBe(typed !== typed.trim());
  });

  it.each([["'一覧'", '一覧'], ['a/b:c[d]*?\\', 'a b c d'], ['長'.repeat(40), '長'.repeat(31)], [`${'x'.repeat(30)}😀`, 'x'.repeat(30)], ["''", '一覧']])('names its sheet %j so that Excel opens it', async (wanted, name) => {
    expect((await partsOf({ sheet: wanted, columns: ['内容'], rows: [] })).includes(`name="${name}"`)).toBe(true);
  });
});

describe('R31, V55: what a list of hostile texts comes to in a file', () => {
  const hostile = [
    '=1+1', '+81-3-5555-1001', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x', '"', 'a"b', 'a\nb', 'a;b', "=cmd|' /C calc'!A0", 'DDE ("cmd";"/C calc";"x")',
    '=HYPERLINK("http://evil.example","x")', '007', '0120', '1E5', 'TRUE', 'a\0b', '😀', '①㈱髙﨑', '<f>1</f>', ']]>&amp;', 'half \ud800 a character', '\uffff', '長'.repeat(40_000),
  ];
  const kept = hostile.map(safeText);

  it('is, as CSV, what was typed, and no cell begins a formula', () => {
    const read: string[][] = parse(csvPart(hostile.map((text) => [text, 1]), true), { bom: true });
    expect(read.map(([text = '']) => (/^'(007|0120|1E5)$/.test(text) ? text.slice(1) : text))).toEqual(kept);
    for (const [text = ''] of read) expect(text).not.toMatch(/^[\s\p{Cf}]*[=+\-@＝＋－＠]/u);
  });

  it('is, as a workbook, text in every cell, short enough for Excel, and no formula', async () => {
    const bytes = Buffer.from(await writeXlsx({ sheet: '一覧', columns: ['本文'], rows: hostile.map((text) => [text]) }));
    const read = (await readSheet(bytes)).slice(1).map(([text]) => (text === null ? '' : String(text)));
    // A reader of XML makes one line end of any, and Excel trims nothing: compared without the ends.
    expect(read.slice(0, -1).map((text) => text.trim())).toEqual(kept.slice(0, -1).map((text) => text.trim()));
    expect([read.at(-1)?.length, read.at(-1)?.endsWith('（長いため以下を省略）')]).toEqual([32_767, true]);
    const sheet = unzip(bytes, (name) => name.startsWith('xl/worksheets/'), { entries: 100, unpackedBytes: 10_000_000 }).map((entry) => entry.bytes.toString('utf8')).join('');
    expect(sheet).not.toMatch(/<f[ >]/);
    expect(sheet.match(/<c [^>]*>/g)?.every((cell) => /t="(s|inlineStr|str)"/.test(cell))).toBe(true);
  });
});
