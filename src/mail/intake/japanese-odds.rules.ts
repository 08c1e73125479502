import iconv from 'iconv-lite';
import { officialKanji, schoolKanji } from './common-kanji.js';
import { plainCost, type Bits } from './western-odds.rules.js';

/** What no text holds: bytes without a meaning, control characters, private ones. */
const meaningless: Bits = 30;

/**
 * How unlikely a text is as Japanese: kana and common kanji are cheap, kanji that nobody writes and
 * kanji inside a word of letters are not.
 */
export function japaneseCost(text: string): Bits {
  const characters = [...text];
  return characters.reduce((sum, character, at) => sum + costOf(character, characters[at - 1] ?? '', characters[at + 1] ?? ''), 0);
}

function costOf(character: string, before: string, after: string): Bits {
  if (character <= '\u007F') return plainCost(character);
  if (isHalfKana(character)) return halfKanaCost(character, before, after);
  const beside = isJapanese(character) ? glue(before) + glue(after) : 0;
  return kindCost(character) + beside;
}

function kindCost(character: string): Bits {
  if (/[\u3041-\u3093ー、。・]/u.test(character)) return 6;
  if (/[\u30A1-\u30F6]/u.test(character)) return 8;
  if (schoolKanji.has(character)) return 11;
  if (officialKanji.has(character)) return 13;
  if (/[\u3000-\u303F\uFF01-\uFF5E]/u.test(character)) return 10;
  if (/\p{Script=Han}/u.test(character)) return firstLevel().has(character) ? 16 : 24;
  if (/[\uFFFD\uE000-\uF8FF\u0080-\u009F]/u.test(character)) return meaningless;
  return /[\u2460-\u24FF\u3200-\u33FF\u2190-\u21FF\u25A0-\u266F]/u.test(character) ? 14 : 18;
}

/** Never one alone; marks of voice stand only behind what has a voice, and no word begins with a small letter. */
function halfKanaCost(character: string, before: string, after: string): Bits {
  if (!isHalfKana(before) && !isHalfKana(after)) return meaningless;
  if (character === 'ﾞ') return /[ｳｶ-ﾄﾊ-ﾎ]/u.test(before) ? 4 : 14;
  if (character === 'ﾟ') return /[ﾊ-ﾎ]/u.test(before) ? 4 : 14;
  const small = /[ｧ-ｯｰﾝ]/u.test(character);
  if (!isHalfKana(before)) return (small ? 20 : 16) + glue(before);
  return (small ? 5 : 6) + glue(after);
}

/** A letter beside kana or kanji, without a space: `A社` now and then, a small letter seldom. */
function glue(beside: string): Bits {
  if (/[a-z]/.test(beside)) return 8;
  return /[A-Z]/.test(beside) ? 7 : 0;
}

const isHalfKana = (character: string): boolean => /[\uFF61-\uFF9F]/u.test(character);
const isJapanese = (character: string): boolean => /[\u3041-\u30FA\p{Script=Han}]/u.test(character);

let known: ReadonlySet<string> | undefined;

/** The kanji of JIS level 1, those in use. */
function firstLevel(): ReadonlySet<string> {
  known ??= new Set(allOfFirstLevel());
  return known;
}

function allOfFirstLevel(): string {
  const bytes: number[] = [];
  for (let row = 0xb0; row <= 0xcf; row += 1) for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell);
  return iconv.decode(Buffer.from(bytes), 'euc-jp').replaceAll('\uFFFD', '');
}
