import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialledDigits, formatPhone, normalizePhone, readPhone, typedDigits } from '../../src/customers/phone-number.rules.js';

describe('A6 a telephone number in any Japanese notation', () => {
  it.each([
    ['03-1234-5678', '+81312345678'],
    ['０３－１２３４－５６７８', '+81312345678'],
    ['03ー1234ー5678', '+81312345678'],
    ['03‐1234–5678', '+81312345678'],
    ['03−1234―5678', '+81312345678'],
    ['(03) 1234-5678', '+81312345678'],
    ['（０３）１２３４　５６７８', '+81312345678'],
    ['03(1234)5678', '+81312345678'],
    ['03.1234.5678', '+81312345678'],
    ['0312345678', '+81312345678'],
    ['+81 3 1234 5678', '+81312345678'],
    ['＋８１－３－１２３４－５６７８', '+81312345678'],
    ['+81 (0)3-1234-5678', '+81312345678'],
    ['+81-03-1234-5678', '+81312345678'],
    ['TEL: 03-1234-5678', '+81312345678'],
    ['電話：03-1234-5678', '+81312345678'],
    [' 090-1234-5678 ', '+819012345678'],
    ['080 1234 5678', '+818012345678'],
    ['050-1234-5678', '+815012345678'],
    ['0120-123-456', '+81120123456'],
    ['0467-12-3456', '+81467123456'],
    ['03-0000-0001', '+81300000001'],
  ])('reads %s', (text, e164) => {
    expect(normalizePhone(text)).toBe(e164);
  });

  it.each([
    ['03-1234-5678 内線123', '123'],
    ['03-1234-5678（内線：４５）', '45'],
    ['03-1234-5678 ext. 9', '9'],
    ['03-1234-5678 #12', '12'],
    ['0312345678x7', '7'],
  ])('takes the extension off %s and tells it', (text, extension) => {
    expect(readPhone(text)).toEqual({ e164: '+81312345678', extension });
  });

  it.each([
    ['', 'empty'],
    ['　', 'empty'],
    ['なし', 'characters'],
    ['03-1234-5678 / 090-1234-5678', 'characters'],
    ['=1+2', 'characters'],
    ['312345678', 'leading_zero'],
    ['9012345678', 'leading_zero'],
    ['03-1234-567', 'not_a_number'],
    ['03-1234-56789', 'not_a_number'],
    ['110', 'leading_zero'],
    ['000-0000-0000', 'not_a_number'],
    ['+1', 'not_a_number'],
    ['0'.repeat(500), 'not_a_number'],
  ])('refuses %s', (text, fault) => {
    expect(readPhone(text)).toEqual({ fault });
  });

  it('never throws, and what it reads it reads again from every way of writing it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => void readPhone(text)));
    const digits = fc.stringMatching(/^[1-9]\d{3}$/);
    fc.assert(
      fc.property(fc.constantFrom('03', '06', '090', '080'), digits, digits, fc.constantFrom('-', 'ー', '－', '‐', '–', ' ', ''), (area, a, b, dash) => {
        const e164 = normalizePhone([area, a, b].join(dash));
        fc.pre(e164 !== undefined);
        expect(normalizePhone(formatPhone(e164))).toBe(e164);
        expect(normalizePhone(e164)).toBe(e164);
        expect(dialledDigits(e164)).toBe(area + a + b);
      }),
    );
  });

  it('writes it as it is read out', () => {
    expect(formatPhone('+81312345678')).toBe('03-1234-5678');
    expect(formatPhone('+819012345678')).toBe('090-1234-5678');
    expect(formatPhone('+12025550100')).toBe('+1 202 555 0100');
  });

  it.each([
    ['０３ー１２３４', '031234'],
    ['+81-3-12', '0312'],
    ['+81 (0)3', undefined],
    ['03', undefined],
    ['みどり', undefined],
    ['P1-123', undefined],
  ])('finds by the first digits: %s', (text, digits) => {
    expect(typedDigits(text)).toBe(digits);
  });
});
