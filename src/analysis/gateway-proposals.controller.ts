import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { actOnForm } from '../web/form-page.js';
import { rawForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { Navigation } from '../web/navigation.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { idParameter } from './analysis.schemas.js';
import { CloseGatewayProposal, proposalResult } from './close-gateway-proposal.service.js';
import { GatewayProposalQueries } from './gateway-proposal.queries.js';
import { proposalOutcomeNames, proposalView } from './gateway-proposal.view.js';

const outcomes = Object.entries(proposalOutcomeNames).map(([value, label]) => ({ value, label }));

/** The partner's list of customers to whom UTM, or firewall with proxy, should be proposed (B7). */
@Controller('gateway-proposals')
export class GatewayProposalsController {
  constructor(
    private readonly queries: GatewayProposalQueries,
    private readonly closing: CloseGatewayProposal,
    private readonly views: Views,
  ) {}

  @Get()
  @Permit('proposal.read')
  @Navigation({ label: '対策のご提案', order: 42 })
  async list(@CurrentScope() scope: Scope): Promise<string> {
    return this.#page(scope, undefined);
  }

  @Post(':id/close')
  @Permit('proposal.close')
  @Idempotent()
  async close(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) id: string,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, proposalResult, (form) => this.#page(scope, { id, form }), (result) => this.closing.close(scope, id, result));
    return seeOtherSaying(reply, '/gateway-proposals', 'ご提案の結果を登録しました。');
  }

  async #page(scope: Scope, refused: { readonly id: string; readonly form: FormState } | undefined): Promise<string> {
    const proposals = (await this.queries.list(scope)).map((proposal) => proposalView(proposal));
    return this.views.page('analysis/gateway-proposals', { title: '対策導入のご提案', proposals, outcomes, refused });
  }
}
