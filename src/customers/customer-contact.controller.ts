import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { notFoundWithin } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { FreshSignIn, Permit } from '../web/access.js';
import { actOnForm } from '../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { Views } from '../web/views.js';
import { ContactRequests } from './contact-requests.service.js';
import { CustomerQueries, type CustomerDetails } from './customer.queries.js';
import { contactForm, rowId } from './customers.schemas.js';
import { Customers } from './customers.service.js';
import { phoneText } from './customers.view.js';
import { fieldLabels } from './form-labels.js';
import { isOwner } from './owner-only.js';

/** The form for another registered contact: the owner changes him, a first line asks for the change (A6). */
@Controller('customers')
export class CustomerContactController {
  constructor(
    private readonly queries: CustomerQueries,
    private readonly customers: Customers,
    private readonly requests: ContactRequests,
    private readonly views: Views,
  ) {}

  @Get(':id/contact')
  @Permit('contact.request', 'customer.edit')
  async form(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string): Promise<string> {
    const { contact } = await this.#customer(scope, id);
    const values = contact === undefined ? {} : { ...contact, phone: phoneText(contact.phone), altPhone: phoneText(contact.altPhone) };
    const named = Object.fromEntries(Object.entries(values).map(([name, value]) => [`contact.${name}`, value]));
    return this.#page(scope, id, emptyForm(named));
  }

  @Post(':id/contact')
  @Permit('contact.request', 'customer.edit')
  @FreshSignIn('本サービス担当者の変更')
  @Idempotent()
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, contactForm, (form) => this.#page(scope, id, form), async ({ contact, effectiveAt }) => {
      if (isOwner(scope)) await this.customers.replaceContact(scope, id, version, contact, effectiveAt);
      else await this.requests.request(scope, id, contact);
    });
    return seeOtherSaying(reply, `/customers/${id}`, isOwner(scope) ? '本サービス担当者を変更しました。' : '変更を申請しました。サービス主管の承認をお待ちください。');
  }

  async #page(scope: Scope, id: string, form: FormState): Promise<string> {
    const { name, version } = await this.#customer(scope, id);
    const mode = isOwner(scope) ? 'replace' : 'request';
    const title = mode === 'replace' ? '本サービス担当者の変更' : '本サービス担当者の変更申請';
    return this.views.page('customers/contact', { title, id, name, version, mode, form, labels: fieldLabels });
  }

  async #customer(scope: Scope, id: string): Promise<CustomerDetails> {
    const customer = await this.queries.byId(scope, id);
    if (customer === undefined) throw notFoundWithin(scope, '利用者');
    return customer;
  }
}
