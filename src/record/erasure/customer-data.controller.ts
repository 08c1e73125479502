import { Body, Controller, Get, Param, Post, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { formatDateTime } from '../../calendar/japanese-time.js';
import { CustomerQueries } from '../../customers/customer.queries.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { FreshSignIn, Permit } from '../../web/access.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { CustomerExport } from '../export/export-customer.service.js';
import { zipStream } from '../export/zip-stream.js';
import { erasureWish, holdFacts, noFields, rowId } from './erasure.schemas.js';
import { choiceLabels, erasureView, groundLabels, holdLabels } from './erasure.view.js';
import { ErasureQueries } from './erasures.queries.js';
import { Erasures } from './erasures.service.js';
import { Holds } from './holds.service.js';

/** What is done with all the data of one customer: taken out, held, returned or disposed of (第10条4). */
@Controller('customers/:id')
@Permit('erasure.decide')
export class CustomerDataController {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly customers: CustomerQueries,
    private readonly queries: ErasureQueries,
    private readonly erasures: Erasures,
    private readonly holds: Holds,
    private readonly exports: CustomerExport,
    private readonly views: Views,
  ) {}

  @Get('data')
  @Permit('erasure.read')
  async page(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string): Promise<string> {
    return this.#page(scope, id, emptyForm());
  }

  /** By POST, because it is an act on the record and wants a fresh sign-in. */
  @Post('data/export')
  @Permit('customer.export')
  @FreshSignIn('利用者のデータの取出し')
  async export(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object): Promise<StreamableFile> {
    const zip = await zipStream(await this.exports.files(id, scope.staffId));
    return new StreamableFile(zip, { type: 'application/zip', disposition: `attachment; filename="customer-${id}.zip"` });
  }

  @Post('erasures')
  @FreshSignIn('返還・廃棄の依頼')
  @Idempotent()
  async request(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const erasureId = await actOnForm(raw, erasureWish, (form) => this.#page(scope, id, form), (wish) => this.db.tx((tx) => this.erasures.request(tx, scope, id, wish)));
    return seeOtherSaying(reply, `/erasures/${erasureId}`, '利用を停止しました。もう一人のサービス主管が確定すると、消去が始まります。');
  }

  @Post('holds')
  @FreshSignIn('保全の設定')
  @Idempotent()
  async hold(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, holdFacts, (form) => this.#page(scope, id, form), (facts) => this.db.tx((tx) => this.holds.place(tx, scope, id, facts)));
    return seeOtherSaying(reply, `/customers/${id}/data`, '保全を設定しました。');
  }

  @Post('holds/:holdId/lift')
  @FreshSignIn('保全の解除')
  @Idempotent()
  async lift(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @Param('holdId', { schema: rowId }) holdId: string,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.db.tx((tx) => this.holds.lift(tx, scope, id, holdId));
    return seeOtherSaying(reply, `/customers/${id}/data`, '保全を解除しました。');
  }

  async #page(scope: Scope, id: string, form: FormState): Promise<string> {
    const customer = await this.customers.byId(scope, id);
    if (customer === undefined) throw notFound('利用者');
    const erasure = await this.queries.ofCustomer(id);
    const holds = await this.holds.standing(id, this.clock.now());
    const options = (labels: Readonly<Record<string, string>>) => [{ value: '', label: '選んでください' }, ...Object.entries(labels).map(([value, label]) => ({ value, label }))];
    return this.views.page('record/customer-data', {
      title: 'データの管理', customer: { id, name: customer.name }, form,
      erasure: erasure === undefined ? undefined : erasureView(erasure),
      holds: holds.map((hold) => ({ ...hold, kind: holdLabels[hold.kind], placedAt: formatDateTime(hold.placedAt) })),
      choices: options(choiceLabels), grounds: options(groundLabels), kinds: options(holdLabels),
    });
  }
}
