import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Background, Permit } from '../../web/access.js';
import { EventStream, requireEventStream } from '../../web/event-stream.js';
import { CurrentSession } from '../../web/request-context.js';
import type { Session } from '../../staff/sessions.service.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { LiveStreams } from './live-streams.service.js';

const query = z.object({ inquiry: z.uuid().optional(), after: z.uuid().optional().catch(undefined) });
const lastEventId = z.uuid().optional().catch(undefined);

/** Server-sent events: which of the inquiries that a person may see have changed, or have somebody at them. */
@Controller('live')
@Permit('inquiry.read')
export class LiveController {
  constructor(
    private readonly streams: LiveStreams,
    private readonly details: InquiryDetails,
  ) {}

  @Get()
  @Background()
  async open(@CurrentSession() session: Session, @Query({ schema: query }) asked: z.infer<typeof query>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    requireEventStream(request);
    this.streams.requireRoom(session.scope.staffId);
    if (asked.inquiry !== undefined) await this.details.row(session.scope, asked.inquiry);
    const after = lastEventId.parse(request.headers['last-event-id']) ?? asked.after;
    await this.streams.add(EventStream.open(request, reply), { session, inquiryId: asked.inquiry, after });
  }
}
