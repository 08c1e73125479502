import { isWide } from './folded-text.rules.js';

/** Distinct tokens kept of one inquiry; a tsvector of PostgreSQL holds no more than a megabyte. */
export const tokensMax = 30_000;

/** More say nothing new of a long word: what they let through is looked at again. */
const gramsOfWordMax = 16;

/**
 * The tokens under which a folded text is found: every two neighbours, three neighbours of Latin
 * letters and digits, and single characters of Japanese.
 */
export function indexGrams(folded: string): Set<string> {
  const grams = new Set<string>();
  for (const word of folded.split(' ')) {
    const characters = Array.from(word);
    for (const [index, one] of characters.entries()) {
      const [two, three] = [characters[index + 1], characters[index + 2]];
      if (isWide(one)) grams.add(one);
      if (two !== undefined) grams.add(one + two);
      if (two !== undefined && three !== undefined && areNarrow(one, two, three)) grams.add(one + two + three);
    }
  }
  return grams;
}

/** The tokens that a text must have to hold the folded word; none for a single Latin letter, which is no search. */
export function gramsOfWord(word: string): readonly string[] {
  const characters = Array.from(word);
  if (characters.length === 1) return isWide(word) ? [word] : [];
  const grams: string[] = [];
  for (const [index, one] of characters.entries()) {
    const [before, two, three] = [characters[index - 1], characters[index + 1], characters[index + 2]];
    if (two === undefined) continue;
    if (three !== undefined && areNarrow(one, two, three)) grams.push(one + two + three);
    else if (before === undefined || !areNarrow(before, one, two)) grams.push(one + two);
  }
  return [...new Set(grams)].slice(0, gramsOfWordMax);
}

/** Which tokens stand where: what all may read of an inquiry, and what only the second line may. */
export interface TokenSource {
  readonly open: ReadonlySet<string>;
  readonly restricted: ReadonlySet<string>;
  readonly supportDeskId: string | null;
  readonly providerId: string | null;
}

/** All tokens of an inquiry as both databases take them: no ASCII sign, no space, no quotation mark. */
export function storedTokens({ open, restricted, supportDeskId, providerId }: TokenSource): readonly string[] {
  const hidden = [...restricted].filter((gram) => !open.has(gram));
  const tokens = [...walls({ supportDeskId, providerId }), ...Array.from(open, plainToken), ...hidden.map(restrictedToken)];
  return tokens.slice(0, tokensMax);
}

/** A gram of what everybody behind the wall may read. */
export function plainToken(gram: string): string {
  // To FTS5's tokenizer and in a tsquery only what lies beyond ASCII is a letter for certain.
  return gram.replaceAll(/[^a-z0-9\u0080-\u{10FFFF}]/gu, (sign) => String.fromCharCode(0xe000 + sign.charCodeAt(0)));
}

/** A gram that stands only in what the second line may read (C3): another word for the index, so that nobody else meets it. */
export function restrictedToken(gram: string): string {
  return `\uE200${plainToken(gram)}`;
}

/** A support desk's own inquiries (B5); the table is asked as well, this only makes it quick. */
export function deskToken(supportDeskId: string): string {
  return `\uE201${supportDeskId.replaceAll('-', '')}`;
}

/** The inquiries that a designated provider works on (B5); as for desks, the table is asked as well. */
export function providerToken(providerId: string): string {
  return `\uE202${providerId.replaceAll('-', '')}`;
}

function walls({ supportDeskId, providerId }: Pick<TokenSource, 'supportDeskId' | 'providerId'>): readonly string[] {
  const desk = supportDeskId === null ? [] : [deskToken(supportDeskId)];
  return providerId === null ? desk : [...desk, providerToken(providerId)];
}

function areNarrow(...characters: readonly string[]): boolean {
  return characters.every((character) => !isWide(character));
}
