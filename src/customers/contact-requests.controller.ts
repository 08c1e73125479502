import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Scope } from '../platform/scope.js';
import { FreshSignIn, Permit } from '../web/access.js';
import { actOnForm } from '../web/form-page.js';
import { rawForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import type { ContactRequestState } from './contact-request.entity.js';
import { ContactRequestQueries } from './contact-request.queries.js';
import { ContactRequests } from './contact-requests.service.js';
import { CustomerQueries } from './customer.queries.js';
import { approvalForm, contactRefusal, requestsQuery, rowId } from './customers.schemas.js';
import { requestTabs, requestView } from './customers.view.js';

/** Changes of registration that wait for the service owner, and what became of them. */
@Controller('contact-requests')
export class ContactRequestsController {
  constructor(
    private readonly requests: ContactRequests,
    private readonly queries: ContactRequestQueries,
    private readonly customers: CustomerQueries,
    private readonly views: Views,
  ) {}

  @Get()
  @Permit('contact.approve', 'contact.request')
  async list(@CurrentScope() scope: Scope, @Query({ schema: requestsQuery }) { state, after }: z.infer<typeof requestsQuery>): Promise<string> {
    return this.#page(scope, state, after, undefined);
  }

  @Post(':id/approve')
  @Permit('contact.approve')
  @FreshSignIn('本サービス担当者の変更申請の承認')
  @Idempotent()
  async approve(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, approvalForm, (form) => this.#refused(scope, form), (values) => this.requests.approve(scope, id, values));
    return seeOtherSaying(reply, '/contact-requests', '変更を承認しました。');
  }

  @Post(':id/refuse')
  @Permit('contact.approve')
  @Idempotent()
  async refuse(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, contactRefusal, (form) => this.#refused(scope, form), ({ reason }) => this.requests.refuse(scope, id, reason));
    return seeOtherSaying(reply, '/contact-requests', '承認しないことを記録しました。');
  }

  async #refused(scope: Scope, form: FormState): Promise<string> {
    return this.#page(scope, 'waiting', undefined, form.faults.map(({ message }) => message).join(''));
  }

  async #page(scope: Scope, state: ContactRequestState, after: string | undefined, refusal: string | undefined): Promise<string> {
    const requests = await this.queries.list(scope, state, after);
    const shown: Record<string, unknown>[] = [];
    for (const request of requests) {
      const before = request.state === 'waiting' ? await this.customers.newestContact(request.customerId) : undefined;
      shown.push(requestView(request, before));
    }
    const next = requests.length === this.queries.pageSize ? requests.at(-1)?.id : undefined;
    return this.views.page('customers/contact-requests', { title: '登録内容の変更申請', state, tabs: requestTabs, requests: shown, next, refusal });
  }
}
