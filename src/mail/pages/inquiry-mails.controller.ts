import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { InquiryDetails } from '../../inquiries/inquiry-details.queries.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { inquiryMailsSchema } from './mail-pages.schemas.js';
import { incomingView, outgoingLabels } from './mail-pages.view.js';
import { incomingResource, outgoingResource } from './mail-resources.js';
import { OutboxPageQueries } from './outbox-page.queries.js';
import { QuarantineQueries } from './quarantine.queries.js';

const inquiryId = z.uuid();

/** The mails of one inquiry, both ways, exactly as they were. */
@Controller()
@Permit('inquiry.read')
export class InquiryMailsController {
  constructor(
    private readonly inquiries: InquiryDetails,
    private readonly incoming: QuarantineQueries,
    private readonly outgoing: OutboxPageQueries,
    private readonly views: Views,
  ) {}

  @Get('inquiries/:id/mails')
  async page(@CurrentScope() scope: Scope, @Param('id', { schema: inquiryId }) id: string): Promise<string> {
    const inquiry = await this.inquiries.row(scope, id);
    const incoming = (await this.incoming.ofInquiry(scope, id)).map((mail) => ({ at: mail.receivedAt, incoming: { ...mail, ...incomingView(mail) } }));
    const outgoing = (await this.outgoing.ofInquiry(scope, id)).map((mail) => ({ at: mail.sentAt ?? mail.createdAt, outgoing: mail }));
    const mails = [...incoming, ...outgoing].toSorted((a, b) => a.at - b.at);
    return this.views.page('mail/of-inquiry', { title: `メール ${inquiry.number}`, inquiry: { id, number: inquiry.number }, mails, labels: outgoingLabels });
  }

  @Get('api/v1/inquiries/:id/mails')
  @Api({ summary: '問合せのメール（届いたものと送ったもの）', response: inquiryMailsSchema })
  async list(@CurrentScope() scope: Scope, @Param('id', { schema: inquiryId }) id: string): Promise<z.infer<typeof inquiryMailsSchema>> {
    await this.inquiries.row(scope, id);
    return { incoming: (await this.incoming.ofInquiry(scope, id)).map(incomingResource), outgoing: (await this.outgoing.ofInquiry(scope, id)).map(outgoingResource) };
  }
}
