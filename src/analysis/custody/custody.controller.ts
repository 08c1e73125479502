import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Clock } from '../../platform/clock.js';
import { notFound } from '../../platform/errors.js';
import { hasRole, type Scope } from '../../platform/scope.js';
import { FreshSignIn, Permit } from '../../web/access.js';
import { sendPdf } from '../../web/downloads.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { Papers } from '../../web/paper/papers.service.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { idParameter } from '../analysis.schemas.js';
import { custodyPaper } from './custody-paper.rules.js';
import { CustodyPage } from './custody-page.service.js';
import { custodyLabels } from './custody.rules.js';
import { custodyActName, custodyBody } from './custody.schemas.js';
import { Custody } from './custody.service.js';

/** One file of evidence: what it is, who had it in hand, and what is done with it. */
@Controller('inquiries/:id/evidence/:evidenceId')
@Permit('log_request.write')
export class CustodyController {
  constructor(
    private readonly custody: Custody,
    private readonly page: CustodyPage,
    private readonly papers: Papers,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string, @Param('evidenceId', { schema: idParameter }) evidenceId: string): Promise<string> {
    return this.page.render(scope, { inquiryId, evidenceId }, emptyForm());
  }

  @Get('custody.pdf')
  async sheet(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Param('evidenceId', { schema: idParameter }) evidenceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { item, number, lines } = await this.custody.look(scope, inquiryId, evidenceId);
    return sendPdf(reply, `受け渡し記録_${item.number}`, await this.papers.draw(custodyPaper(item, number, lines, this.clock.now())));
  }

  @Post('acts/:custodyAct')
  @FreshSignIn('証跡の受渡し・廃棄の記録')
  @Idempotent()
  async act(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Param('evidenceId', { schema: idParameter }) evidenceId: string,
    @Param('custodyAct', { schema: custodyActName }) act: z.infer<typeof custodyActName>,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const place = { inquiryId, evidenceId };
    // Only the lead destroys; to the others there is no such act.
    if (act === 'destroyed' && !hasRole(scope, 'second_line_lead')) throw notFound('操作');
    await actOnForm(raw, custodyBody, (form: FormState) => this.page.render(scope, place, form, act), (body) => this.custody.act(scope, place, act, body));
    return seeOtherSaying(reply, `/inquiries/${inquiryId}/evidence/${evidenceId}`, `「${custodyLabels[act] ?? act}」を記録しました。`);
  }
}
