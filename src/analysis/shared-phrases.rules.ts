import { foldAsTyped, foldText, lettersOnly, originalSpan, withoutSpans, type FoldedText, type Span } from './folded-text.rules.js';

/** So many characters in common are no coincidence. */
const phraseLength = 12;

/** A text in the three forms in which phrases are compared, without the values that may be written anyway. */
export interface Reading {
  readonly original: string;
  readonly folded: FoldedText;
  readonly letters: FoldedText;
  readonly typed: FoldedText;
}

/** The values are taken out, so that what stands around a released one is still one phrase. */
export function readingOf(original: string, allowed: readonly Span[]): Reading {
  const folded = withoutSpans(foldText(original), allowed);
  return { original, folded, letters: lettersOnly(folded), typed: halfWidthMark.test(original) ? withoutSpans(foldAsTyped(original), allowed) : nothing };
}

const nothing: FoldedText = { text: '', starts: [], ends: [], gaps: [] };
const halfWidthMark = /[\uFF9E\uFF9F]/;

/** Phrases of restricted texts, made ready to be found in drafts. Linear in the length of the texts. */
export class PhraseIndex {
  readonly #folded: Grams;
  readonly #letters: Grams;
  readonly #typed: Grams;
  readonly #visible: readonly string[];

  constructor(restricted: readonly Reading[], visible: readonly Reading[]) {
    const grams = (form: 'folded' | 'letters' | 'typed'): Grams => ({
      restricted: gramsOf(restricted.map((reading) => reading[form].text)),
      visible: gramsOf(visible.map((reading) => reading[form].text)),
    });
    [this.#folded, this.#letters, this.#typed] = [grams('folded'), grams('letters'), grams('typed')];
    this.#visible = visible.map(({ folded }) => folded.text);
  }

  /** Where a draft has twelve characters or more in common with a restricted text that the customer does not see anyway. */
  places(draft: Reading): readonly Span[] {
    const leaks = ({ restricted, visible }: Grams) => (gram: string): boolean => restricted.has(gram) && !visible.has(gram);
    const asTyped = leaks(this.#typed);
    return [
      ...runs(draft.folded, leaks(this.#folded)),
      ...runs(draft.letters, leaks(this.#letters)),
      // Twelve half-width characters may be fewer in full width; without a mark they are as many.
      ...runs(draft.typed, (gram) => halfWidthMark.test(gram) && asTyped(gram) && !this.#isVisible(gram)),
    ].filter(({ start, end }) => !isDateOrTime(draft.original.slice(start, end)));
  }

  #isVisible(gram: string): boolean {
    const folded = foldText(gram).text.trim();
    return this.#visible.some((text) => text.includes(folded));
  }
}

interface Grams {
  readonly restricted: ReadonlySet<string>;
  readonly visible: ReadonlySet<string>;
}

function gramsOf(texts: readonly string[]): ReadonlySet<string> {
  const grams = new Set<string>();
  for (const text of texts) {
    for (let at = 0; at + phraseLength <= text.length; at += 1) grams.add(text.slice(at, at + phraseLength));
  }
  return grams;
}

/** The places made of phrases one after another. */
function runs(view: FoldedText, isLeak: (gram: string) => boolean): readonly Span[] {
  const places: { from: number; to: number }[] = [];
  for (let at = 0; at + phraseLength <= view.text.length; at += 1) {
    if (!isLeak(view.text.slice(at, at + phraseLength))) continue;
    const last = places.at(-1);
    if (last === undefined || at > last.to) places.push({ from: at, to: at + phraseLength });
    else last.to = at + phraseLength;
  }
  return places.map(({ from, to }) => originalSpan(view, from, to));
}

/** Dates and times as they are written, also cut off where the texts begin to differ. */
const dateParts = [
  /\d{0,4}[-/.]\d{1,2}[-/.]\d{0,2}(?![\d.])(?:[t\s]+)?/g, /\d{1,4}\s*年(?:\s*\d{1,2}(?!\d))?/g, /\d{1,2}\s*月(?:\s*\d{1,2}(?!\d))?/g, /\d{1,2}\s*[日時分秒]/g,
  /\d{1,2}:\d{0,2}(?::\d{0,2})?(?:\.\d{1,3})?(?!\d)/g, /[+-]\d{1,2}:?\d{0,2}(?!\d)/g, /utc|jst/g,
] as const;

/** A date or a time in common says nothing: hardly anything else is left of the phrase. */
function isDateOrTime(phrase: string): boolean {
  const plain = phrase.normalize('NFKC').toLowerCase();
  const rest = dateParts.reduce((text, part) => text.replaceAll(part, ''), plain);
  return rest !== plain && rest.replaceAll(/[\s年月日時分秒曜火水木金土頃まで:./()\-+tz、。,]/g, '').length < 4;
}
