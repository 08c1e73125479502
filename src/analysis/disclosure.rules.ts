import { DomainError } from '../platform/errors.js';
import { foldText, originalSpan, refangedText, type FoldedText, type Span } from './folded-text.rules.js';
import { identifiersIn, wholeIdentifier, type Identifier } from './identifiers.rules.js';
import { PhraseIndex, readingOf } from './shared-phrases.rules.js';
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

/** Material made ready to hold drafts against; building it once serves many texts. */
export interface LeakIndex {
  readonly audience: Audience;
  readonly restrictedValues: ValueTrie;
  readonly allowedValues: ValueTrie;
  readonly phrases: PhraseIndex;
}

/** Makes the material ready for one audience. Linear in its length. */
export function leakIndex(material: DisclosureMaterial, audience: Audience): LeakIndex {
  const restricted = material.restricted.filter(({ disclosure }) => disclosure === 'second_line' || audience === 'customer');
  const allowed = [...material.released.flatMap(asReleased), ...material.visible.flatMap(identifiersIn)];
  const allowedKeys = new Set(allowed.map(keyOf));
  const values = restricted.flatMap(({ text, isValue }) => (isValue ? [...identifiersIn(text), ...asReleased(text)] : identifiersIn(text)));
  const allowedValues = new ValueTrie(allowed);
  const read = (text: string) => readingOf(text, spansOf(refangedText(foldText(text)), allowedValues));
  return {
    audience,
    restrictedValues: new ValueTrie(values.filter((value) => !allowedKeys.has(keyOf(value)))),
    allowedValues,
    phrases: new PhraseIndex(restricted.map(({ text }) => read(text)), material.visible.map(read)),
  };
}

/**
 * The places in a text that must not reach the audience, in their order and without overlap: values
 * of restricted material however they are written, and phrases of twelve characters or more in common
 * with it, unless released or seen by the customer anyway.
 */
export function restrictedPlaces(text: string, index: LeakIndex): readonly RestrictedPlace[] {
  const refanged = refangedText(foldText(text));
  const allowed = spansOf(refanged, index.allowedValues);
  const masked = maskOf(text.length, allowed);
  const values = index.restrictedValues.hits(refanged)
    .map((hit): RestrictedPlace => ({ ...spanOf(refanged, hit), kind: 'value' }))
    .filter(({ start, end }) => (masked[end] ?? 0) - (masked[start] ?? 0) < end - start);
  const phrases = index.phrases.places(readingOf(text, allowed)).map((span): RestrictedPlace => ({ ...span, kind: 'phrase' }));
  return joined([...values, ...phrases]).map((place) => withoutSpaces(text, place));
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

/** The place without the spaces around it, which are no part of what is restricted. */
function withoutSpaces(text: string, { start, end, kind }: RestrictedPlace): RestrictedPlace {
  const found = text.slice(start, end);
  return { start: start + found.length - found.trimStart().length, end: end - found.length + found.trimEnd().length, kind };
}

function asReleased(text: string): readonly Identifier[] {
  const whole = wholeIdentifier(text);
  return whole === undefined ? [] : [whole];
}

function keyOf(identifier: Identifier): string {
  return identifier.value;
}

function spanOf(text: FoldedText, hit: ValueHit): Span {
  return originalSpan(text, hit.from, hit.to);
}

function spansOf(refanged: FoldedText, values: ValueTrie): readonly Span[] {
  return values.hits(refanged).map((hit) => spanOf(refanged, hit));
}

/** How many of the first n original characters belong to an allowed value. */
function maskOf(length: number, spans: readonly Span[]): Int32Array {
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
