import { describe, expect, it } from 'vitest';
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
