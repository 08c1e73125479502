import { Body, Controller, Get, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { providerFacts, rowId } from '../customers/customers.schemas.js';
import { DesignatedProviders } from '../customers/designated-providers.service.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { etag, ExpectedVersion } from '../web/versions.js';
import { ProviderEndings } from './provider-endings.service.js';
import { createdAnswer } from './staff.schemas.js';

const providerAnswer = z.object({
  id: z.string(),
  name: z.string(),
  secrecyUndertakenOn: z.string().nullable(),
  endedOn: z.string().nullable(),
  version: z.number().int(),
});
type ProviderAnswer = z.infer<typeof providerAnswer>;

/** Designated providers over the API. */
@Controller('api/v1/providers')
@Permit('partner.edit')
export class ProvidersApiController {
  constructor(
    private readonly db: Db,
    private readonly providers: DesignatedProviders,
    private readonly endings: ProviderEndings,
  ) {}

  @Get()
  @Api({ summary: '指定の専門業者の一覧', response: providerAnswer.array() })
  async list(): Promise<ProviderAnswer[]> {
    return this.providers.list();
  }

  @Get(':id')
  @Api({ summary: '指定の専門業者1件', response: providerAnswer })
  async one(@Param('id', { schema: rowId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ProviderAnswer> {
    const provider = await this.providers.byId(id);
    void reply.header('etag', etag(provider.version));
    return provider;
  }

  @Post()
  @Idempotent()
  @Api({ summary: '指定の専門業者を登録する', response: createdAnswer })
  async add(@CurrentScope() scope: Scope, @Body({ schema: providerFacts }) body: z.infer<typeof providerFacts>): Promise<z.infer<typeof createdAnswer>> {
    return { id: await this.db.tx((tx) => this.providers.add(tx, scope, body)) };
  }

  @Put(':id')
  @HttpCode(204)
  @Api({ summary: '指定の専門業者を変更する（守秘の誓約の記録を含む）', status: 204 })
  async edit(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: providerFacts }) body: z.infer<typeof providerFacts>,
  ): Promise<void> {
    await this.providers.edit(scope, id, version, body);
  }

  @Post(':id/end')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '指定を終了し、そのスタッフのアカウントを無効にする', status: 204 })
  async end(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @ExpectedVersion() version: number): Promise<void> {
    await this.endings.end(scope, id, version);
  }
}
