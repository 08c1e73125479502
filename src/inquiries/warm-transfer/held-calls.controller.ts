import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { hasRole, type Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { heldGuidance } from '../act-guidance.view.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { HeldCallQueries } from './held-call.queries.js';

/** Fragments that pages ask for every few seconds while a caller may be held. */
@Controller()
export class HeldCallsController {
  constructor(
    private readonly details: InquiryDetails,
    private readonly calls: HeldCallQueries,
    private readonly views: Views,
  ) {}

  /** For whoever could take one, above every page. */
  @Get('held-calls')
  @Permit('inquiry.take')
  async waiting(@CurrentScope() scope: Scope): Promise<string> {
    return this.views.fragment('inquiries/parts/held-calls', { calls: await this.calls.waiting(scope) });
  }

  /** For the page of the inquiry: who has taken it, who cannot. */
  @Get('inquiries/:id/held-call')
  @Permit('inquiry.read')
  async ofInquiry(@CurrentScope() scope: Scope, @Param('id', { schema: z.uuid() }) id: string): Promise<string> {
    const row = await this.details.row(scope, id);
    const held = await this.calls.open(id);
    const holds = hasRole(scope, 'first_line', 'first_line_supervisor');
    const guidance = held === undefined || !holds ? undefined : heldGuidance(held.takenBy === null ? 'waiting' : 'taken');
    const outcome = held === undefined ? await this.calls.lastOutcome(id) : undefined;
    return this.views.fragment('inquiries/parts/held-call', { row, held, outcome, holds, me: scope.staffId, guidance });
  }
}
