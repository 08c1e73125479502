import iconv from 'iconv-lite';
import { japaneseCost } from './japanese-odds.rules.js';
import { westernCost } from './western-odds.rules.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** As much of a text as is weighed: more does not make it clearer. */
const weighed = 64 * 1024;

/** What a label lets one expect of bytes that are not ASCII. */
export type Expectation = 'japanese' | 'anything' | 'western';

/** How many bits a Western reading may cost more and still be taken. */
const westernAllowance: Readonly<Record<Expectation, number>> = { japanese: Number.NEGATIVE_INFINITY, anything: -3, western: 7 };

/** The text where the bytes are valid UTF-8, without its byte order mark. */
export function strictUtf8(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Marks without a letter, phonetic signs, and scripts that nobody writes to a Japanese desk in: two bytes of EUC-JP may look like one. */
const unwritten = /(?:^|[^\p{L}\p{M}])\p{M}|[\u0250-\u02FF\u0700-\u07FF]/u;

/** Valid UTF-8 that no label calls so, but for what is likelier a word in EUC-JP (`民法`). */
export function unlabelledUtf8(bytes: Buffer): string | undefined {
  const text = strictUtf8(bytes);
  if (text === undefined || !unwritten.test(text) || /[\u0800-\uFFFF]/u.test(text)) return text;
  return guessedJapanese(bytes, 'anything') ?? text;
}

/**
 * The text where the bytes are likelier Shift_JIS or EUC-JP than Western European; undefined where they
 * are not. Where Japanese is expected, only a text without holes is.
 */
export function guessedJapanese(bytes: Buffer, expected: Expectation): string | undefined {
  const [best] = ['euc-jp', 'cp932']
    .map((encoding) => iconv.decode(bytes, encoding))
    .map((text) => ({ text, cost: japaneseCost(text.slice(0, weighed)) }))
    .toSorted((a, b) => a.cost - b.cost);
  if (best === undefined || (expected === 'japanese' && /[\uFFFD\uE000-\uF8FF]/.test(best.text))) return undefined;
  const western = westernCost(iconv.decode(bytes.subarray(0, weighed), 'windows-1252')) - westernAllowance[expected];
  return best.cost < western ? best.text : undefined;
}
