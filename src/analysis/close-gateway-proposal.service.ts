import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { Events } from '../platform/events.js';
import type { Scope } from '../platform/scope.js';
import { GatewayProposalRow, proposalOutcomes } from './evidence.entity.js';
import { GatewayProposalQueries } from './gateway-proposal.queries.js';

/** What the partner says became of his proposal. */
export const proposalResult = z.strictObject({
  outcome: z.enum(proposalOutcomes, { error: '結果を選んでください。' }),
  note: z.string().trim().max(500).default(''),
});

/** Ends the task of a proposal with what became of it (B7). */
@Injectable()
export class CloseGatewayProposal {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly queries: GatewayProposalQueries,
  ) {}

  /** @throws DomainError not_found, illegal_transition where it is closed already */
  async close(scope: Scope, proposalId: string, { outcome, note }: z.infer<typeof proposalResult>): Promise<void> {
    await this.db.tx(async (tx) => {
      const proposal = await this.queries.byId(scope, proposalId);
      if (proposal === undefined) throw notFound('対策導入のご提案');
      const now = this.clock.now();
      const set = { doneAt: now, doneBy: scope.staffId, outcome, outcomeNote: note === '' ? null : note };
      const closed = await tx.update(GatewayProposalRow, { id: proposalId, doneAt: IsNull() }, set);
      if (closed.affected !== 1) throw new DomainError('illegal_transition', 'このご提案は、すでに結果が登録されています。');
      const event = { type: 'gateway_proposal_closed', occurredAt: now, data: { proposalId, outcome } };
      await this.events.append(tx, { type: 'customer', id: proposal.customerId }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events: [event] });
    });
  }
}
