import { seesAllDesks, type Scope } from '../../platform/scope.js';
import { findInquiryNumber } from '../inquiry-number.rules.js';
import { readableDisclosures } from '../visibility.rules.js';
import { foldText } from './folded-text.rules.js';
import { deskToken, gramsOfWord, plainToken, providerToken, restrictedToken } from './grams.rules.js';

/** Words that are looked for together; more make the search no better. */
const wordsMax = 8;

/** The folded words of what somebody typed; a receipt number in any notation is the number. */
export function searchWords(typed: string): readonly string[] {
  const number = findInquiryNumber(typed);
  const words = foldText(number ?? typed).folded.split(' ').filter((word) => gramsOfWord(word).length > 0);
  return [...new Set(words)].slice(0, wordsMax);
}

/** Which texts a person's search looks at: `restricted` is what only the second line may read (C3). */
export type Reach = 'open' | 'restricted';

/** The texts that a person's search may look at. */
export function reachesOf(scope: Scope): readonly Reach[] {
  return readableDisclosures(scope).includes('second_line') ? ['open', 'restricted'] : ['open'];
}

/** Tokens of which one must be there, for each thing that must be true of a hit. */
export type Conditions = readonly (readonly string[])[];

/** What an inquiry must have to hold the words, within the walls of who looks. */
export function conditionsFor(scope: Scope, words: readonly string[]): Conditions {
  const spelled = reachesOf(scope).map((reach) => (reach === 'open' ? plainToken : restrictedToken));
  const grams = [...new Set(words.flatMap((word) => gramsOfWord(word)))];
  return [...wallsOf(scope), ...grams.map((gram) => spelled.map((spell) => spell(gram)))];
}

function wallsOf(scope: Scope): Conditions {
  if (seesAllDesks(scope)) return [];
  if (scope.providerId !== null) return [[providerToken(scope.providerId)]];
  return [scope.deskIds.map(deskToken)];
}

/** For `MATCH` of FTS5; an alternative of nothing can never be. */
export function ftsExpression(conditions: Conditions): string {
  return conditions.map((tokens) => `(${alternatives(tokens).map((token) => `"${token}"`).join(' OR ')})`).join(' AND ');
}

/** For a `tsquery` of PostgreSQL. */
export function tsExpression(conditions: Conditions): string {
  return conditions.map((tokens) => `(${alternatives(tokens).map((token) => `'${token}'`).join(' | ')})`).join(' & ');
}

function alternatives(tokens: readonly string[]): readonly string[] {
  return tokens.length === 0 ? ['\uE2FF'] : tokens;
}
