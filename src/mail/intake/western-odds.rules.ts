/**
 * How unlikely something is: the negative logarithm of its share, to the base of two. Of two readings of
 * the same bytes the one that costs less is right. The figures are rounded shares of Japanese and of
 * Western European mail.
 */
export type Bits = number;

const meaningless: Bits = 30;

/** Of a character of ASCII, in any language. */
export function plainCost(character: string): Bits {
  if (character === ' ' || character === '\n') return 3;
  return /[a-zA-Z\d]/.test(character) ? 5 : 7;
}

/**
 * How unlikely a text is as Western European: an accented letter among plain ones is cheap; several of
 * them side by side, a large one behind a small one, and a sign or a quotation mark in the wrong place are not.
 */
export function westernCost(text: string): Bits {
  const characters = [...text];
  let run = 0;
  return characters.reduce((sum, character, at) => {
    const before = characters[at - 1] ?? '';
    if (isAgain(character, before)) return sum + 2;
    run = isAccented(character) || isSign(character) ? run + 1 : 0;
    return sum + costOf(character, before, characters[at + 1] ?? '') + besideOthers(run);
  }, 0);
}

function costOf(character: string, before: string, after: string): Bits {
  if (character <= '\u007F') return plainCost(character);
  if (/[\u0080-\u009F\uFFFD]/u.test(character)) return meaningless;
  if (character === '\u00A0') return 6;
  if (/[“”‘’„–—…•«»]/u.test(character)) return markCost(character, before, after);
  if (isAccented(character)) return letterCost(character, before) + (/\d/.test(after) ? 5 : 0);
  return /[°§£¿¡ºª®©™´·€]/u.test(character) ? 10 : 14;
}

/** Quotation marks open before and close behind a word; only the apostrophe stands in one. */
function markCost(character: string, before: string, after: string): Bits {
  if (character === '’') return /\p{L}/u.test(before) ? 5 : 12;
  const [behindWord, beforeWord] = [inWord.test(before), inWord.test(after)];
  if (/[–—]/u.test(character)) return behindWord === beforeWord ? 8 : 11;
  const opens = /[“‘„«•]/u.test(character) && behindWord;
  const closes = /[”»…•]/u.test(character) && beforeWord;
  return opens || closes || (character === '”' && before === '') ? 16 : 8;
}

const inWord = /[\p{L}\d]/u;

function letterCost(character: string, before: string): Bits {
  if (/[éèàçêüöäßñãõáíóúôîûâåø]/u.test(character)) return 9;
  if (/[à-öø-ÿœ]/u.test(character)) return 11;
  if (/[a-z]/.test(before)) return 17;
  return /[ŠŽšžŸÐÞÝ]/u.test(character) ? 14 : /[A-ZÀ-Þ]/u.test(before) ? 9 : 11;
}

function besideOthers(run: number): Bits {
  if (run < 2) return 0;
  return run === 2 ? 2 : 4;
}

/** A ruled line, or an alphabet: the same once more, or the small letter of the one before. */
function isAgain(character: string, before: string): boolean {
  return (isSign(character) && character === before) || (isAccented(character) && character !== before && character === before.toLowerCase());
}

const isAccented = (character: string): boolean => /[À-ÖØ-öø-ÿŠŒŽšœžŸ]/u.test(character);
const isSign = (character: string): boolean => /[\u00A1-\u00BF×÷ƒˆ˜†‡‰‹›€]/u.test(character) && !/[«»]/u.test(character);
