import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Db } from '../../platform/db.js';
import { hasRole, type Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { Permit } from '../../web/access.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { heldGuidance } from '../act-panels.view.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { visibleTo } from '../visibility.rules.js';
import { WarmTransfers } from './warm-transfers.service.js';

/** Fragments that pages ask for every few seconds while a caller may be held. */
@Controller()
export class HeldCallsController {
  constructor(
    private readonly db: Db,
    private readonly details: InquiryDetails,
    private readonly transfers: WarmTransfers,
    private readonly views: Views,
  ) {}

  /** For whoever could take one, above every page. */
  @Get('held-calls')
  @Permit('inquiry.take')
  async waiting(@CurrentScope() scope: Scope): Promise<string> {
    const calls = await this.db.rows<{ inquiryId: string; number: string; customerName: string | null; requestedAt: number }>(
      sql`SELECT i.id AS "inquiryId", i.number, c.name AS "customerName", w.requested_at AS "requestedAt"
          FROM warm_transfer w JOIN inquiry i ON i.id = w.inquiry_id LEFT JOIN customer c ON c.id = i.customer_id
          WHERE w.ended_at IS NULL AND w.taken_by IS NULL AND ${visibleTo(scope)} ORDER BY w.requested_at`,
    );
    return this.views.fragment('inquiries/parts/held-calls', { calls });
  }

  /** For the page of the inquiry: who has taken it, who cannot. */
  @Get('inquiries/:id/held-call')
  @Permit('inquiry.read')
  async ofInquiry(@CurrentScope() scope: Scope, @Param('id', { schema: z.uuid() }) id: string): Promise<string> {
    const row = await this.details.row(scope, id);
    const held = await this.transfers.open(id);
    const holds = hasRole(scope, 'first_line', 'first_line_supervisor');
    const guidance = held === undefined || !holds ? undefined : heldGuidance(held.takenBy === null ? 'waiting' : 'taken');
    const outcome = held === undefined ? await this.transfers.lastOutcome(id) : undefined;
    return this.views.fragment('inquiries/parts/held-call', { row, held, outcome, holds, me: scope.staffId, guidance });
  }
}
