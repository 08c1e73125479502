import { Controller, Get, Query } from '@nestjs/common';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Navigation } from '../../web/navigation.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { statusLabels } from '../rulebook/status.js';
import { statusTones } from '../status.view.js';
import { searchQuery, type SearchQuery } from './search.schemas.js';
import { Search } from './search.service.js';

/** The search page. What is looked for is in its address, so that it can be sent to a colleague. */
@Controller('search')
export class SearchController {
  constructor(
    private readonly search: Search,
    private readonly views: Views,
  ) {}

  @Get()
  @Permit('inquiry.read')
  @Navigation({ label: '検索', order: 13 })
  async page(@CurrentScope() scope: Scope, @Query({ schema: searchQuery }) { q, before }: SearchQuery): Promise<string> {
    const found = await this.search.search(scope, q, before);
    const next = found.next === undefined ? undefined : `/search?${new URLSearchParams({ q, before: String(found.next) }).toString()}`;
    return this.views.page('inquiries/search', {
      title: q.trim() === '' ? '検索' : `検索：${q.trim()}`,
      q,
      asked: q.trim() !== '',
      tooShort: q.trim() !== '' && found.words.length === 0,
      hits: found.hits,
      next,
      isFirstPage: before === undefined,
      labels: { status: statusLabels, tone: statusTones },
    });
  }
}
