import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CustomerQueries } from '../../customers/customer.queries.js';
import type { CustomerHit } from '../../customers/customer-search.queries.js';
import { seesAllDesks, seesWhatIsStopped, type Scope } from '../../platform/scope.js';
import { can } from '../../staff/permissions.js';
import { Permit } from '../../web/access.js';
import { Navigation } from '../../web/navigation.js';
import { seeOther } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { findInquiryNumber } from '../inquiry-number.rules.js';
import { shownStatus } from '../status.view.js';
import { searchQuery, type SearchQuery } from './search.schemas.js';
import { Search } from './search.service.js';

/** Customers shown above the inquiries; whoever wants more looks through the list of customers. */
const customersShown = 5;

/**
 * The search page. What is looked for is in its address, so that it can be sent to a colleague. A
 * receipt number opens its inquiry; not while it is being typed, as nobody asked for another page yet.
 */
@Controller('search')
export class SearchController {
  constructor(
    private readonly search: Search,
    private readonly details: InquiryDetails,
    private readonly customers: CustomerQueries,
    private readonly views: Views,
  ) {}

  @Get()
  @Permit('inquiry.read')
  @Navigation({ label: '検索', order: 13 })
  async page(@CurrentScope() scope: Scope, @Query({ schema: searchQuery }) { q, before }: SearchQuery, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const number = reply.request.desk.isFragment ? undefined : findInquiryNumber(q);
    const inquiryId = number === undefined ? undefined : await this.details.idByNumber(scope, number);
    if (inquiryId !== undefined) return seeOther(reply, `/inquiries/${inquiryId}`);
    const found = await this.search.search(scope, q, before);
    const onTheirWay = await this.details.answersOnTheirWay(found.hits);
    const next = found.next === undefined ? undefined : `/search?${new URLSearchParams({ q, before: String(found.next) }).toString()}`;
    return this.views.page('inquiries/search', {
      title: q.trim() === '' ? '検索' : `検索：${q.trim()}`,
      q,
      asked: q.trim() !== '',
      tooShort: q.trim() !== '' && found.words.length === 0,
      notSearched: notSearched(scope),
      customers: before === undefined ? await this.#customers(scope, q) : [],
      hits: found.hits.map((hit) => ({ ...hit, shown: shownStatus(hit, onTheirWay.get(hit.id)) })),
      next,
      isFirstPage: before === undefined,
    });
  }

  /** A company is looked for by its name, and so are those that use its service (第2条(5)): an inquiry names only the customer. */
  async #customers(scope: Scope, q: string): Promise<readonly CustomerHit[]> {
    return can(scope, 'customer.read') && q.trim().length > 1 ? this.customers.search(scope, q, customersShown) : [];
  }
}

/** What lies beyond the search, in general words: a number would tell of inquiries that are not one's own (B5, 第10条4). */
function notSearched(scope: Scope): string | undefined {
  if (seesWhatIsStopped(scope)) return undefined;
  const others = scope.providerId === null ? 'ほかの窓口が担当する問合せと、' : '担当として割り当てられていない問合せと、';
  return `${seesAllDesks(scope) ? '' : others}契約の終了などで情報の利用を止めた利用者の問合せは、探す範囲に入っていません（必要なときはサービス主管にお尋ねください）。`;
}
