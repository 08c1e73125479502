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
import { partnerFacts, rowId } from './customers.schemas.js';
import { phoneText } from './customers.view.js';
import { Partners } from './partners.service.js';
import { SupportDesks } from './support-desks.service.js';

const labels = { code: 'コード', name: '名称' };

/** Where the service owner keeps sales partners and sees the support desks. */
@Controller('partners')
@Permit('partner.edit')
export class PartnersController {
  constructor(
    private readonly db: Db,
    private readonly partners: Partners,
    private readonly desks: SupportDesks,
    private readonly views: Views,
  ) {}

  @Get()
  async list(@CurrentScope() scope: Scope): Promise<string> {
    const partners = await this.partners.list();
    const names = new Map(partners.map(({ id, name }) => [id, name]));
    const desks = (await this.desks.list(scope)).map((desk) => ({
      ...desk,
      phoneText: phoneText(desk.phone),
      partnerName: names.get(desk.partnerId ?? '') ?? '－',
    }));
    return this.views.page('customers/partners', { title: '販売パートナーとサポート窓口', width: 'wide', partners, desks });
  }

  @Get('new')
  blank(): string {
    return this.#newPage(emptyForm());
  }

  @Post()
  @Idempotent()
  async add(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, partnerFacts, (form) => this.#newPage(form), (values) => this.db.tx((tx) => this.partners.add(tx, scope, values)));
    return seeOtherSaying(reply, '/partners', '販売パートナーを登録しました。');
  }

  @Get(':id/edit')
  async editing(@Param('id', { schema: rowId }) id: string): Promise<string> {
    const partner = await this.partners.byId(id);
    if (partner === undefined) throw notFound('販売パートナー');
    return this.#editPage(id, emptyForm({ code: partner.code, name: partner.name }));
  }

  @Post(':id')
  async edit(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, partnerFacts, (form) => this.#editPage(id, form), (values) => this.partners.edit(scope, id, version, values));
    return seeOtherSaying(reply, '/partners', '販売パートナーを変更しました。');
  }

  #newPage(form: FormState): string {
    return this.views.page('customers/partner-form', { title: '販売パートナーの登録', action: '/partners', form, labels });
  }

  async #editPage(id: string, form: FormState): Promise<string> {
    const partner = await this.partners.byId(id);
    if (partner === undefined) throw notFound('販売パートナー');
    return this.views.page('customers/partner-form', { title: '販売パートナーの変更', action: `/partners/${id}`, version: partner.version, form, labels });
  }
}
