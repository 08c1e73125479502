import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapColumns, sheetColumns } from '../../src/customers/parameter-sheet-columns.rules.js';
import { parseLines } from '../../src/customers/parameter-sheet.rules.js';
import { readDate } from '../../src/customers/sheet-date.rules.js';
import { goodLine, headers } from './sheets.js';

const table = (lines: readonly (readonly string[])[], header: readonly string[] = headers) => ({
  format: 'csv' as const,
  encoding: 'UTF-8',
  header,
  serialDates: false,
  lines: lines.map((cells, index) => ({ lineNumber: index + 2, cells })),
});
const cellsOf = (values: Readonly<Record<string, string>>): string[] => headers.map((header) => values[header] ?? '');

describe('I the columns of a parameter sheet', () => {
  it('are found in any order and width', () => {
    const wide = ['　契約番号 ', '対策（ＵＴＭ／ＦＷ＋Ｐｒｏｘｙ／なし）', '\uFEFF法人名', '担当者名', 'メールアドレス', '電話番号', '代替電話番号', '備考', ''];
    const columns = mapColumns(wide);
    expect(columns.faults).toEqual([]);
    expect(columns.positions.get('gateway')).toBe(1);
    expect(columns.unknownHeaders).toEqual(['備考']);
  });

  it('each required one that is missing is named', () => {
    const missing = sheetColumns.filter(({ required }) => required).map(({ header }) => header);
    expect(mapColumns(['法人名フリガナ']).faults[0]).toBe(`必要な見出しがありません: ${missing.join('、')}。1行目に見出しを置いてください。`);
  });
});

describe('A6 a date as offices write it', () => {
  it.each([
    ['2026-04-01', '2026-04-01'],
    ['2026/4/1', '2026-04-01'],
    ['２０２６／０４／０１', '2026-04-01'],
    ['2026年4月1日', '2026-04-01'],
    ['2026.4.1', '2026-04-01'],
    ['20260401', '2026-04-01'],
    ['令和8年4月1日', '2026-04-01'],
    ['令和元年5月1日', '2019-05-01'],
    ['R8.4.1', '2026-04-01'],
    ['2026/04/01 0:00:00', '2026-04-01'],
    ['2028-02-29', '2028-02-29'],
  ])('%s', (text, date) => {
    expect(readDate(text)).toBe(date);
  });

  it.each(['2026-02-29', '2026-13-01', '4/1', '2026-04-01T10:00', '46113', '1999-12-31', '2026-4-', '来週', ''])('refuses %s', (text) => {
    expect(readDate(text)).toBeUndefined();
  });

  it('reads the day numbers of a spreadsheet where they may stand', () => {
    expect(readDate('46113', true)).toBe('2026-04-01');
  });
});

describe('A6 lines', () => {
  it('none is lost, whatever stands in the cells, and what is taken can be stored', () => {
    const cell = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('', '-', 'SP-1', '03-1234-5678', '090-1234-5678', 'a@example.com', '=1', '2026-04-01', 'UTM'));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 16 }), { maxLength: 5 }), (rows) => {
        const sheet = table(rows);
        const lines = parseLines(sheet, mapColumns(sheet.header));
        expect(lines.map(({ lineNumber }) => lineNumber)).toEqual(rows.map((_, index) => index + 2));
        for (const line of lines) {
          expect(/[\p{Cc}\p{Cs}]/u.test(line.contractNumber)).toBe(false);
          if (!line.ok) expect(line.reasons.join('')).not.toBe('');
          else expect(/[\p{Cc}\p{Cs}]/u.test(Object.values(line.registration.contact).join(''))).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('the first of two with the same number counts, however it is written', () => {
    const sheet = table([cellsOf(goodLine(1)), cellsOf(goodLine(1, { 契約番号: 'ｓｐ－000001' }))]);
    expect(parseLines(sheet, mapColumns(sheet.header))).toMatchObject([{ ok: true }, { ok: false, reasons: ['契約番号が2行目と重複しています。'] }]);
  });

  it('a comma too many is told, commas of an empty tail are not', () => {
    const sheet = table([[...cellsOf(goodLine(1)), '', ''], [...cellsOf(goodLine(2)), 'x']]);
    expect(parseLines(sheet, mapColumns(sheet.header))).toMatchObject([{ ok: true }, { ok: false, reasons: [expect.stringContaining('列の数')] }]);
  });
});
