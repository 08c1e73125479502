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

/** The original offsets `[start, end)` of the units `[from, to)`. */
export function originalSpan(folded: FoldedText, from: number, to: number): { readonly start: number; readonly end: number } {
  return { start: folded.starts[from] ?? 0, end: folded.ends[to - 1] ?? 0 };
}

/** A letter with the marks that belong to it, half-width voicing marks included. */
const clusters = /[\s\S][\p{M}\uFF9E\uFF9F]*/gu;
const ignorable = /\p{Default_Ignorable_Code_Point}|\p{Cc}/gu;
const spaces = /^\s+$/u;

/** NFKC, lower case, invisible characters out, runs of white space as one space. */
export function foldText(original: string): FoldedText {
  const writer = new FoldWriter();
  for (const { 0: cluster, index } of original.matchAll(clusters)) {
    const folded = isPrintableAscii(cluster) ? cluster.toLowerCase() : foldCluster(cluster);
    if (spaces.test(folded)) writer.space(index, index + cluster.length);
    else writer.write(folded, index, index + cluster.length);
  }
  return writer.done();
}

function isPrintableAscii(cluster: string): boolean {
  return cluster.length === 1 && cluster >= ' ' && cluster <= '~';
}

function foldCluster(cluster: string): string {
  if (spaces.test(cluster)) return ' ';
  return cluster.normalize('NFKC').toLowerCase().replaceAll(ignorable, '');
}

/** Only letters, digits and their marks: how spaces and punctuation were set no longer matters. */
export function lettersOnly(folded: FoldedText): FoldedText {
  const writer = new FoldWriter();
  for (let at = 0; at < folded.text.length; at += 1) {
    const unit = folded.text[at] ?? '';
    if (isLetterUnit(unit)) writer.write(unit, folded.starts[at] ?? 0, folded.ends[at] ?? 0);
  }
  return writer.done();
}

const letter = /^[\p{L}\p{N}\p{M}\uD800-\uDFFF]$/u;
const loneSurrogate = /^[\uD800-\uDFFF]$/;

function isLetterUnit(unit: string): boolean {
  if (unit <= '\u007E') return /[0-9a-z]/.test(unit);
  return letter.test(unit) || loneSurrogate.test(unit);
}

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
    for (const unit of text.split('')) {
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
