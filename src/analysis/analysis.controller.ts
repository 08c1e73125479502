import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SaidOnceDone } from '../inquiries/acts/said-once-done.service.js';
import { ActRegistry } from '../inquiries/acts/act-registry.service.js';
import { ActRunner } from '../inquiries/acts/act-runner.service.js';
import { Drafts } from '../inquiries/drafts/drafts.service.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { parseForm, type RawForm } from '../web/forms.js';
import { validationFailed } from '../web/japanese-faults.js';
import { seeOtherSaying } from '../web/redirect.js';
import { RefusedPage } from '../web/refused-page.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { AcceptUploads } from '../web/uploads.js';
import { ExpectedVersion } from '../web/versions.js';
import { AnalysisPage } from './analysis-page.service.js';
import { workbenchParts } from './analysis.view.js';
import { idParameter, newEvidenceBody, rawForm, workbenchAct, workbenchQuery } from './analysis.schemas.js';
import { Evidence } from './evidence.service.js';
import { handOutEvidence } from './evidence-download.js';
import { EvidenceUpload } from './evidence-upload.service.js';
import { LogRequestPreview } from './log-request-preview.service.js';

/** The second line's workbench. */
@Controller('inquiries')
@Permit('analysis.read_restricted')
export class AnalysisController {
  constructor(
    private readonly page: AnalysisPage,
    private readonly acts: ActRunner,
    private readonly drafts: Drafts,
    private readonly registry: ActRegistry,
    private readonly said: SaidOnceDone,
    private readonly evidence: Evidence,
    private readonly upload: EvidenceUpload,
    private readonly preview: LogRequestPreview,
  ) {}

  @Get(':id/analysis')
  async show(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string, @Query({ schema: workbenchQuery }) wishes: z.infer<typeof workbenchQuery>): Promise<string> {
    return this.page.render(scope, inquiryId, undefined, wishes);
  }

  /** A log request as its mail would arrive, with what may not leave marked in it; nothing is kept. */
  @Post(':id/log-request-preview')
  @HttpCode(200)
  @Permit('log_request.write')
  async logRequestPreview(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string, @Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest): Promise<string> {
    const preview = await this.preview.of(scope, inquiryId, raw);
    return this.page.renderMailPreview(scope, inquiryId, { preview, tab: 'analysis', back: 'analysis#panel-request-logs' }, request.desk.isFragment);
  }

  @Post(':id/analysis/:act')
  async act(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Param('act', { schema: workbenchAct }) name: z.infer<typeof workbenchAct>,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const row = await this.#orShowAgain(scope, inquiryId, { act: name, raw }, () => this.drafts.whileSending(scope, inquiryId, name, () => this.acts.run(scope, name, { id: inquiryId, version, body: raw })));
    return seeOtherSaying(reply, partOf(inquiryId, name), await this.said.of(this.registry.byName(name), row, raw));
  }

  @Post(':id/evidence')
  @Permit('log_request.write')
  @AcceptUploads()
  @Idempotent()
  async receive(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.#orShowAgain(scope, inquiryId, { act: 'record-evidence', raw }, async () => {
      const form = parseForm(newEvidenceBody, raw);
      if (!form.ok) throw validationFailed(form.faults);
      return this.upload.take(scope, inquiryId, form.values);
    });
    return seeOtherSaying(reply, partOf(inquiryId, 'record-evidence'), 'ファイルを受領し、ハッシュ値を記録しました。');
  }

  /** E2: never shown in the browser; the look is on the file's record. */
  @Get(':id/evidence/:evidenceId/content')
  @Permit('log_request.write')
  async content(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Param('evidenceId', { schema: idParameter }) evidenceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { item, bytes } = await this.evidence.open(scope, inquiryId, evidenceId);
    return handOutEvidence(reply, item, bytes);
  }

  async #orShowAgain<T>(scope: Scope, inquiryId: string, form: { readonly act: string; readonly raw: RawForm }, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'not_found') throw error;
      throw new RefusedPage(error, await this.page.render(scope, inquiryId, { ...form, refusal: error }));
    }
  }
}

function partOf(inquiryId: string, act: keyof typeof workbenchParts): string {
  return `/inquiries/${inquiryId}/analysis#${workbenchParts[act]}`;
}
