import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
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
import { rowId, supportDeskFacts } from './customers.schemas.js';
import { phoneText } from './customers.view.js';
import { FormChoices } from './form-choices.service.js';
import { SupportDesks } from './support-desks.service.js';

const labels = { code: 'コード', name: '窓口の名称', companyName: '会社名', phone: '電話番号', mailAddress: '受付メールアドレス', privacyUrl: 'プライバシーポリシーのURL', partnerId: '販売パートナー' };

/** Forms in which the service owner keeps support desks. */
@Controller('support-desks')
@Permit('partner.edit')
export class SupportDesksController {
  constructor(
    private readonly db: Db,
    private readonly desks: SupportDesks,
    private readonly choices: FormChoices,
    private readonly views: Views,
  ) {}

  @Get('new')
  async blank(): Promise<string> {
    return this.#newPage(emptyForm());
  }

  @Post()
  @Idempotent()
  async add(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, supportDeskFacts, (form) => this.#newPage(form), (values) => this.db.tx((tx) => this.desks.add(tx, scope, values)));
    return seeOtherSaying(reply, '/partners', 'サポート窓口を登録しました。');
  }

  @Get(':id/edit')
  async editing(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string): Promise<string> {
    const desk = await this.desks.byId(scope, id);
    const values = { ...desk, phone: desk.phone === '' ? '' : phoneText(desk.phone), partnerId: desk.partnerId ?? '', isOwnerDesk: desk.isOwnerDesk ? 'yes' : '' };
    return this.#editPage(scope, id, emptyForm(values));
  }

  @Post(':id')
  async edit(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, supportDeskFacts, (form) => this.#editPage(scope, id, form), (values) => this.desks.edit(scope, id, version, values));
    return seeOtherSaying(reply, '/partners', 'サポート窓口を変更しました。');
  }

  async #newPage(form: FormState): Promise<string> {
    const partners = await this.choices.partnerIds();
    return this.views.page('customers/desk-form', { title: 'サポート窓口の登録', action: '/support-desks', form, labels, partners });
  }

  async #editPage(scope: Scope, id: string, form: FormState): Promise<string> {
    const { version } = await this.desks.byId(scope, id);
    const partners = await this.choices.partnerIds();
    return this.views.page('customers/desk-form', { title: 'サポート窓口の変更', action: `/support-desks/${id}`, version, form, labels, partners });
  }
}
