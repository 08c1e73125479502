import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Db } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { FreshSignIn, Permit } from '../web/access.js';
import { actOnForm } from '../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { Views } from '../web/views.js';
import { gatewayProtections } from './customer.entity.js';
import { CustomerQueries, type Contract, type CustomerDetails } from './customer.queries.js';
import { companyFacts, contractFacts, newCustomer, rowId } from './customers.schemas.js';
import { Customers } from './customers.service.js';
import { endReasonNames, gatewayNames, phoneText } from './customers.view.js';
import { FormChoices } from './form-choices.service.js';
import { fieldLabels } from './form-labels.js';

const gateways = gatewayProtections.map((value) => ({ value, label: gatewayNames[value] }));
const endReasons = [{ value: '', label: '終了していない' }, ...Object.entries(endReasonNames).map(([value, label]) => ({ value, label }))];

/** Forms in which the service owner keeps customers and contracts. */
@Controller('customers')
@Permit('customer.edit')
export class CustomerFormsController {
  constructor(
    private readonly db: Db,
    private readonly queries: CustomerQueries,
    private readonly customers: Customers,
    private readonly choices: FormChoices,
    private readonly views: Views,
  ) {}

  @Get('new')
  async blank(@CurrentScope() scope: Scope): Promise<string> {
    return this.#newPage(scope, emptyForm({ gatewayProtection: 'unknown' }));
  }

  @Post()
  @Idempotent()
  async register(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const id = await actOnForm(raw, newCustomer, (form) => this.#newPage(scope, form), (values) => this.db.tx((tx) => this.customers.register(tx, scope, values)));
    return seeOtherSaying(reply, `/customers/${id}`, '利用者を登録しました。');
  }

  @Get(':id/edit')
  async editing(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string): Promise<string> {
    const customer = await this.#customer(scope, id);
    const { name, kana, mainPhone, gatewayProtection, partnerId } = customer;
    return this.#editPage(scope, id, emptyForm({ name, kana, mainPhone: mainPhone === null ? '' : phoneText(mainPhone), gatewayProtection, partnerId: partnerId ?? '' }));
  }

  @Post(':id')
  @FreshSignIn('利用者の登録内容の変更')
  async edit(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, companyFacts, (form) => this.#editPage(scope, id, form), (values) => this.customers.edit(scope, id, version, values));
    return seeOtherSaying(reply, `/customers/${id}`, '登録内容を変更しました。');
  }

  @Get(':id/contracts/:contractId/edit')
  async editingContract(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Param('contractId', { schema: rowId }) contractId: string): Promise<string> {
    const contract = contractOf(await this.#customer(scope, id), contractId);
    return this.#contractPage(scope, { id, contractId }, emptyForm({ ...contract }));
  }

  @Post(':id/contracts/:contractId')
  async editContract(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @Param('contractId', { schema: rowId }) contractId: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const ids = { customerId: id, contractId };
    await actOnForm(raw, contractFacts, (form) => this.#contractPage(scope, { id, contractId }, form), (values) => this.customers.editContract(scope, ids, version, values));
    return seeOtherSaying(reply, `/customers/${id}`, '契約を変更しました。');
  }

  async #newPage(scope: Scope, form: FormState): Promise<string> {
    const [partners, desks] = [await this.choices.partnerIds(), await this.choices.deskIds(scope)];
    return this.views.page('customers/new', { title: '利用者の登録', form, labels: fieldLabels, gateways, partners, desks });
  }

  async #editPage(scope: Scope, id: string, form: FormState): Promise<string> {
    const { name, version } = await this.#customer(scope, id);
    const partners = await this.choices.partnerIds();
    return this.views.page('customers/edit', { title: '登録内容の変更', id, name, version, form, labels: fieldLabels, gateways, partners });
  }

  async #contractPage(scope: Scope, ids: { readonly id: string; readonly contractId: string }, form: FormState): Promise<string> {
    const { name, version } = await this.#customer(scope, ids.id);
    return this.views.page('customers/contract', { title: '契約の変更', ...ids, name, version, form, labels: fieldLabels, endReasons });
  }

  async #customer(scope: Scope, id: string): Promise<CustomerDetails> {
    const customer = await this.queries.byId(scope, id);
    if (customer === undefined) throw notFound('利用者');
    return customer;
  }
}

function contractOf(customer: CustomerDetails, contractId: string): Contract {
  const contract = customer.contracts.find(({ id }) => id === contractId);
  if (contract === undefined) throw notFound('契約');
  return contract;
}
