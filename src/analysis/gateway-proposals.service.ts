import { Injectable } from '@nestjs/common';
import { CustomerQueries, type CustomerFacts } from '../customers/customer.queries.js';
import { Hearings } from '../hearing/hearings.service.js';
import { Inquiries, type Acting } from '../inquiries/inquiries.service.js';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import { asRecipient, Notices } from '../inquiries/notices/notices.service.js';
import { Outbox } from '../inquiries/outbox/outbox.service.js';
import { transitionOf } from '../inquiries/rulebook/transitions.js';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import { insert } from '../platform/write.js';
import { AnalysisQueries } from './analysis.queries.js';
import { GatewayProposalRow } from './evidence.entity.js';
import { isGatewayProposalDue } from './gateway-proposal.rules.js';

/** The kind of reason that a partner is told. */
const reasonLabel = 'UTMなどの対策機器がないお客様での攻撃';

/** B7, T40: an attack at a customer without UTM or firewall with proxy makes a task for the partner. */
@Injectable()
export class GatewayProposals {
  constructor(
    private readonly db: Db,
    private readonly inquiries: Inquiries,
    private readonly customers: CustomerQueries,
    private readonly hearings: Hearings,
    private readonly queries: AnalysisQueries,
    private readonly notices: Notices,
    private readonly outbox: Outbox,
  ) {}

  /** Whether the clause asks for a proposal now. */
  async isDue(row: InquiryRow): Promise<boolean> {
    const customer = row.customerId === null ? undefined : await this.customers.factsOf(row.customerId);
    if (customer === undefined) return false;
    const assessment = await this.queries.assessment(row.id);
    return isGatewayProposalDue({
      disposition: assessment?.disposition ?? null,
      progress: await this.queries.progress(row.id),
      registered: customer.gatewayProtection,
      answers: await this.hearings.current(row.id),
    });
  }

  /** Raises the task by itself, once, where it is due and the inquiry is in the second line's hands. */
  async raiseWhereDue(row: InquiryRow): Promise<InquiryRow> {
    if (!transitionOf('raise_gateway_proposal').from.includes(row.status)) return row;
    if ((await this.db.one(GatewayProposalRow, { inquiryId: row.id })) !== null || !(await this.isDue(row))) return row;
    return this.raise({ kind: 'system' }, row.id);
  }

  /** @throws DomainError already_exists, or what the rulebook refuses */
  async raise(acting: Acting, inquiryId: string): Promise<InquiryRow> {
    return this.inquiries.perform(acting, { id: inquiryId, version: null }, async (tx, row, now) => {
      await this.#store(tx, acting, row, now);
      return { command: { act: 'raise_gateway_proposal', occurredAt: now } };
    });
  }

  async #store(tx: Tx, acting: Acting, row: InquiryRow, now: Instant): Promise<void> {
    if ((await this.db.one(GatewayProposalRow, { inquiryId: row.id })) !== null) {
      throw new DomainError('already_exists', '対策導入のご提案は、すでに販売パートナーへ依頼しています。');
    }
    const customer = row.customerId === null ? undefined : await this.customers.factsOf(row.customerId);
    if (customer === undefined) throw new DomainError('validation_failed', '利用者を特定してから依頼してください。');
    await insert(tx, GatewayProposalRow, {
      id: newId(),
      inquiryId: row.id,
      customerId: customer.id,
      partnerId: customer.partnerId,
      supportDeskId: row.supportDeskId,
      raisedAt: now,
      raisedBy: acting.kind === 'staff' ? acting.scope.staffId : null,
      doneAt: null,
      outcome: null,
      outcomeNote: null,
      doneBy: null,
    });
    const to = await this.notices.colleagues(row, ['first_line_supervisor']);
    await this.notices.tell(tx, row, { kind: 'gateway_proposal', occasion: 'raised', to, by: acting.kind === 'staff' ? acting.scope.staffId : null, now });
    await this.#askPartner(tx, customer, now);
  }

  /** The sale stays with the partner, whoever supports the customer now (B6); he learns who and why, nothing of the attack. */
  async #askPartner(tx: Tx, customer: CustomerFacts, now: Instant): Promise<void> {
    if (customer.partnerId === null) return;
    const data = { partnerName: customer.partnerName ?? '', customerName: customer.name, reasonLabel };
    for (const person of await this.notices.supervisorsOfPartner(customer.partnerId)) {
      const to = asRecipient(person);
      await this.outbox.toPartner(tx, { template: 'gateway_proposal', data, customerId: customer.id, path: '/gateway-proposals', to, now });
    }
  }
}
