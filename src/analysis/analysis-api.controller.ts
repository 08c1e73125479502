import { Body, Controller, Get, Param, Post, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { InquiryDetails } from '../inquiries/inquiry-details.queries.js';
import { Clock } from '../platform/clock.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { AcceptUploads } from '../web/uploads.js';
import { etag } from '../web/versions.js';
import { AnalysisQueries } from './analysis.queries.js';
import { idParameter, newEvidenceBody, type NewEvidenceBody } from './analysis.schemas.js';
import { analysisResource, evidenceResource } from './analysis.view.js';
import { Evidence } from './evidence.service.js';
import { handOutEvidence } from './evidence-download.js';
import { EvidenceUpload } from './evidence-upload.service.js';
import type { PreviewedMail } from './contact-mail-preview.service.js';
import { ReportPreview } from './report-preview.service.js';
import { reportResource } from './report.view.js';
import { Reports } from './reports.service.js';

/** The second line's record over JSON; nothing of it is for a first line (C3). */
@Controller('api/v1/inquiries')
@Permit('analysis.read_restricted')
export class AnalysisApi {
  constructor(
    private readonly details: InquiryDetails,
    private readonly queries: AnalysisQueries,
    private readonly reports: Reports,
    private readonly mails: ReportPreview,
    private readonly evidence: Evidence,
    private readonly upload: EvidenceUpload,
    private readonly clock: Clock,
  ) {}

  @Get(':id/analysis')
  @Api({ summary: '分析の記録。利用者非公開の内容を含む。' })
  async analysis(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string): Promise<object> {
    const row = await this.details.row(scope, inquiryId);
    return analysisResource(await this.queries.of(row.id));
  }

  @Get(':id/report')
  @Api({ summary: '作成中の報告書と、送付した報告書。不足と利用者非公開の箇所の数も返す。' })
  async report(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const row = await this.details.row(scope, inquiryId);
    const all = await this.reports.all(row.id);
    const open = all.find(({ state }) => state !== 'sent');
    if (open !== undefined) void reply.header('etag', etag(open.version));
    const prepared = open === undefined ? undefined : await this.reports.prepare(row, open, this.clock.now());
    return {
      open: open === undefined ? null : { ...reportResource(open), facts: prepared?.facts },
      sent: all.filter(({ state }) => state === 'sent').map(reportResource),
    };
  }

  @Get(':id/report/preview')
  @Api({ summary: '報告メールを、お客様に届くとおりに表示する。' })
  async preview(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string): Promise<PreviewedMail> {
    return this.mails.of(await this.details.row(scope, inquiryId));
  }

  @Post(':id/evidence')
  @Permit('log_request.write')
  @AcceptUploads()
  @Idempotent()
  @Api({ summary: 'ログ・証跡のファイルを受領する（multipart/form-data）。変更せずに保管し、SHA-256を記録する。', status: 201 })
  async receive(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Body({ schema: newEvidenceBody }) body: NewEvidenceBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const item = await this.upload.take(scope, inquiryId, body);
    void reply.status(201).header('location', `/api/v1/inquiries/${inquiryId}/evidence/${item.id}/content`);
    return evidenceResource(item);
  }

  @Get(':id/evidence/:evidenceId/content')
  @Permit('log_request.write')
  @Api({ summary: 'ファイルを取り出す。取出しは記録に残る。' })
  async content(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Param('evidenceId', { schema: idParameter }) evidenceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { item, bytes } = await this.evidence.open(scope, inquiryId, evidenceId);
    return handOutEvidence(reply, item, bytes);
  }
}
