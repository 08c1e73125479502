import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SaidOnceDone } from '../inquiries/acts/said-once-done.service.js';
import { ActRegistry } from '../inquiries/acts/act-registry.service.js';
import { ActRunner } from '../inquiries/acts/act-runner.service.js';
import { Drafts } from '../inquiries/drafts/drafts.service.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Background, Permit } from '../web/access.js';
import type { RawForm } from '../web/forms.js';
import { seeOtherSaying } from '../web/redirect.js';
import { RefusedPage } from '../web/refused-page.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { answerDraft, idParameter, rawForm, reportAct, shownReport } from './analysis.schemas.js';
import { ReportPage } from './report-page.service.js';

/** The page on which the report is written, read by a second analyst, previewed and given. */
@Controller('inquiries')
@Permit('analysis.read_restricted')
export class ReportController {
  constructor(
    private readonly page: ReportPage,
    private readonly acts: ActRunner,
    private readonly drafts: Drafts,
    private readonly registry: ActRegistry,
    private readonly said: SaidOnceDone,
  ) {}

  @Get(':id/report')
  async show(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string): Promise<string> {
    return this.page.render(scope, inquiryId);
  }

  /** What stands beside the report, for a page that is open while somebody else acts. */
  @Get(':id/report/side')
  @Background()
  async side(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string, @Query({ schema: shownReport }) seen: z.infer<typeof shownReport>): Promise<string> {
    return this.page.renderSide(scope, inquiryId, seen);
  }

  @Get(':id/report/preview')
  async preview(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string): Promise<string> {
    return this.page.renderPreview(scope, inquiryId);
  }

  /** An answer by mail as it would arrive, with what may not leave marked in it; nothing is kept. */
  @Post(':id/answer-preview')
  @HttpCode(200)
  @Permit('inquiry.answer_second_line')
  async answerPreview(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Body({ schema: answerDraft }) { text }: z.infer<typeof answerDraft>,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return this.page.renderAnswerPreview(scope, inquiryId, text, request.desk.isFragment);
  }

  @Post(':id/report/:act')
  @HttpCode(200)
  async act(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Param('act', { schema: reportAct }) name: z.infer<typeof reportAct>,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const autosave = name === 'save-report' && request.desk.isFragment;
    let said = '';
    try {
      const row = await this.drafts.whileSending(scope, inquiryId, name, () => this.acts.run(scope, name, { id: inquiryId, version, body: raw }));
      said = (await this.page.saidOf(scope, { act: name, raw }, row)) ?? await this.said.of(this.registry.byName(name), row, raw);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'not_found') throw error;
      const html = autosave ? await this.page.renderStatus(scope, inquiryId, error.message) : await this.page.render(scope, inquiryId, { act: name, raw, refusal: error });
      throw new RefusedPage(error, html);
    }
    if (autosave) return this.page.renderStatus(scope, inquiryId, '自動保存しました。');
    return seeOtherSaying(reply, `/inquiries/${inquiryId}/report`, said);
  }
}
