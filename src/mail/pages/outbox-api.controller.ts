import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { CurrentScope } from '../../web/request-context.js';
import { mailId, noFields, outboxQuery, outgoingDetailsSchema, outgoingSchema } from './mail-pages.schemas.js';
import { outgoingDetailsResource, outgoingResource } from './mail-resources.js';
import { OutboxActs } from './outbox-acts.service.js';
import { OutboxPageQueries } from './outbox-page.queries.js';

type Outgoing = z.infer<typeof outgoingSchema>;

/** The outbox over the API. */
@Controller('api/v1/mail/outbox')
@Permit('mail.outbox')
export class OutboxApi {
  constructor(
    private readonly db: Db,
    private readonly queries: OutboxPageQueries,
    private readonly acts: OutboxActs,
  ) {}

  @Get()
  @Api({ summary: '送信メールの一覧（新しい順）', response: outgoingSchema.array() })
  async list(@CurrentScope() scope: Scope, @Query({ schema: outboxQuery }) asked: z.infer<typeof outboxQuery>): Promise<Outgoing[]> {
    return (await this.queries.list(scope, asked.view ?? 'all')).map(outgoingResource);
  }

  @Get(':id')
  @Api({ summary: '送信メール1通（送ったとおりの本文）', response: outgoingDetailsSchema })
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string): Promise<z.infer<typeof outgoingDetailsSchema>> {
    return outgoingDetailsResource(await this.queries.one(scope, id));
  }

  @Post(':id/resend')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '送信結果が不明または不達のメールを、同じ内容で再送する', response: outgoingSchema, status: 200 })
  async resend(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string, @Body({ schema: noFields }) _body: object): Promise<Outgoing> {
    await this.db.tx((tx) => this.acts.resend(tx, scope, id));
    return outgoingResource(await this.queries.summary(scope, id));
  }

  @Post(':id/mark-delivered')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '送信結果が不明のメールが届いていたことを記録する', response: outgoingSchema, status: 200 })
  async markDelivered(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string, @Body({ schema: noFields }) _body: object): Promise<Outgoing> {
    await this.db.tx((tx) => this.acts.markDelivered(tx, scope, id));
    return outgoingResource(await this.queries.summary(scope, id));
  }

  @Post(':id/mark-undelivered')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '送信結果が不明のメールが届いていないことを記録する', response: outgoingSchema, status: 200 })
  async markUndelivered(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string, @Body({ schema: noFields }) _body: object): Promise<Outgoing> {
    await this.db.tx((tx) => this.acts.markUndelivered(tx, scope, id));
    return outgoingResource(await this.queries.summary(scope, id));
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: 'まだ送っていないメールを取りやめる', response: outgoingSchema, status: 200 })
  async withdraw(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string, @Body({ schema: noFields }) _body: object): Promise<Outgoing> {
    await this.db.tx((tx) => this.acts.withdraw(tx, scope, id));
    return outgoingResource(await this.queries.summary(scope, id));
  }
}
