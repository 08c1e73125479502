import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { dayMs } from '../calendar/civil-day.rules.js';
import type { CustomerHit } from '../customers/customer-search.queries.js';
import { CustomerQueries } from '../customers/customer.queries.js';
import { formatPhone } from '../customers/phone-number.rules.js';
import { Clock } from '../platform/clock.js';
import type { Scope } from '../platform/scope.js';
import { InquiryDetails, type CustomerInquiry } from './inquiry-details.queries.js';
import { channelLabels, entitlementLabels } from './rulebook/status.js';
import { actsFrom } from './rulebook/transitions.js';
import { shownStatus } from './status.view.js';

/** What `call-customers.eta` prints: the customers found, and the one chosen with whom to call back. */
export interface CustomerChoice {
  readonly q: string;
  readonly hits: readonly CustomerHit[];
  readonly chosen: object | undefined;
}

const mostHits = 8;
/** Within which a call is likely to be about what has ended. */
const lately = 60 * dayMs;

/** Finding the customer a caller belongs to, within the walls of who asks. */
@Injectable()
export class CustomerChoices {
  constructor(
    private readonly customers: CustomerQueries,
    private readonly details: InquiryDetails,
    private readonly clock: Clock,
  ) {}

  /** Customers for a text, best first; an id that is none, or another desk's, chooses nobody. */
  async of(scope: Scope, q: string, customerId: string): Promise<CustomerChoice> {
    const hits = q.trim() === '' ? [] : await this.customers.search(scope, q, mostHits);
    return { q, hits, chosen: z.uuid().safeParse(customerId).success ? await this.#chosen(scope, customerId) : undefined };
  }

  /** The id of the only customer that a text finds; empty where there are none or several to tell apart. */
  async onlyOne(scope: Scope, q: string): Promise<string> {
    const [hit, ...others] = q.trim() === '' ? [] : await this.customers.search(scope, q, 2);
    return hit === undefined || others.length > 0 ? '' : hit.id;
  }

  async #chosen(scope: Scope, customerId: string): Promise<object | undefined> {
    const customer = await this.customers.byId(scope, customerId);
    if (customer === undefined) return undefined;
    const { contact } = customer;
    const phones = contact === undefined ? [] : [contact.phone, contact.altPhone].filter((phone) => phone !== '').map(formatPhone);
    const now = this.clock.now();
    const entitlement = await this.customers.entitlementAt(customerId, now);
    const open = await this.#toldApart(scope, await this.details.openOfCustomer(scope, customerId));
    const ended = await this.#toldApart(scope, await this.details.endedOfCustomer(scope, customerId, now - lately));
    return { ...customer, open, ended, phones, entitlement, entitlementLabel: entitlementLabels[entitlement] };
  }

  /** Whether a caller means one of these shows in how it came and when it was last spoken of. */
  async #toldApart(scope: Scope, inquiries: readonly CustomerInquiry[]) {
    const onTheirWay = await this.details.answersOnTheirWay(inquiries);
    return inquiries.map((inquiry) => ({
      ...inquiry,
      statusLabel: shownStatus(inquiry, onTheirWay.get(inquiry.id)).text,
      channelLabel: channelLabels[inquiry.channel],
      lastContactAt: Math.max(inquiry.receivedAt, inquiry.talkedAt ?? 0, inquiry.toldAt ?? 0),
      mayReopen: actsFrom(inquiry.status, scope.roles).includes('reopen'),
    }));
  }
}
