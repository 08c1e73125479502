import { Injectable } from '@nestjs/common';
import type { Scope } from '../../platform/scope.js';
import { reachesOf, searchWords } from './search-query.rules.js';
import { SearchQueries, type Candidate } from './search.queries.js';
import { SearchTexts } from './search-texts.js';
import { snippetsOf, standAlone, type Snippet } from './snippets.rules.js';

/** An inquiry that holds the words, with the sentences that show them. */
export interface Hit extends Candidate {
  readonly snippets: readonly Snippet[];
  /** The Latin words stand by themselves in it, not only within others. */
  readonly standsAlone: boolean;
}

/** One page of the newest hits; on it those first in which Latin words stand by themselves. */
export interface Found {
  readonly words: readonly string[];
  readonly hits: readonly Hit[];
  /** Where the next page begins; undefined where there is none. */
  readonly next: number | undefined;
}

const hitsOfPage = 20;

/** Above every document's number. */
const newest = 2_147_483_647;
/** Looked through for one page at most; the rest is for the next. */
const candidatesMax = 200;

/** Looks for words in all that a person may read, and in nothing else (B5, C3). */
@Injectable()
export class Search {
  constructor(
    private readonly queries: SearchQueries,
    private readonly texts: SearchTexts,
  ) {}

  async search(scope: Scope, typed: string, before = newest): Promise<Found> {
    const words = searchWords(typed);
    if (words.length === 0) return { words, hits: [], next: undefined };
    const hits: Hit[] = [];
    let next: number | undefined = before;
    for (let looked = 0; looked < candidatesMax && hits.length < hitsOfPage && next !== undefined; looked += hitsOfPage) {
      const documents: readonly number[] = await this.queries.documents(scope, words, { before: next, limit: hitsOfPage });
      const held = await this.#holding(scope, words, await this.queries.visible(scope, documents));
      const room = hitsOfPage - hits.length;
      hits.push(...held.slice(0, room));
      const last = documents.length === hitsOfPage ? documents.at(-1) : undefined;
      next = held.length > room ? hits.at(-1)?.documentId : last;
    }
    return { words, hits: hits.toSorted((one, two) => Number(two.standsAlone) - Number(one.standsAlone)), next };
  }

  async #holding(scope: Scope, words: readonly string[], candidates: readonly Candidate[]): Promise<readonly Hit[]> {
    if (candidates.length === 0) return [];
    const texts = await this.texts.of(candidates.map(({ id }) => id), reachesOf(scope));
    return candidates.flatMap((candidate) => {
      const read = texts.get(candidate.id) ?? [];
      const snippets = snippetsOf(read, words);
      return snippets === undefined ? [] : [{ ...candidate, snippets, standsAlone: standAlone(read, words) }];
    });
  }
}
