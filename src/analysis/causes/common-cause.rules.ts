import { foldForSearch } from '../../customers/japanese-text.rules.js';
import type { ActName } from '../../inquiries/rulebook/transitions.js';
import { seesAllDesks, type Scope } from '../../platform/scope.js';
import { can } from '../../staff/permissions.js';

/**
 * Whether a person works on common causes: they stand behind the inquiries of several desks, whose analysis
 * they quote. A designated provider works from what is assigned to it (B5).
 */
export function worksOnCauses(scope: Scope): boolean {
  return seesAllDesks(scope) && can(scope, 'analysis.read_restricted');
}

/** Acts by which a customer has been told, once the wording was there. */
export const tellingActs: readonly ActName[] = ['answer_by_phone', 'answer_second_line', 'send_report'];

/** Shorter ones stand in ordinary words. */
const shortestName = 2;

/**
 * The customers whom a common text names: it may say of nobody that he is concerned (B5).
 * Names are compared without 株式会社 and the like, in any width.
 */
export function namedCustomers(text: string, names: readonly string[]): readonly string[] {
  const folded = foldForSearch(text);
  return names.filter((name) => {
    const wanted = foldForSearch(name);
    return wanted.length >= shortestName && folded.includes(wanted);
  });
}

/** How far a cause has got, for the list. */
export function causeState({ endedAt, publishedAt, wording, publishedWording }: { readonly endedAt: number | null; readonly publishedAt: number | null; readonly wording: string; readonly publishedWording: string | null }): 'ended' | 'published' | 'changed' | 'draft' {
  if (endedAt !== null) return 'ended';
  if (publishedAt === null) return 'draft';
  return wording === publishedWording ? 'published' : 'changed';
}
