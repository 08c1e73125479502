import { identifiersIn } from '../analysis/identifiers.rules.js';
import { foldForSearch } from '../customers/japanese-text.rules.js';
import { findInquiryNumber } from '../inquiries/inquiry-number.rules.js';

const phone = /(?<!\d)0\d{1,4}[-‐－ー]\d{1,4}[-‐－ー]\d{3,4}(?!\d)/;

/**
 * By what somebody in a re-used case could be recognised (E3, 第12条): a name the desk knows, an address,
 * a telephone number, a receipt number. Empty where the text is anonymous.
 */
export function recognisableIn(text: string, knownNames: readonly string[]): readonly string[] {
  const folded = foldForSearch(text);
  const named = knownNames.filter((name) => foldForSearch(name).length >= 2 && folded.includes(foldForSearch(name)));
  return [
    ...named,
    ...identifiersIn(text).map(({ value }) => value),
    ...(phone.exec(text.normalize('NFKC')) ?? []),
    ...(findInquiryNumber(text) === undefined ? [] : ['受付番号']),
  ];
}
