import { Injectable, type OnModuleInit } from '@nestjs/common';
import { mailLabels } from '../inquiries/mail.view.js';
import { PageParts, type PageSubject } from '../inquiries/page-parts.js';
import { answerMeansLabels } from '../inquiries/rulebook/status.js';
import { hasRole, type Scope } from '../platform/scope.js';
import { editionLabels } from './marking.rules.js';
import { Reports } from './reports.service.js';

/** Shows the first line what the customer was told in the reports, word by word and no more (C3), so that it can answer when he calls back. */
@Injectable()
export class ToldPart implements OnModuleInit {
  constructor(
    private readonly parts: PageParts,
    private readonly reports: Reports,
  ) {}

  onModuleInit(): void {
    this.parts.add({ name: 'told', place: 'top', rank: 10, template: '/analysis/parts/told', live: false, load: (scope, subject) => this.#load(scope, subject) });
  }

  async #load(scope: Scope, { row, analystView }: PageSubject): Promise<object | undefined> {
    if (!row.everEscalated || analystView || !hasRole(scope, 'first_line', 'first_line_supervisor')) return undefined;
    const sent = (await this.reports.all(row.id)).filter(({ state, printed }) => state === 'sent' && printed !== null);
    if (sent.length === 0) return undefined;
    const deliveries = await this.reports.deliveries(row.id);
    const reports = sent.toReversed().map(({ number, edition, sentAt, sentMeans, printed }) => {
      const delivery = deliveries.get(number)?.state;
      return {
        number, sentAt, printed,
        edition: editionLabels[edition],
        means: sentMeans === null ? '' : answerMeansLabels[sentMeans],
        // Of what is still on its way or never arrived, nobody is to think the customer has read it.
        delivery: delivery === undefined || delivery === 'sent' ? undefined : mailLabels.state[delivery],
      };
    });
    // Whoever calls back after the end is verified anew.
    return { reports, verified: row.isOpen && row.verification === 'verified' };
  }
}
