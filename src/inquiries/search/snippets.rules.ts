import { foldText, type FoldedText } from './folded-text.rules.js';
import type { SearchText } from './search-texts.js';

/** A stretch of a sentence, marked where it is what was looked for. */
export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** A hit in its sentence. */
export interface Snippet {
  /** What the text is, such as 「通話メモ」. */
  readonly label: string;
  readonly restricted: boolean;
  readonly pieces: readonly Piece[];
}

const snippetsMax = 3;
const sentenceMax = 120;
const sentenceEnds = /[。！？!?\n]/u;

/**
 * The sentences that show the words, or undefined where the texts do not hold them all: the index
 * knows which characters stand beside each other somewhere, only the text knows the word.
 */
export function snippetsOf(texts: readonly SearchText[], words: readonly string[]): readonly Snippet[] | undefined {
  const folded = texts.map((text) => ({ text, ...foldText(text.body) })).map((each) => ({ ...each, held: words.filter((word) => each.folded.includes(word)) }));
  const missing = new Set(words);
  const shown: Snippet[] = [];
  for (const each of folded.toSorted((one, two) => two.held.length - one.held.length)) {
    const says = each.held.filter((word) => missing.has(word));
    if (says.length === 0) continue;
    for (const word of says) missing.delete(word);
    shown.push(...sentencesOf(each.text, each, says).map((sentence) => snippetOf(each.text, each, sentence, words)));
  }
  return missing.size > 0 ? undefined : shown.slice(0, snippetsMax);
}

const latinLetter = /[a-z]/u;

/** Whether each Latin word stands by itself somewhere: whoever looks for `tor` means it before `directory`. */
export function standAlone(texts: readonly SearchText[], words: readonly string[]): boolean {
  const folded = texts.map(({ body }) => foldText(body).folded);
  const isAlone = (text: string, word: string): boolean =>
    placesOf(text, word).some((at) => !latinLetter.test(text.charAt(at - 1)) && !latinLetter.test(text.charAt(at + word.length)));
  return words.filter((word) => latinLetter.test(word)).every((word) => folded.some((text) => isAlone(text, word)));
}

/** The first sentence of each word, unless one that is shown anyhow holds it. */
function sentencesOf(text: SearchText, folded: FoldedText, words: readonly string[]): readonly Sentence[] {
  const sentences: Sentence[] = [];
  for (const word of words) {
    const places = hitsIn(folded, [word]);
    const first = places[0];
    if (first === undefined || places.some((place) => sentences.some(({ from, to }) => place.start >= from && place.end <= to))) continue;
    sentences.push(sentenceAround(text.body, first.start, first.end));
  }
  return sentences;
}

function snippetOf(text: SearchText, folded: FoldedText, { from, to }: Sentence, words: readonly string[]): Snippet {
  const marks = hitsIn(folded, words).filter((mark) => mark.start < to && mark.end > from);
  return { label: text.label, restricted: text.reach === 'restricted', pieces: piecesOf(text.body, { from, to }, marks) };
}

interface Sentence {
  readonly from: number;
  readonly to: number;
}

function sentenceAround(body: string, start: number, end: number): Sentence {
  const room = Math.max(20, Math.floor((sentenceMax - (end - start)) / 2));
  let from = start;
  while (from > 0 && start - from < room && !sentenceEnds.test(body.charAt(from - 1))) from -= 1;
  let to = Math.min(end, start + 2 * sentenceMax);
  while (to < body.length && to - end < room && !sentenceEnds.test(body.charAt(to - 1))) to += 1;
  return { from: isLowSurrogate(body, from) ? from + 1 : from, to: isLowSurrogate(body, to) ? to + 1 : to };
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where any of the words stands, in order and without overlaps. */
function hitsIn({ folded, starts, ends }: FoldedText, words: readonly string[]): readonly Span[] {
  const spans = words.flatMap((word) => placesOf(folded, word).map((at) => ({ start: starts[at] ?? 0, end: ends[at + word.length - 1] ?? 0 })));
  const joined: Span[] = [];
  for (const span of spans.toSorted((one, two) => one.start - two.start)) {
    const last = joined.at(-1);
    if (last !== undefined && span.start < last.end) joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  return joined;
}

function placesOf(text: string, word: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(word); at >= 0 && places.length < 200; at = text.indexOf(word, at + word.length)) places.push(at);
  return places;
}

function piecesOf(body: string, { from, to }: Sentence, marks: readonly Span[]): readonly Piece[] {
  const pieces: Piece[] = from > 0 && !sentenceEnds.test(body.charAt(from - 1)) ? [{ text: '…', hit: false }] : [];
  let at = from;
  for (const mark of marks) {
    const [start, end] = [Math.max(mark.start, at), Math.min(mark.end, to)];
    pieces.push({ text: body.slice(at, start), hit: false }, { text: body.slice(start, end), hit: true });
    at = end;
  }
  pieces.push({ text: body.slice(at, to), hit: false });
  if (to < body.length && !sentenceEnds.test(body.charAt(to - 1))) pieces.push({ text: '…', hit: false });
  return pieces.filter(({ text }) => text !== '');
}
