import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { CurrentScope } from '../../web/request-context.js';
import { etag, ExpectedVersion } from '../../web/versions.js';
import { answerBody, attachBody, detachBody, incomingDetailsSchema, incomingSchema, mailId, noFields, quarantineQuery, releasedSchema } from './mail-pages.schemas.js';
import { incomingDetailsResource, incomingResource } from './mail-resources.js';
import { QuarantineQueries } from './quarantine.queries.js';
import { Quarantine } from './quarantine.service.js';

type Incoming = z.infer<typeof incomingDetailsSchema>;

/** The quarantine over the API. */
@Controller('api/v1/mail/quarantine')
@Permit('mail.quarantine')
export class QuarantineApi {
  constructor(
    private readonly db: Db,
    private readonly queries: QuarantineQueries,
    private readonly quarantine: Quarantine,
  ) {}

  @Get()
  @Permit('mail.quarantine', 'inquiry.escalate')
  @Api({ summary: '確認待ちメールの一覧（新しい順）', response: incomingSchema.array() })
  async list(@CurrentScope() scope: Scope, @Query({ schema: quarantineQuery }) asked: z.infer<typeof quarantineQuery>): Promise<z.infer<typeof incomingSchema>[]> {
    return (await this.queries.list(scope, asked.view ?? 'waiting')).map(incomingResource);
  }

  @Get(':id')
  @Permit('mail.quarantine', 'inquiry.escalate')
  @Api({ summary: '確認待ちメール1通', response: incomingDetailsSchema })
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Incoming> {
    return this.#answer(scope, id, reply);
  }

  @Post(':id/answer')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '登録のない差出人へ定型文で返信する', response: incomingDetailsSchema, status: 200 })
  async answer(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: answerBody }) { text }: z.infer<typeof answerBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Incoming> {
    await this.db.tx((tx) => this.quarantine.answer(tx, scope, { id, version }, text));
    return this.#answer(scope, id, reply);
  }

  @Post(':id/spam')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '迷惑メールとして記録する', response: incomingDetailsSchema, status: 200 })
  async spam(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Incoming> {
    await this.db.tx((tx) => this.quarantine.markSpam(tx, scope, { id, version }));
    return this.#answer(scope, id, reply);
  }

  @Post(':id/release')
  @Idempotent()
  @Api({ summary: '新しい問合せにする（到着時刻から数える）', response: releasedSchema })
  async release(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof releasedSchema>> {
    const inquiryId = await this.db.tx((tx) => this.quarantine.release(tx, scope, { id, version }));
    void reply.header('location', `/api/v1/inquiries/${inquiryId}`);
    return { inquiryId };
  }

  @Post(':id/attach')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '受付番号の問合せに、未確認の返信として追加する', response: releasedSchema, status: 200 })
  async attach(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: attachBody }) to: z.infer<typeof attachBody>,
  ): Promise<z.infer<typeof releasedSchema>> {
    return { inquiryId: await this.db.tx((tx) => this.quarantine.attach(tx, scope, { id, version }, to)) };
  }

  @Post(':id/detach')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '誤って問合せに追加したメールを取り外し、確認待ちに戻す', response: releasedSchema, status: 200 })
  async detach(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: detachBody }) { reason }: z.infer<typeof detachBody>,
  ): Promise<z.infer<typeof releasedSchema>> {
    return { inquiryId: await this.db.tx((tx) => this.quarantine.detach(tx, scope, { id, version }, reason)) };
  }

  @Post(':id/retry')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '読み取りに失敗したメールをもう一度読み取る', response: incomingDetailsSchema, status: 200 })
  async retry(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Incoming> {
    await this.db.tx((tx) => this.quarantine.retry(tx, scope, { id, version }));
    return this.#answer(scope, id, reply);
  }

  async #answer(scope: Scope, id: string, reply: FastifyReply): Promise<Incoming> {
    const mail = await this.queries.one(scope, id);
    void reply.header('etag', etag(mail.version));
    return incomingDetailsResource(mail);
  }
}
