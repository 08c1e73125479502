import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { remembering } from '../platform/remembering.js';

/** The numbers of a day's callers and of the pages that show them: reading one takes longer than finding its caller. */
const numbersKept = 2_000;

/** What could be read from a telephone number as people write it. */
export type PhoneReading =
  | { readonly e164: string; readonly extension: string | undefined }
  | { readonly fault: PhoneFault };

export type PhoneFault = 'empty' | 'characters' | 'leading_zero' | 'not_a_number';

const dashes = /[‐‑‒–—―−─━ー﹣~〜]/gu;
const extension = /(?:[,;]?\s*(?:内線|ext(?:ension)?\.?|x|#)[\s.:-]*(\d{1,8})\s*|\((?:内線|ext\.?)[\s.:-]*(\d{1,8})\))$/iu;

/**
 * Reads a telephone number in any Japanese notation: full width, dashes of all kinds, parentheses,
 * spaces, +81. An extension is taken off and told apart, since it cannot be dialled from outside.
 */
export const readPhone = remembering(numbersKept, read);

function read(text: string): PhoneReading {
  const plain = text.normalize('NFKC').replaceAll(dashes, '-').replace(/^\s*(?:tel|電話)\s*[:.]?\s*/iu, '').trim();
  if (plain === '') return { fault: 'empty' };
  const found = extension.exec(plain);
  const number = plain.slice(0, found?.index).trim().replace(/^(\+\s*81[\s-]*)\(0\)/u, '$1').replace(/^(\+81)[\s-]*0(?=\d)/u, '$1');
  if (!/^\+?[\d\s().-]+$/u.test(number)) return { fault: 'characters' };
  return { ...readDigits(number), ...(found === null ? {} : { extension: found[1] ?? found[2] }) };
}

function readDigits(number: string): PhoneReading {
  // A spreadsheet drops the leading zero of a number; guessing it back could name another subscriber.
  if (!/^[(\s]*[+0]/u.test(number)) return { fault: 'leading_zero' };
  // It is nothing but a number by now: to look for one within the text would take most of the time.
  const parsed = parsePhoneNumberFromString(number.replaceAll(/\s+/g, ' '), { defaultCountry: 'JP', extract: false });
  if (parsed === undefined || !parsed.isValid()) return { fault: 'not_a_number' };
  return { e164: parsed.number, extension: undefined };
}

/** The number in E.164 (`+81312345678`), or undefined where it is none. */
export function normalizePhone(text: string): string | undefined {
  const reading = readPhone(text);
  return 'e164' in reading ? reading.e164 : undefined;
}

/** A number as it is read out in Japan: `03-1234-5678`; a foreign one with its country code. */
export const formatPhone = remembering(numbersKept, format);

function format(e164: string): string {
  const parsed = parsePhoneNumberFromString(e164);
  if (parsed === undefined) return e164;
  return parsed.countryCallingCode === '81' ? parsed.formatNational() : parsed.formatInternational();
}

/** Digits as they are dialled in Japan, for finding a number by its beginning; empty for none. */
export function dialledDigits(e164: string): string {
  return e164.replace(/^\+81/u, '0').replace('+', '');
}

/** Digits of what someone types into a search box, from three on; undefined where it is no number. */
export function typedDigits(text: string): string | undefined {
  const plain = text.normalize('NFKC').replaceAll(dashes, '-').trim();
  if (!/^\+?[\d\s().-]+$/u.test(plain)) return undefined;
  const digits = dialledDigits(plain.replaceAll(/[^\d+]/gu, '').replace(/^\+810/u, '+81'));
  return digits.length < 3 ? undefined : digits;
}

const faultSentences: Readonly<Record<PhoneFault, string>> = {
  empty: 'がありません。',
  characters: 'に使えない文字があります。番号は1つだけ、数字と記号（- ( ) +）で入力してください。',
  leading_zero: 'の先頭に0がありません。表計算ソフトで先頭の0が消えていないか確認してください（セルの書式を「文字列」にします）。',
  not_a_number: 'の桁数か市外局番が正しくありません。市外局番から入力してください。',
};

/** What is wrong with a number, to follow the name of the field: 「電話番号」+「が…」. */
export function describePhoneFault(fault: PhoneFault): string {
  return faultSentences[fault];
}
