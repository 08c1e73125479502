import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { sendPdf } from '../web/downloads.js';
import { CurrentScope } from '../web/request-context.js';
import { SheetPapers } from './sheet-papers.service.js';

const id = z.uuid();

/** The hearing sheet of an inquiry as a file, for people and for programs. */
@Controller()
@Permit('inquiry.read')
export class SheetPapersController {
  constructor(private readonly papers: SheetPapers) {}

  @Get('inquiries/:id/sheet.pdf')
  async page(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const { name, pdf } = await this.papers.of(scope, inquiryId);
    return sendPdf(reply, name, pdf);
  }

  @Get('api/v1/inquiries/:id/sheet.pdf')
  @Api({ summary: 'ヒアリングシートのPDF。取出しは記録に残る。' })
  async program(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    return this.page(scope, inquiryId, reply);
  }
}
