import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { dateText } from '../customers/customers.view.js';
import { DesignatedProviders } from '../customers/designated-providers.service.js';
import { providerFacts, rowId } from '../customers/customers.schemas.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { actOnForm } from '../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { Views } from '../web/views.js';
import { ProviderEndings } from './provider-endings.service.js';

const labels = { name: '会社名', secrecyUndertakenOn: '守秘の誓約を受け取った日' };

/** Where the service owner keeps the designated providers (指定の専門業者). */
@Controller('providers')
@Permit('partner.edit')
export class ProvidersController {
  constructor(
    private readonly db: Db,
    private readonly providers: DesignatedProviders,
    private readonly endings: ProviderEndings,
    private readonly views: Views,
  ) {}

  @Get()
  async list(): Promise<string> {
    const counts = await this.endings.peopleByProvider();
    const providers = (await this.providers.list()).map((row) => ({
      ...row,
      secrecy: row.secrecyUndertakenOn === null ? undefined : dateText(row.secrecyUndertakenOn),
      ended: row.endedOn === null ? undefined : dateText(row.endedOn),
      people: counts.get(row.id) ?? 0,
    }));
    return this.views.page('staff/providers', { title: '指定の専門業者', providers });
  }

  @Get('new')
  blank(): string {
    return this.#newPage(emptyForm());
  }

  @Post()
  @Idempotent()
  async add(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, providerFacts, (form) => this.#newPage(form), (facts) => this.db.tx((tx) => this.providers.add(tx, scope, facts)));
    return seeOtherSaying(reply, '/providers', '指定の専門業者を登録しました。');
  }

  @Get(':id')
  async editing(@Param('id', { schema: rowId }) id: string): Promise<string> {
    const { name, secrecyUndertakenOn } = await this.providers.byId(id);
    return this.#editPage(id, emptyForm({ name, secrecyUndertakenOn: secrecyUndertakenOn ?? '' }));
  }

  @Post(':id')
  async edit(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, providerFacts, (form) => this.#editPage(id, form), (facts) => this.providers.edit(scope, id, version, facts));
    return seeOtherSaying(reply, '/providers', '指定の専門業者を変更しました。');
  }

  @Post(':id/end')
  @Idempotent()
  async end(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const people = await this.endings.end(scope, id, version);
    return seeOtherSaying(reply, '/providers', `指定を終了し、${people}名のアカウントを無効にしました。担当していた問合せは、まもなく二次受付窓口の一覧に戻り、対応できる方に知らせます。`);
  }

  #newPage(form: FormState): string {
    return this.views.page('staff/provider-form', { title: '指定の専門業者の登録', action: '/providers', form, labels });
  }

  async #editPage(id: string, form: FormState): Promise<string> {
    const { name, version, endedOn } = await this.providers.byId(id);
    return this.views.page('staff/provider-form', { title: name, action: `/providers/${id}`, version, endedOn: endedOn === null ? undefined : dateText(endedOn), form, labels });
  }
}
