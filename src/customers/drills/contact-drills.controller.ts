import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { formatDay } from '../../calendar/japanese-time.js';
import { DomainError, notFound } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { CustomerQueries } from '../customer.queries.js';
import { rowId } from '../customers.schemas.js';
import { phoneText } from '../customers.view.js';
import { ContactDrillQueries } from './contact-drill.queries.js';
import { drillItemLabels, troublesOf } from './contact-drill.rules.js';
import { drillForm } from './contact-drill.schemas.js';
import { drillBadges, drillItemsView, drillLineView } from './contact-drill.view.js';
import { ContactDrills } from './contact-drills.service.js';

const labels = { ...drillItemLabels, drilledAt: '電話した日時' };

/** Pages of the contact drill (連絡訓練, H8): whom to call this month, and the two minutes with one customer. */
@Controller()
export class ContactDrillsController {
  constructor(
    private readonly customers: CustomerQueries,
    private readonly queries: ContactDrillQueries,
    private readonly drills: ContactDrills,
    private readonly views: Views,
  ) {}

  @Get('contact-drills')
  @Permit('customer.read')
  @Navigation({ label: '連絡訓練', order: 44 })
  async list(@CurrentScope() scope: Scope): Promise<string> {
    const lines = (await this.queries.list(scope)).map((line) => drillLineView(line));
    return this.views.page('customers/drills', { title: '連絡訓練', width: 'wide', lines, badges: drillBadges });
  }

  @Get('customers/:id/drill')
  @Permit('contact.drill')
  async form(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string): Promise<string> {
    return this.#page(scope, id, emptyForm());
  }

  @Post('customers/:id/drill')
  @Permit('contact.drill')
  @Idempotent()
  async record(
    @CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string,
    @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const troubles = await actOnForm(raw, drillForm, (form) => this.#page(scope, id, form), async (drill) => {
      await this.drills.record(scope, id, drill);
      return troublesOf(drill);
    });
    const said = troubles.length === 0 ? '連絡訓練を記録しました。登録のとおりです。' : `連絡訓練を記録しました。登録と違うもの：${troubles.map((item) => drillItemLabels[item]).join('、')}。担当者の変更を申請してください。`;
    return seeOtherSaying(reply, `/customers/${id}`, said);
  }

  async #page(scope: Scope, id: string, form: FormState): Promise<string> {
    const customer = await this.customers.byId(scope, id);
    if (customer === undefined) throw notFound('利用者');
    const { contact, name } = customer;
    if (contact === undefined) throw new DomainError('illegal_transition', '本サービス担当者が登録されていないため、連絡訓練を記録できません。');
    const [line, history] = [await this.queries.ofCustomer(id), await this.queries.history(id)];
    return this.views.page('customers/drill', {
      title: `連絡訓練：${name}`, id, name, form, labels, contact, deskName: customer.supportDeskName,
      nextOn: line === undefined ? undefined : formatDay(line.nextOn),
      items: drillItemsView({ personResult: contact.name, phoneResult: phoneText(contact.phone), altPhoneResult: phoneText(contact.altPhone), emailResult: contact.email }, contact.name),
      history: history.map((drill) => ({ ...drill, troubles: troublesOf(drill).map((item) => drillItemLabels[item]) })),
    });
  }
}
