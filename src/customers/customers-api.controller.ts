import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Db } from '../platform/db.js';
import { notFoundWithin } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { FreshSignIn, Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { etag, ExpectedVersion } from '../web/versions.js';
import { ContactRequests } from './contact-requests.service.js';
import type { CustomerHit } from './customer-search.queries.js';
import { CustomerQueries } from './customer.queries.js';
import { answerCustomer, createdAnswer, customerAnswer, customerHitAnswer } from './customers.answers.js';
import { companyFacts, contactDetails, contactReplacement, contractFacts, listQuery, newCustomer, rowId } from './customers.schemas.js';
import { Customers } from './customers.service.js';

type Created = z.infer<typeof createdAnswer>;

/** Customers, their contracts and contacts over the API. */
@Controller('api/v1/customers')
export class CustomersApiController {
  constructor(
    private readonly db: Db,
    private readonly queries: CustomerQueries,
    private readonly customers: Customers,
    private readonly requests: ContactRequests,
  ) {}

  @Get()
  @Permit('customer.read')
  @Api({ summary: '利用者を名称・フリガナ・関係会社・契約番号・機器番号・電話番号で探す（q なしは一覧）', response: customerHitAnswer.array() })
  async list(@CurrentScope() scope: Scope, @Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<readonly CustomerHit[]> {
    return query.q.trim() === '' ? this.queries.list(scope, query.after, query.limit) : this.queries.search(scope, query.q, query.limit);
  }

  @Get(':id')
  @Permit('customer.read')
  @Api({ summary: '利用者1件（契約、本サービス担当者とその履歴）', response: customerAnswer })
  async one(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof customerAnswer>> {
    const customer = await this.queries.byId(scope, id);
    if (customer === undefined) throw notFoundWithin(scope, '利用者');
    void reply.header('etag', etag(customer.version));
    return answerCustomer(customer);
  }

  @Post()
  @Permit('customer.edit')
  @Idempotent()
  @Api({ summary: '利用者を契約とともに登録する', response: createdAnswer })
  async register(
    @CurrentScope() scope: Scope,
    @Body({ schema: newCustomer }) body: z.infer<typeof newCustomer>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Created> {
    const id = await this.db.tx((tx) => this.customers.register(tx, scope, body));
    void reply.header('location', `/api/v1/customers/${id}`);
    return { id };
  }

  @Put(':id')
  @Permit('customer.edit')
  @FreshSignIn('利用者の登録内容の変更')
  @HttpCode(204)
  @Api({ summary: '利用者の登録内容を変更する', status: 204 })
  async edit(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: companyFacts }) body: z.infer<typeof companyFacts>,
  ): Promise<void> {
    await this.customers.edit(scope, id, version, body);
  }

  @Put(':id/contact')
  @Permit('customer.edit')
  @FreshSignIn('本サービス担当者の変更')
  @HttpCode(204)
  @Api({ summary: '本サービス担当者を変更する（サービス主管）', status: 204 })
  async replaceContact(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: contactReplacement }) body: z.infer<typeof contactReplacement>,
  ): Promise<void> {
    await this.customers.replaceContact(scope, id, version, body.contact, body.effectiveAt);
  }

  @Post(':id/contact-requests')
  @Permit('contact.request')
  @Idempotent()
  @Api({ summary: '本サービス担当者の変更を申請する', response: createdAnswer })
  async request(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @Body({ schema: contactDetails }) body: z.infer<typeof contactDetails>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Created> {
    const requestId = await this.requests.request(scope, id, body);
    void reply.header('location', `/api/v1/contact-requests/${requestId}`);
    return { id: requestId };
  }

  @Post(':id/contracts')
  @Permit('customer.edit')
  @Idempotent()
  @Api({ summary: '利用者に契約を追加する', response: createdAnswer })
  async addContract(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: contractFacts }) body: z.infer<typeof contractFacts>,
  ): Promise<Created> {
    return { id: await this.db.tx((tx) => this.customers.addContract(tx, scope, id, version, body)) };
  }

  @Put(':id/contracts/:contractId')
  @Permit('customer.edit')
  @HttpCode(204)
  @Api({ summary: '契約の内容を変更する（終了の通知・解約の記録を含む）', status: 204 })
  async editContract(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) customerId: string,
    @Param('contractId', { schema: rowId }) contractId: string,
    @ExpectedVersion() version: number,
    @Body({ schema: contractFacts }) body: z.infer<typeof contractFacts>,
  ): Promise<void> {
    await this.customers.editContract(scope, { customerId, contractId }, version, body);
  }
}
