import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { unzip } from '../../src/customers/zip-archive.js';
import { csvPart } from '../../src/reports/exports/csv.js';
import { writeXlsx } from '../../src/reports/exports/xlsx.js';
import { safeCell, safeText } from '../../src/reports/exports/safe-cell.rules.js';

describe('ASVS 1.2.10: a cell', () => {
  it.each(['=1+1', '+81-3', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠SUM', '  =1', '\u200b=1', '\ufeff@x', '\0=1'])('%j begins no formula', (text) => {
    expect(safeText(text)[0]).toBe("'");
  });

  it.each(['03-5555-1001', '株式会社検証', 'a=b', '2026年11月24日（火）17:00', '', '一行目\n二行目', "'既に"])('%j stays as it is', (text) => {
    expect(safeText(text)).toBe(text);
  });

  it('that is a number stays one, and nothing is an empty text', () => {
    expect([safeCell(-5), safeCell(0), safeCell(null)]).toEqual([-5, 0, '']);
  });
});

describe('R31, V55: what a list of hostile texts comes to in a file', () => {
  const hostile = [
    '=1+1', '+81-3-5555-1001', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x', '"', 'a"b', 'a\nb', 'a;b', "=cmd|' /C calc'!A0", 'DDE ("cmd";"/C calc";"x")',
    '=HYPERLINK("http://evil.example","x")', '007', '0120', '1E5', 'TRUE', 'a\0b', '😀', '①㈱髙﨑', '<f>1</f>', ']]>&amp;', 'half \ud800 a character', '\uffff', '長'.repeat(40_000),
  ];
  const kept = hostile.map(safeText);

  it('is, as CSV, what was typed, and no cell begins a formula', () => {
    const read = parse(csvPart(hostile.map((text) => [text, 1]), true), { bom: true }) as string[][];
    expect(read.map(([text]) => text)).toEqual(kept);
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
