import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInquiryNumber, formatInquiryNumber } from '../../src/inquiries/inquiry-number.rules.js';

const serials = fc.integer({ min: 1, max: 999_999 });

describe('the receipt number (section I)', () => {
  it('is year, serial and check digit', () => {
    expect(formatInquiryNumber(2026, 123)).toMatch(/^26-000123-\d$/);
  });

  it('is found in a subject, in full width and without hyphens', () => {
    fc.assert(
      fc.property(serials, (serial) => {
        const number = formatInquiryNumber(2026, serial);
        const wide = number.replaceAll(/\d/g, (digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0)).replaceAll('-', 'ー');
        expect(findInquiryNumber(`Re: お問い合わせ［受付番号 ${number}］`)).toBe(number);
        expect(findInquiryNumber(`受付番号${wide}について`)).toBe(number);
        expect(findInquiryNumber(number.replaceAll('-', ''))).toBe(number);
      }),
    );
  });

  it('is not found where one digit is wrong or two neighbours are swapped', () => {
    fc.assert(
      fc.property(serials, fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 9 }), (serial, place, shift) => {
        const digits = [...formatInquiryNumber(2026, serial).replaceAll('-', '')];
        const wrong = digits.with(place, String((Number(digits[place]) + shift) % 10));
        expect(findInquiryNumber(wrong.join(''))).toBeUndefined();
        const swapped = digits.with(place, digits[place + 1] ?? '').with(place + 1, digits[place] ?? '');
        if (digits[place] !== digits[place + 1]) expect(findInquiryNumber(swapped.join(''))).toBeUndefined();
      }),
    );
  });
});
