import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { dateOf } from '../../calendar/civil-day.rules.js';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { CurrentScope } from '../../web/request-context.js';
import { createdAnswer } from '../customers.answers.js';
import { rowId } from '../customers.schemas.js';
import { ContactDrillQueries } from './contact-drill.queries.js';
import { drillBody } from './contact-drill.schemas.js';
import { ContactDrills } from './contact-drills.service.js';

const drillLineAnswer = z.object({
  customerId: z.string(),
  customerName: z.string(),
  contactName: z.string(),
  state: z.enum(['to_change', 'overdue', 'due_soon', 'later']),
  nextOn: z.string(),
  lastDrilledAt: z.string().nullable(),
});

/** Contact drills over the API (H8). */
@Controller('api/v1')
export class ContactDrillsApiController {
  constructor(
    private readonly queries: ContactDrillQueries,
    private readonly drills: ContactDrills,
  ) {}

  @Get('contact-drills')
  @Permit('customer.read')
  @Api({ summary: '連絡訓練の予定（登録の変更を待つもの、期限の近いものから）', response: drillLineAnswer.array() })
  async list(@CurrentScope() scope: Scope): Promise<readonly z.infer<typeof drillLineAnswer>[]> {
    const lines = await this.queries.list(scope);
    return lines.map(({ customerId, customerName, contactName, state, nextOn, last }) => ({
      customerId, customerName, contactName, state, nextOn: dateOf(nextOn), lastDrilledAt: last === undefined ? null : toIsoTokyo(last.drilledAt),
    }));
  }

  @Post('customers/:id/drills')
  @Permit('contact.drill')
  @Idempotent()
  @Api({ summary: '連絡訓練の結果を記録する', response: createdAnswer })
  async record(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: drillBody }) body: z.infer<typeof drillBody>): Promise<z.infer<typeof createdAnswer>> {
    return { id: await this.drills.record(scope, id, body) };
  }
}
