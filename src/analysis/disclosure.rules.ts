import { DomainError } from '../platform/errors.js';
import { foldText, lettersOnly, originalSpan, refangedText, type FoldedText } from './folded-text.rules.js';
import { identifiersIn, wholeIdentifier, type Identifier } from './identifiers.rules.js';
import { ValueTrie, type ValueHit } from './value-trie.rules.js';

/** Who is to read something. */
export type Audience = 'customer' | 'partner';

/** A text that not everybody may read. */
export interface RestrictedText {
  /** `second_line`: nobody else; `partner`: the first line too, the customer not. */
  readonly disclosure: 'second_line' | 'partner';
  readonly text: string;
  /** The whole text is one value, such as an indicator, and matters however short it is. */
  readonly isValue: boolean;
}

/** What a draft is held against (C3). */
export interface DisclosureMaterial {
  readonly restricted: readonly RestrictedText[];
  /** Exact values that the second-line lead released (開示承認). */
  readonly released: readonly string[];
  /** What the customer sees in his own portal, what he said himself, and the desk's fixed sentences. */
  readonly visible: readonly string[];
}

/** A place in a draft that must not leave: UTF-16 offsets `[start, end)`. */
export interface RestrictedPlace {
  readonly start: number;
  readonly end: number;
  readonly kind: 'value' | 'phrase';
}

declare const disclosed: unique symbol;

/** Something that `disclose` has let through for an audience; nothing else makes one. */
export type Disclosed<T> = T & { readonly [disclosed]: Audience };

/** So many characters in common are no coincidence. */
const phraseLength = 12;

/** Material made ready to hold drafts against; building it once serves many texts. */
export interface LeakIndex {
  readonly audience: Audience;
  readonly restrictedValues: ValueTrie;
  readonly allowedValues: ValueTrie;
  readonly phrases: readonly PhraseIndex[];
}

interface PhraseIndex {
  readonly view: (folded: FoldedText) => FoldedText;
  readonly restricted: ReadonlySet<string>;
  readonly visible: ReadonlySet<string>;
}

/** Makes the material ready for one audience. Linear in its length. */
export function leakIndex(material: DisclosureMaterial, audience: Audience): LeakIndex {
  const restricted = material.restricted.filter(({ disclosure }) => disclosure === 'second_line' || audience === 'customer');
  const allowed = [...material.released.flatMap(asReleased), ...material.visible.flatMap(identifiersIn)];
  const allowedKeys = new Set(allowed.map(keyOf));
  const values = restricted.flatMap(({ text, isValue }) => (isValue ? [...identifiersIn(text), ...asReleased(text)] : identifiersIn(text)));
  const views = [(folded: FoldedText) => folded, lettersOnly];
  return {
    audience,
    restrictedValues: new ValueTrie(values.filter((value) => !allowedKeys.has(keyOf(value)))),
    allowedValues: new ValueTrie(allowed),
    phrases: views.map((view) => ({
      view,
      restricted: gramsOf(restricted.map(({ text }) => text), view),
      visible: gramsOf(material.visible, view),
    })),
  };
}

/**
 * The places in a text that must not reach the audience, in their order and without overlap: values
 * of restricted material however they are written, and phrases of twelve characters or more in common
 * with it, unless released or seen by the customer anyway.
 */
export function restrictedPlaces(text: string, index: LeakIndex): readonly RestrictedPlace[] {
  const folded = foldText(text);
  const refanged = refangedText(folded);
  const allowed = index.allowedValues.hits(refanged).map((hit) => spanOf(refanged, hit));
  const masked = maskOf(text.length, allowed);
  const values = index.restrictedValues.hits(refanged)
    .map((hit): RestrictedPlace => ({ ...spanOf(refanged, hit), kind: 'value' }))
    .filter(({ start, end }) => (masked[end] ?? 0) - (masked[start] ?? 0) < end - start);
  const phrases = index.phrases.flatMap((phrase) => phrasePlaces(text, phrase.view(folded), phrase, masked));
  return joined([...values, ...phrases]);
}

