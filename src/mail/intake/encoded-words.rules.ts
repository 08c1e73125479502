import { decodeRawBytes, decodeText } from './decode-text.js';

interface Word {
  readonly charset: string;
  readonly encoding: string;
  readonly payload: string;
}

// The last `?=` may be missing at the end of a line that a program cut off.
const oneWord = /=\?([\w.:+()-]{1,60})(?:\*[\w-]{0,20})?\?([bq])\?(.*?)(?:\?=|$)/giu;
const longest = 100_000;

/**
 * A header's value as a person reads it: bytes that are not ASCII decoded, then encoded-words (RFC
 * 2047) even where they are broken: split inside a character, with spaces, or glued to other text.
 *
 * @param value one character a byte
 * @param hint charset of the text below, for bytes that no label goes with
 */
export function readHeaderText(value: string, hint = ''): string {
  return decodeWords(readRawHeader(value, hint)).replaceAll(/\s+/gu, ' ').trim();
}

/** The value with its raw bytes decoded and its encoded-words as they are. */
export function readRawHeader(value: string, hint = ''): string {
  const short = value.slice(0, longest);
  return /^[\u0020-\u007E\t\r\n]*$/.test(short) ? short : decodeRawBytes(Buffer.from(short, 'latin1'), hint);
}

/** Decodes the encoded-words in a text; what stands between two of them is dropped where it is only space. */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  let result = '';
  let end = 0;
  let pending: Word[] = [];
  for (const found of text.matchAll(oneWord)) {
    const between = text.slice(end, found.index);
    if (pending.length === 0 || between.trim() !== '') {
      result += decodeRun(pending) + between;
      pending = [];
    }
    pending.push({ charset: found[1] ?? '', encoding: (found[2] ?? '').toLowerCase(), payload: found[3] ?? '' });
    end = found.index + found[0].length;
  }
  return result + decodeRun(pending) + text.slice(end);
}

/** Words in a row: the bytes of one charset belong together, so that a character cut in two becomes whole. */
function decodeRun(words: readonly Word[]): string {
  let text = '';
  let bytes: Buffer[] = [];
  joined(words).forEach((word, index, all) => {
    bytes.push(bytesOf(word));
    if (all[index + 1]?.charset.toLowerCase() === word.charset.toLowerCase()) return;
    text += decodeText(Buffer.concat(bytes), word.charset);
    bytes = [];
  });
  return text;
}

/** Base64 that a program cut at any place goes on in the next word. */
function joined(words: readonly Word[]): Word[] {
  const result: Word[] = [];
  for (const word of words) {
    const last = result.at(-1);
    const cut = last !== undefined && last.encoding === 'b' && word.encoding === 'b' && last.charset === word.charset && last.payload.length % 4 !== 0 && !last.payload.endsWith('=');
    if (cut) result[result.length - 1] = { ...last, payload: last.payload + word.payload };
    else result.push(word);
  }
  return result;
}

function bytesOf({ encoding, payload }: Word): Buffer {
  if (encoding === 'b') return Buffer.from(payload, 'base64');
  const plain = payload.replaceAll('_', ' ').replaceAll(/=([\dA-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return !/[^\p{ASCII}\u0080-\u00FF]/u.test(plain) ? Buffer.from(plain, 'latin1') : Buffer.from(plain);
}
