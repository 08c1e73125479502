import iconv from 'iconv-lite';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** One character of Shift_JIS among letters, as in `表1.xlsx`, whose bytes no European program writes side by side. */
const soleKanji = /^[\0-\x7f]{0,200}(?:[\x81-\x9f][@[-`{-~]|[\x88-\x90\x98-\x9f][\xa1-\xfc])[\0-\x7f]{0,200}$/;

/** The text where the bytes are valid UTF-8, without its byte order mark. */
export function strictUtf8(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text where every byte of it means something in the encoding. */
export function strictly(bytes: Buffer, encoding: string): string | undefined {
  const text = iconv.decode(bytes, encoding);
  return /[\uFFFD\uE000-\uF8FF]/.test(text) ? undefined : text;
}

/**
 * Shift_JIS or EUC-JP, recognised by its characters; undefined where it is neither. European text in
 * one-byte encodings has its high bytes one by one among letters, Japanese has them in runs.
 *
 * @param nothingSaid true where no charset was named at all: then half-width kana alone is enough
 */
export function guessedJapanese(bytes: Buffer, nothingSaid: boolean): string | undefined {
  if (nothingSaid && soleKanji.test(bytes.toString('latin1'))) return strictly(bytes, 'cp932');
  const candidates = ['euc-jp', 'cp932'].flatMap((encoding) => {
    const text = strictly(bytes, encoding);
    return text === undefined ? [] : [{ text, score: japaneseScore(text, nothingSaid) }];
  });
  const [best] = candidates.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score);
  return best?.text;
}

function japaneseScore(text: string, nothingSaid: boolean): number {
  const kana = count(text, /[\u3041-\u3096\u30A1-\u30FA\u30FC]/g);
  const kanji = count(text, /\p{Script=Han}/gu);
  const half = count(text, /[\uFF61-\uFF9F]/g);
  const run = /[\u3041-\u30FC\p{Script=Han}\uFF01-\uFF5E]{2}/u.test(text);
  const strange = count(text, /[\u0370-\u04FF\u2500-\u257F]/g);
  if (kana === 0 && !run && !(nothingSaid && /[\uFF61-\uFF9F]{3}/.test(text))) return 0;
  return kana + kanji === 0 ? 1 : 3 * kana + kanji - half - strange;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
