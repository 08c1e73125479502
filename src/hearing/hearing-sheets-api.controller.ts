import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { HearingSheetQueries } from './hearing-sheets.queries.js';
import { acknowledgeBody, definitionBody, draftAnswer, sheetAnswer, sheetEntryAnswer, sheetVersion } from './hearing-sheets.schemas.js';
import { readDefinition } from './read-definition.js';
import { SheetOffice } from './sheet-office.service.js';

/** Hearing sheets over the API. */
@Controller('api/v1/hearing-sheets')
export class HearingSheetsApiController {
  constructor(
    private readonly office: SheetOffice,
    private readonly queries: HearingSheetQueries,
  ) {}

  @Get()
  @Permit('sheet.read')
  @Api({ summary: 'ヒアリングシートの版の一覧', response: sheetEntryAnswer.array() })
  async list(@CurrentScope() scope: Scope): Promise<z.infer<typeof sheetEntryAnswer>[]> {
    const entries = await this.queries.list(scope);
    return entries.map((entry) => ({ ...entry, createdAt: toIsoTokyo(entry.createdAt), publishedAt: entry.publishedAt === null ? null : toIsoTokyo(entry.publishedAt) }));
  }

  @Get(':version')
  @Permit('sheet.read')
  @Api({ summary: 'ヒアリングシート1版の定義', response: sheetAnswer })
  async one(@CurrentScope() scope: Scope, @Param('version', { schema: sheetVersion }) version: number): Promise<z.infer<typeof sheetAnswer>> {
    const sheet = await this.office.readable(scope, version);
    return { version, sha256: sheet.sha256, publishedAt: sheet.publishedAt === null ? null : toIsoTokyo(sheet.publishedAt), definition: sheet.definition };
  }

  @Post()
  @Permit('sheet.edit')
  @Idempotent()
  @Api({ summary: '定義を下書きとして登録する', response: draftAnswer })
  async draft(@CurrentScope() scope: Scope, @Body({ schema: definitionBody }) body: z.infer<typeof definitionBody>, @Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof draftAnswer>> {
    const version = await this.office.draft(scope, readDefinition(body));
    void reply.header('location', `/api/v1/hearing-sheets/${version}`);
    return { version };
  }

  @Post(':version/publish')
  @Permit('sheet.edit')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '下書きを公開し、すべての受付窓口に知らせる', status: 204 })
  async publish(@CurrentScope() scope: Scope, @Param('version', { schema: sheetVersion }) version: number): Promise<void> {
    await this.office.publish(scope, version);
  }

  @Post(':version/acknowledge')
  @Permit('sheet.acknowledge')
  @HttpCode(204)
  @Api({ summary: '受付窓口として、新しい版を確認済みにする', status: 204 })
  async acknowledge(
    @CurrentScope() scope: Scope,
    @Param('version', { schema: sheetVersion }) version: number,
    @Body({ schema: acknowledgeBody }) body: z.infer<typeof acknowledgeBody>,
  ): Promise<void> {
    await this.office.acknowledge(scope, version, body.deskId);
  }
}
