import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Db } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { actOnForm } from '../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { Views } from '../web/views.js';
import { Affiliates } from './affiliates.service.js';
import { CustomerQueries } from './customer.queries.js';
import { affiliateFacts, rowId } from './customers.schemas.js';

const labels = { name: '法人名', kana: '法人名フリガナ', consentedOn: '書面で承諾した日' };

/** Forms for the companies that use a customer's service with written consent (第2条(5)). */
@Controller('customers/:id/affiliates')
@Permit('customer.edit')
export class AffiliatesController {
  constructor(
    private readonly db: Db,
    private readonly queries: CustomerQueries,
    private readonly affiliates: Affiliates,
    private readonly views: Views,
  ) {}

  @Get('new')
  async blank(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string): Promise<string> {
    return this.#page(scope, id, emptyForm());
  }

  @Post()
  @Idempotent()
  async add(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#page(scope, id, form);
    await actOnForm(raw, affiliateFacts, page, (facts) => this.db.tx((tx) => this.affiliates.add(tx, scope, id, version, facts)));
    return seeOtherSaying(reply, `/customers/${id}`, '関係会社を登録しました。');
  }

  @Post(':affiliateId/end')
  @Idempotent()
  async end(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @Param('affiliateId', { schema: rowId }) affiliateId: string,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.affiliates.end(scope, id, affiliateId, version);
    return seeOtherSaying(reply, `/customers/${id}`, '関係会社の利用を終了しました。');
  }

  async #page(scope: Scope, id: string, form: FormState): Promise<string> {
    const customer = await this.queries.byId(scope, id);
    if (customer === undefined) throw notFound('利用者');
    return this.views.page('customers/affiliate', { title: '関係会社の登録', id, name: customer.name, version: customer.version, form, labels });
  }
}
