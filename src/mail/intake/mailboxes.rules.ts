import { decodeWords } from './encoded-words.rules.js';

/** Somebody as an address line shows him. */
export interface ShownMailbox {
  /** Decoded; empty where there is none. */
  readonly name: string;
  /** As written; empty where there is none. Never made out of an encoded-word (security.md F2). */
  readonly address: string;
}

const most = 1_000;

/**
 * Reads an address line leniently, for showing: names in quotes, comments, groups, addresses without
 * brackets. Who a message is from is decided by the strict grammar alone.
 *
 * @param line with raw bytes decoded and encoded-words as they are
 */
export function shownMailboxes(line: string): ShownMailbox[] {
  const found = split(line.slice(0, 100_000)).slice(0, most).map(readOne);
  return found.filter(({ name, address }) => name !== '' || address !== '');
}

interface Piece {
  words: string;
  comment: string;
  angle: string | undefined;
}

function split(line: string): Piece[] {
  const pieces: Piece[] = [];
  let piece: Piece = { words: '', comment: '', angle: undefined };
  const finish = (): void => {
    pieces.push(piece);
    piece = { words: '', comment: '', angle: undefined };
  };
  for (const [token] of line.matchAll(/=\?[^?\s]+\?[bq]\?.*?\?=|"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|<[^<>]*>?|[,;:]|[^",;:<(=]+|./gisu)) {
    if (token === ',' || token === ';') finish();
    else if (token === ':') piece = { words: '', comment: '', angle: undefined };
    else if (token.startsWith('(') && token.endsWith(')')) piece.comment += token.slice(1, -1);
    else if (token.startsWith('<')) piece.angle ??= token.replaceAll(/[<>]|\((?:[^()\\]|\\.)*\)/gs, '').trim();
    else piece.words += token;
  }
  finish();
  return pieces;
}

function readOne({ words, comment, angle }: Piece): ShownMailbox {
  const plain = unquoted(words);
  if (angle !== undefined) return { name: tidy(decodeWords(plain) || decodeWords(comment)), address: angle };
  const bare = words.trim();
  if (/^[^\s@"]+@[^\s@"]+$/.test(bare)) return { name: tidy(decodeWords(comment)), address: bare };
  return { name: tidy(decodeWords(plain)), address: '' };
}

function unquoted(words: string): string {
  return words.replaceAll(/"((?:[^"\\]|\\.)*)"/gs, (_all, inner: string) => inner.replaceAll(/\\(.)/gs, '$1'));
}

function tidy(name: string): string {
  return name.replaceAll(/\s+/gu, ' ').trim().replace(/^'(.*)'$/u, '$1');
}
