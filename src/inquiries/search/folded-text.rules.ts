import { foldCharacter, isDash } from '../../customers/japanese-text.rules.js';

/** A text as it is searched, and where each of its UTF-16 units stood in the text. */
export interface FoldedText {
  /** Words with one space between them. */
  readonly folded: string;
  /** For each unit of `folded`: where what it came from begins, and where it ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** What people read as one character; a defanged sign (`[.]`, `hxxp`) is what it stands for. */
const pieces = /\s+|\[[.:@]\]|hxxp(?=s?:)|.[\p{M}\uFF9E\uFF9F]*/gisu;
const nothingToRead = /[\s\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Folds width, case, kind of kana, small kana, dashes and variants of kanji piece by piece, so that
 * a hit can be shown where it stands. A line that a mail program broke inside Japanese text is one.
 */
export function foldText(text: string): FoldedText {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = '';
  let afterWide = false;
  const add = (units: string, start: number, end: number): void => {
    folded += units;
    for (let unit = 0; unit < units.length; unit += 1) {
      starts.push(start);
      ends.push(end);
    }
  };
  let gap: { readonly start: number; readonly end: number; readonly isLineBreak: boolean } | undefined;
  for (const { 0: piece, index: start } of text.matchAll(pieces)) {
    if (/^\s/u.test(piece)) {
      gap = { start, end: start + piece.length, isLineBreak: /^\r?\n$/u.test(piece) };
      continue;
    }
    const units = foldPiece(piece);
    if (units === '') continue;
    const goesOn = gap?.isLineBreak === true && afterWide && isJapanese(piece, units);
    afterWide = isJapanese(piece, units);
    if (gap !== undefined && folded !== '' && !goesOn) add(' ', gap.start, gap.end);
    gap = undefined;
    add(units, start, start + piece.length);
  }
  return { folded, starts, ends };
}

/** Whether the first character is of a script written without spaces; Latin letters, digits and their signs are not. */
export function isWide(text: string): boolean {
  return (text.codePointAt(0) ?? 0) >= 0x250;
}

/** A long vowel is folded to a dash, and yet goes on with the word. */
function isJapanese(piece: string, folded: string): boolean {
  return isWide(folded) || /^[ーｰ]/u.test(piece);
}

/** The same few thousand pieces make up all texts. */
const known = new Map<string, string>();
const knownMax = 20_000;

function foldPiece(piece: string): string {
  const before = known.get(piece);
  if (before !== undefined) return before;
  const folded = foldAnew(piece);
  if (known.size >= knownMax) known.clear();
  known.set(piece, folded);
  return folded;
}

function foldAnew(piece: string): string {
  const plain = piece.startsWith('[') && piece.length === 3 ? piece.charAt(1) : piece.replace(/^hxxp$/i, 'http');
  const composed = plain.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll(nothingToRead, '');
  return Array.from(composed, (character) => (isDash(character) ? '-' : foldCharacter(character))).join('');
}
