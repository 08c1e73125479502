import { Injectable, type OnModuleInit } from '@nestjs/common';
import { defang } from '../../hearing/defang.rules.js';
import type { Scope } from '../../platform/scope.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { PageParts, type PageSubject } from '../page-parts.js';
import { shownStatus } from '../status.view.js';
import { RelatedInquiries, type RelatedInquiry } from './related-inquiries.queries.js';

/** Shows the same customer's other inquiries, and the same address or hash elsewhere, unasked. */
@Injectable()
export class RelatedPart implements OnModuleInit {
  constructor(
    private readonly parts: PageParts,
    private readonly related: RelatedInquiries,
    private readonly details: InquiryDetails,
  ) {}

  onModuleInit(): void {
    this.parts.add({ name: 'related', place: 'side', rank: 20, template: '/inquiries/parts/related', live: true, load: (scope, subject) => this.#load(scope, subject) });
  }

  async #load(scope: Scope, { row }: PageSubject): Promise<object | undefined> {
    const shared = await this.related.withSameValue(scope, row.id);
    const earlier = await this.related.ofCustomer(scope, row);
    if (shared.length === 0 && earlier.length === 0) return undefined;
    const onTheirWay = await this.details.answersOnTheirWay([...shared, ...earlier]);
    const shown = (each: RelatedInquiry) => ({ ...each, shown: shownStatus(each, onTheirWay.get(each.id)) });
    return {
      shared: shared.map((each) => ({ ...shown(each), value: defang(each.value) })),
      earlier: earlier.map(shown),
      mayTellCaller: row.verification === 'verified',
    };
  }
}
