import { Body, Controller, Get, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { Db } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { etag, ExpectedVersion } from '../web/versions.js';
import { createdAnswer, optionalIso, partnerAnswer, successionAnswer, supportDeskAnswer } from './customers.answers.js';
import { partnerFacts, rowId, successionOrder, supportDeskFacts } from './customers.schemas.js';
import { Partners } from './partners.service.js';
import { Successions } from './successions.service.js';
import { SupportDesks } from './support-desks.service.js';

type Created = z.infer<typeof createdAnswer>;

/** Sales partners, support desks and successions over the API. */
@Controller('api/v1')
export class PartnersApiController {
  constructor(
    private readonly db: Db,
    private readonly partners: Partners,
    private readonly desks: SupportDesks,
    private readonly successions: Successions,
  ) {}

  @Get('partners')
  @Permit('partner.edit')
  @Api({ summary: '販売パートナーの一覧', response: partnerAnswer.array() })
  async listPartners(): Promise<z.infer<typeof partnerAnswer>[]> {
    return this.partners.list();
  }

  @Get('partners/:id')
  @Permit('partner.edit')
  @Api({ summary: '販売パートナー1件', response: partnerAnswer })
  async partner(@Param('id', { schema: rowId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof partnerAnswer>> {
    const partner = await this.partners.byId(id);
    if (partner === undefined) throw notFound('販売パートナー');
    void reply.header('etag', etag(partner.version));
    return partner;
  }

  @Post('partners')
  @Permit('partner.edit')
  @Idempotent()
  @Api({ summary: '販売パートナーを登録する', response: createdAnswer })
  async addPartner(@CurrentScope() scope: Scope, @Body({ schema: partnerFacts }) body: z.infer<typeof partnerFacts>): Promise<Created> {
    return { id: await this.db.tx((tx) => this.partners.add(tx, scope, body)) };
  }

  @Put('partners/:id')
  @Permit('partner.edit')
  @HttpCode(204)
  @Api({ summary: '販売パートナーを変更する', status: 204 })
  async editPartner(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: partnerFacts }) body: z.infer<typeof partnerFacts>,
  ): Promise<void> {
    await this.partners.edit(scope, id, version, body);
  }

  @Get('support-desks')
  @Permit('customer.read')
  @Api({ summary: '見ることのできるサポート窓口の一覧', response: supportDeskAnswer.array() })
  async listDesks(@CurrentScope() scope: Scope): Promise<z.infer<typeof supportDeskAnswer>[]> {
    return this.desks.list(scope);
  }

  @Get('support-desks/:id')
  @Permit('customer.read')
  @Api({ summary: 'サポート窓口1件', response: supportDeskAnswer })
  async desk(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof supportDeskAnswer>> {
    const desk = await this.desks.byId(scope, id);
    void reply.header('etag', etag(desk.version));
    return desk;
  }

  @Post('support-desks')
  @Permit('partner.edit')
  @Idempotent()
  @Api({ summary: 'サポート窓口を登録する', response: createdAnswer })
  async addDesk(@CurrentScope() scope: Scope, @Body({ schema: supportDeskFacts }) body: z.infer<typeof supportDeskFacts>): Promise<Created> {
    return { id: await this.db.tx((tx) => this.desks.add(tx, scope, body)) };
  }

  @Put('support-desks/:id')
  @Permit('partner.edit')
  @HttpCode(204)
  @Api({ summary: 'サポート窓口を変更する', status: 204 })
  async editDesk(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: supportDeskFacts }) body: z.infer<typeof supportDeskFacts>,
  ): Promise<void> {
    await this.desks.edit(scope, id, version, body);
  }

  @Get('successions')
  @Permit('succession.execute')
  @Api({ summary: 'サポート承継の一覧（第5条2）', response: successionAnswer.array() })
  async listSuccessions(): Promise<z.infer<typeof successionAnswer>[]> {
    return (await this.successions.list()).map(({ orderedBy: _by, orderedAt: _at, ...row }) => ({
      ...row,
      effectiveAt: toIsoTokyo(row.effectiveAt),
      executedAt: optionalIso(row.executedAt),
    }));
  }

  @Post('successions')
  @Permit('succession.execute')
  @Idempotent()
  @Api({ summary: 'ある窓口のサポートを別の窓口に引き継ぐ（先の日時なら予定する）', response: createdAnswer })
  async succeed(@CurrentScope() scope: Scope, @Body({ schema: successionOrder }) body: z.infer<typeof successionOrder>): Promise<Created> {
    return { id: await this.successions.execute(scope, body) };
  }
}
