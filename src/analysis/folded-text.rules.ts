/**
 * A text in a plainer form, with the way back: for each of its UTF-16 units where that unit begins
 * and ends in the original.
 */
export interface FoldedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Whether white space was taken out before the unit: two words stand next to each other there. */
  readonly gaps: readonly boolean[];
}

/** UTF-16 offsets `[start, end)` of an original text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The original offsets `[start, end)` of the units `[from, to)`. */
export function originalSpan(folded: FoldedText, from: number, to: number): Span {
  return { start: folded.starts[from] ?? 0, end: folded.ends[to - 1] ?? 0 };
}

/** A letter with the marks that belong to it, half-width voicing marks included. */
const cluster = /[\s\S][\p{M}\uFF9E\uFF9F]*/uy;
/** The same with a half-width voicing mark as the character that it is. */
const typedCluster = /[\uFF9E\uFF9F]|[\s\S]\p{M}*/uy;
const ignorable = /\p{Default_Ignorable_Code_Point}|\p{Cc}/gu;
const spaces = /^\s+$/u;

/** NFKC, lower case, invisible characters out, runs of white space as one space. */
export function foldText(original: string): FoldedText {
  return foldBy(original, cluster);
}

/** The same, but 「ｸﾞ」 stays the two characters that were typed. */
export function foldAsTyped(original: string): FoldedText {
  return foldBy(original, typedCluster);
}

/** What is left where some spans of the original are taken out. */
export function withoutSpans(folded: FoldedText, spans: readonly Span[]): FoldedText {
  if (spans.length === 0) return folded;
  const writer = new FoldWriter();
  let next = 0;
  for (let at = 0; at < folded.text.length; at += 1) {
    const [start, end] = [folded.starts[at] ?? 0, folded.ends[at] ?? 0];
    while ((spans[next]?.end ?? Infinity) <= start) next += 1;
    if (end <= (spans[next]?.start ?? Infinity)) writer.write(folded.text[at] ?? '', start, end);
  }
  return writer.done();
}

function foldBy(original: string, pattern: RegExp): FoldedText {
  const writer = new FoldWriter();
  const known = new Map<string, string>();
  for (let at = 0; at < original.length; ) {
    pattern.lastIndex = at;
    const found = isPlain(original, at) ? (original[at] ?? '') : (pattern.exec(original)?.[0] ?? '');
    const folded = known.get(found) ?? foldCluster(found);
    known.set(found, folded);
    if (folded === ' ') writer.space(at, at + found.length);
    else writer.write(folded, at, at + found.length);
    at += found.length;
  }
  return writer.done();
}

/** Printable ASCII with more ASCII after it: nothing can belong to it. */
function isPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x20 && code < 0x7f && !(text.charCodeAt(at + 1) >= 0x7f);
}

function foldCluster(found: string): string {
  if (spaces.test(found)) return ' ';
  if (found === '\uFF9E' || found === '\uFF9F') return found;
  const folded = found.normalize('NFKC').toLowerCase().replaceAll(ignorable, '');
  return spaces.test(folded) ? ' ' : folded;
}

/** Only letters, digits and their marks: how spaces and punctuation were set no longer matters. */
export function lettersOnly(folded: FoldedText): FoldedText {
  const writer = new FoldWriter();
  const known = new Map<string, boolean>();
  for (let at = 0; at < folded.text.length; at += 1) {
    const unit = folded.text[at] ?? '';
    const isLetter = known.get(unit) ?? letter.test(unit);
    known.set(unit, isLetter);
    if (isLetter) writer.write(unit, folded.starts[at] ?? 0, folded.ends[at] ?? 0);
  }
  return writer.done();
}

/** A half of a rare ideograph counts too. */
const letter = /^[\p{L}\p{N}\p{M}\uD800-\uDFFF]$/u;

/** How an address is made harmless, or hidden, and what it stands for. Tried where a run may begin. */
const disguises: readonly { readonly pattern: RegExp; readonly plain: string }[] = [
  { pattern: /\s*[[({<「【]\s*(?:\.|dot|ドット|。)\s*[\])}>」】]\s*/y, plain: '.' },
  { pattern: /\s*[[({<「【]\s*(?:@|at|アット|アットマーク)\s*[\])}>」】]\s*/y, plain: '@' },
  { pattern: /\s*[[({<]\s*:\/\/\s*[\])}>]\s*/y, plain: '://' },
  { pattern: /\s*[[({<]\s*:\s*[\])}>]\s*/y, plain: ':' },
  { pattern: /\s*[[({<]\s*\/\s*[\])}>]\s*/y, plain: '/' },
  { pattern: /\s+dot\s+/y, plain: '.' },
  { pattern: /\s*ドット\s*/y, plain: '.' },
  { pattern: /\s*アットマーク\s*/y, plain: '@' },
  { pattern: /h(?:xx|\*\*|__)p(?=s?[[({<]?:)/y, plain: 'http' },
  { pattern: /%2e/y, plain: '.' },
  { pattern: /%3a/y, plain: ':' },
  { pattern: /%2f/y, plain: '/' },
  { pattern: /%40/y, plain: '@' },
  { pattern: /\\(?=[.:/@])/y, plain: '' },
];
const mayBeDisguise = /[\s[({<「【ドアh%\\]/;

/** Addresses as they really are: refanged, without white space; `gaps` says where there was some. */
export function refangedText(folded: FoldedText): FoldedText {
  const writer = new FoldWriter();
  for (let at = 0; at < folded.text.length; ) {
    const unit = folded.text[at] ?? '';
    const disguise = mayBeDisguise.test(unit) ? disguiseAt(folded.text, at) : undefined;
    if (disguise !== undefined) {
      const { start, end } = originalSpan(folded, at, at + disguise.length);
      writer.write(disguise.plain, start, end);
      at += disguise.length;
      continue;
    }
    if (unit === ' ') writer.gap();
    else writer.write(isFullStop(folded.text, at) ? '.' : unit, folded.starts[at] ?? 0, folded.ends[at] ?? 0);
    at += 1;
  }
  return writer.done();
}

function disguiseAt(text: string, at: number): { readonly plain: string; readonly length: number } | undefined {
  for (const { pattern, plain } of disguises) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return { plain, length: match[0].length };
  }
  return undefined;
}

/** 「203。0。113。7」: a Japanese full stop between digits or letters of an address. */
function isFullStop(text: string, at: number): boolean {
  return text[at] === '。' && /[0-9a-z]/.test(text[at - 1] ?? '') && /[0-9a-z]/.test(text[at + 1] ?? '');
}

/** Puts a folded text together unit by unit. */
class FoldWriter {
  readonly #units: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #gaps: boolean[] = [];
  #gap = true;

  write(text: string, start: number, end: number): void {
    for (let at = 0; at < text.length; at += 1) {
      const unit = text[at] ?? '';
      this.#units.push(unit);
      this.#starts.push(start);
      this.#ends.push(end);
      this.#gaps.push(this.#gap);
      this.#gap = false;
    }
  }

  space(start: number, end: number): void {
    if (this.#units.length > 0 && this.#units.at(-1) !== ' ') this.write(' ', start, end);
  }

  gap(): void {
    this.#gap = true;
  }

  done(): FoldedText {
    return { text: this.#units.join(''), starts: this.#starts, ends: this.#ends, gaps: this.#gaps };
  }
}
