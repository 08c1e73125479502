import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { idParameter } from './analysis.schemas.js';
import { CloseGatewayProposal, proposalResult } from './close-gateway-proposal.service.js';
import { proposalOutcomes } from './evidence.entity.js';
import { GatewayProposalQueries } from './gateway-proposal.queries.js';
import { proposalResource } from './gateway-proposal.view.js';

const proposalAnswer = z.object({
  id: z.string(),
  customerId: z.string(),
  customerName: z.string(),
  partnerName: z.string().nullable(),
  raisedAt: z.string(),
  doneAt: z.string().nullable(),
  outcome: z.enum(proposalOutcomes).nullable(),
  outcomeNote: z.string().nullable(),
  inquiryId: z.string().nullable(),
  inquiryNumber: z.string().nullable(),
});

/** The proposals that partners are to make (B7), over the API. */
@Controller('api/v1/gateway-proposals')
export class GatewayProposalsApi {
  constructor(
    private readonly queries: GatewayProposalQueries,
    private readonly closing: CloseGatewayProposal,
  ) {}

  @Get()
  @Permit('proposal.read')
  @Api({ summary: '対策導入のご提案の一覧（未了が先）', response: proposalAnswer.array() })
  async list(@CurrentScope() scope: Scope): Promise<z.infer<typeof proposalAnswer>[]> {
    return (await this.queries.list(scope)).map((proposal) => proposalResource(proposal));
  }

  @Post(':id/close')
  @Permit('proposal.close')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: 'ご提案の結果を登録する', status: 204 })
  async close(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string, @Body({ schema: proposalResult }) body: z.infer<typeof proposalResult>): Promise<void> {
    await this.closing.close(scope, id, body);
  }
}
