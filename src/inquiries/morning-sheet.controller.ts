import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { sendPdf } from '../web/downloads.js';
import { CurrentScope } from '../web/request-context.js';
import { MorningSheets } from './morning-sheet.service.js';

/** Reception on paper, to be printed at 8:50 (H10). */
@Controller()
@Permit('inquiry.take_call')
export class MorningSheetController {
  constructor(private readonly sheets: MorningSheets) {}

  @Get('reception-sheet.pdf')
  async page(@CurrentScope() scope: Scope, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const { name, pdf } = await this.sheets.of(scope);
    return sendPdf(reply, name, pdf);
  }

  @Get('api/v1/reception-sheet.pdf')
  @Api({ summary: '受付用紙（夜間に届いたもの、折り返し、記入用紙）のPDF。' })
  async program(@CurrentScope() scope: Scope, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    return this.page(scope, reply);
  }
}