/**
 * Lets something out to an audience, unchanged. This is the only way to a `Disclosed` value, and mails
 * and reports are made from nothing else.
 *
 * @throws DomainError restricted_value where anything in it is restricted and not released
 */
export function disclose<T extends object | string>(draft: T, index: LeakIndex): Disclosed<T> {
  const places = textsIn(draft).reduce((count, text) => count + restrictedPlaces(text, index).length, 0);
  if (places === 0) return draft as Disclosed<T>;
  throw new DomainError(
    'restricted_value',
    `利用者非公開の内容が${places}か所含まれています。文面から除くか、二次受付窓口の責任者の開示承認を得てください。`,
    { facts: { restrictedValues: places } },
  );
}

/** Every text within a value, however deep. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function asReleased(text: string): readonly Identifier[] {
  const whole = wholeIdentifier(text);
  return whole === undefined ? [] : [whole];
}

function keyOf(identifier: Identifier): string {
  return identifier.value;
}

function spanOf(text: FoldedText, hit: ValueHit): { readonly start: number; readonly end: number } {
  return originalSpan(text, hit.from, hit.to);
}

function gramsOf(texts: readonly string[], view: (folded: FoldedText) => FoldedText): ReadonlySet<string> {
  const grams = new Set<string>();
  for (const text of texts) {
    const plain = view(foldText(text)).text;
    for (let at = 0; at + phraseLength <= plain.length; at += 1) grams.add(plain.slice(at, at + phraseLength));
  }
  return grams;
}

/** How many of the first n original characters belong to an allowed value. */
function maskOf(length: number, spans: readonly { readonly start: number; readonly end: number }[]): Int32Array {
  const steps = new Int32Array(length + 2);
  for (const { start, end } of spans) {
    steps[start] = (steps[start] ?? 0) + 1;
    steps[end] = (steps[end] ?? 0) - 1;
  }
  const counts = new Int32Array(length + 1);
  let depth = 0;
  for (let at = 0; at < length; at += 1) {
    depth += steps[at] ?? 0;
    counts[at + 1] = (counts[at] ?? 0) + (depth > 0 ? 1 : 0);
  }
  return counts;
}

function phrasePlaces(text: string, view: FoldedText, phrase: PhraseIndex, masked: Int32Array): readonly RestrictedPlace[] {
  const places: RestrictedPlace[] = [];
  let run: { from: number; to: number } | undefined;
  const close = (): void => {
    if (run !== undefined) {
      const span = originalSpan(view, run.from, run.to);
      if (!isDateOrTime(text.slice(span.start, span.end))) places.push({ ...span, kind: 'phrase' });
    }
    run = undefined;
  };
  for (let at = 0; at + phraseLength <= view.text.length; at += 1) {
    const gram = view.text.slice(at, at + phraseLength);
    const { start, end } = originalSpan(view, at, at + phraseLength);
    const isLeak = phrase.restricted.has(gram) && !phrase.visible.has(gram) && masked[start] === masked[end];
    if (!isLeak) continue;
    if (run === undefined || at > run.to) close();
    run = run === undefined ? { from: at, to: at + phraseLength } : { from: run.from, to: at + phraseLength };
  }
  close();
  return places;
}

/** A date or a time in common says nothing: hardly anything else is left of the phrase. */
function isDateOrTime(phrase: string): boolean {
  const plain = phrase.normalize('NFKC').toLowerCase();
  if (/\d{9}/.test(plain) || !/\d/.test(plain)) return false;
  return plain.replaceAll(/[\d\s年月日時分秒曜火水木金土頃まで:./()\-+tz、。,]|utc|jst/g, '').length < 4;
}

function joined(places: readonly RestrictedPlace[]): readonly RestrictedPlace[] {
  const result: RestrictedPlace[] = [];
  for (const place of places.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || place.start >= last.end) {
      result.push(place);
      continue;
    }
    const kind = last.kind === 'value' || place.kind === 'value' ? 'value' : 'phrase';
    result[result.length - 1] = { start: last.start, end: Math.max(last.end, place.end), kind };
  }
  return result;
}
