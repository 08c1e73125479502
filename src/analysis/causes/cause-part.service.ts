import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PageParts, type PageSubject } from '../../inquiries/page-parts.js';
import type { Scope } from '../../platform/scope.js';
import { can } from '../../staff/permissions.js';
import { CommonCauseQueries } from './common-cause.queries.js';
import { worksOnCauses } from './common-cause.rules.js';

/** Shows on the page of an inquiry the cause behind it: to a desk the wording to say, to the house's second line the analysis too (H6). */
@Injectable()
export class CausePart implements OnModuleInit {
  constructor(
    private readonly parts: PageParts,
    private readonly queries: CommonCauseQueries,
  ) {}

  onModuleInit(): void {
    this.parts.add({ name: 'cause', place: 'side', rank: 15, template: '/analysis/parts/cause', live: false, load: (scope, subject) => this.#load(scope, subject) });
  }

  async #load(scope: Scope, { row }: PageSubject): Promise<object | undefined> {
    const manages = worksOnCauses(scope);
    const cause = await this.queries.ofInquiry(row.id);
    if (cause === undefined) return manages && can(scope, 'analysis.write') && row.isOpen ? { inquiryId: row.id } : undefined;
    if (!manages && (cause.publishedWording === null || cause.endedAt !== null)) return undefined;
    return { inquiryId: row.id, cause: manages ? cause : { ...cause, analysis: undefined }, manages };
  }
}
