import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Scope } from '../../platform/scope.js';
import { Background, Permit } from '../../web/access.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { doings } from './presence.rules.js';
import { Presence } from './presence.service.js';

const id = z.uuid();
const said = z.object({ doing: z.enum([...doings, 'away']) });

/** What an open page says of itself by itself; the answer says who else is there. */
@Controller('inquiries')
export class PresenceController {
  constructor(
    private readonly presence: Presence,
    private readonly details: InquiryDetails,
    private readonly views: Views,
  ) {}

  @Post(':id/presence')
  @Permit('inquiry.read')
  @Background()
  @HttpCode(200)
  async say(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Body({ schema: said }) { doing }: z.infer<typeof said>): Promise<string> {
    await this.details.row(scope, inquiryId);
    await this.presence.note(scope.staffId, inquiryId, doing);
    const others = await this.presence.othersAt(scope, [inquiryId]);
    return this.views.fragment('inquiries/parts/present', { present: others.get(inquiryId) ?? [] });
  }
}
