import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { CurrentScope } from '../../web/request-context.js';
import { searchAnswer, searchQuery, type SearchQuery } from './search.schemas.js';
import { Search } from './search.service.js';

/** The search over JSON: the same hits and walls as on the page. */
@Controller('api/v1/search')
export class SearchApi {
  constructor(private readonly search: Search) {}

  @Get()
  @Permit('inquiry.read')
  @Api({ summary: '見てよい文章すべてから問合せを探す。新しい順、1ページの中では英字の語がそのままあるものを先に。', response: searchAnswer })
  async find(@CurrentScope() scope: Scope, @Query({ schema: searchQuery }) query: SearchQuery): Promise<z.infer<typeof searchAnswer>> {
    const { hits, next } = await this.search.search(scope, query.q, query.before);
    const items = hits.map(({ id, number, status, receivedAt, headline, customerName, snippets }) => ({
      id, number, status, receivedAt: toIsoTokyo(receivedAt), headline, customerName,
      snippets: snippets.map(({ label, restricted, pieces }) => ({ label, restricted, pieces: [...pieces] })),
    }));
    return { items, next: next ?? null };
  }
}
