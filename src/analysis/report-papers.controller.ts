import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { sendPdf } from '../web/downloads.js';
import { CurrentScope } from '../web/request-context.js';
import { idParameter } from './analysis.schemas.js';
import { FilingPacks } from './filing-packs.service.js';
import { ReportPapers } from './report-papers.service.js';

const query = z.object({ serial: z.coerce.number().int().min(1).max(1000).optional() });

/** The report to the customer, and drafts of what he may file, as files, for people and for programs. */
@Controller()
@Permit('analysis.read_restricted')
export class ReportPapersController {
  constructor(
    private readonly papers: ReportPapers,
    private readonly filings: FilingPacks,
  ) {}

  @Get('inquiries/:id/report.pdf')
  async page(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Query({ schema: query }) { serial }: z.infer<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { name, pdf } = await this.papers.of(scope, inquiryId, serial);
    return sendPdf(reply, name, pdf);
  }

  /** Drafts for what the customer may file with others (H7). */
  @Get('inquiries/:id/filing-pack.pdf')
  async filingPack(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) inquiryId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const { name, pdf } = await this.filings.of(scope, inquiryId);
    return sendPdf(reply, name, pdf);
  }

  @Get('api/v1/inquiries/:id/report.pdf')
  @Api({ summary: 'お客様への報告書のPDF。利用者非公開の内容が残っているものは作成しない。取出しは記録に残る。' })
  async program(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: idParameter }) inquiryId: string,
    @Query({ schema: query }) asked: z.infer<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return this.page(scope, inquiryId, asked, reply);
  }
}
