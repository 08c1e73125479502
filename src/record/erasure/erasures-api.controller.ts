import { Body, Controller, Get, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import type { z } from 'zod';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { FreshSignIn, Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { CurrentScope } from '../../web/request-context.js';
import { CustomerExport } from '../export/export-customer.service.js';
import { zipStream } from '../export/zip-stream.js';
import { createdSchema, erasureDetailsSchema, erasuresSchema, erasureWish, holdFacts, noFields, rowId } from './erasure.schemas.js';
import { erasureDetailsResource, erasureResource } from './erasure.view.js';
import { ErasureQueries } from './erasures.queries.js';
import { Erasures } from './erasures.service.js';
import { Holds } from './holds.service.js';

/** Return, disposal and holds over JSON. */
@Controller('api/v1')
@Permit('erasure.decide')
export class ErasuresApi {
  constructor(
    private readonly db: Db,
    private readonly queries: ErasureQueries,
    private readonly erasures: Erasures,
    private readonly holds: Holds,
    private readonly exports: CustomerExport,
  ) {}

  @Get('erasures')
  @Permit('erasure.read')
  @Api({ summary: 'データの返還・廃棄の手続きの一覧', response: erasuresSchema })
  async list(): Promise<z.infer<typeof erasuresSchema>> {
    return { erasures: (await this.queries.list()).map(erasureResource) };
  }

  @Get('erasures/:id')
  @Permit('erasure.read')
  @Api({ summary: '返還・廃棄の手続きと、消去の証明書', response: erasureDetailsSchema })
  async one(@Param('id', { schema: rowId }) id: string): Promise<z.infer<typeof erasureDetailsSchema>> {
    return erasureDetailsResource(await this.queries.one(id));
  }

  @Post('customers/:id/data/export')
  @Permit('customer.export')
  @FreshSignIn('利用者のデータの取出し')
  @HttpCode(200)
  @Api({ summary: '利用者のすべてのデータを、開かれた形式のZIPで取り出す。取出しは記録に残る。', status: 200 })
  async export(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object): Promise<StreamableFile> {
    const zip = await zipStream(await this.exports.files(id, scope.staffId));
    return new StreamableFile(zip, { type: 'application/zip', disposition: `attachment; filename="customer-${id}.zip"` });
  }

  @Post('customers/:id/erasures')
  @FreshSignIn('返還・廃棄の依頼')
  @Idempotent()
  @Api({ summary: '返還・廃棄を依頼する。利用はただちに停止する。', response: createdSchema })
  async request(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: erasureWish }) wish: z.infer<typeof erasureWish>): Promise<z.infer<typeof createdSchema>> {
    return { id: await this.db.tx((tx) => this.erasures.request(tx, scope, id, wish)) };
  }

  @Post('erasures/:id/confirm')
  @FreshSignIn('利用者のデータの消去の確定')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '依頼した人とは別のサービス主管が、消去を確定する', status: 204 })
  async confirm(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object): Promise<void> {
    await this.db.tx((tx) => this.erasures.confirm(tx, scope, id));
  }

  @Post('erasures/:id/cancel')
  @FreshSignIn('返還・廃棄の取りやめ')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '確定前の返還・廃棄を取りやめ、利用の停止を解く', status: 204 })
  async cancel(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object): Promise<void> {
    await this.db.tx((tx) => this.erasures.cancel(tx, scope, id));
  }

  @Post('customers/:id/holds')
  @FreshSignIn('保全の設定')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '法的な保全・証拠の保全を設定する', status: 204 })
  async hold(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: holdFacts }) facts: z.infer<typeof holdFacts>): Promise<void> {
    await this.db.tx((tx) => this.holds.place(tx, scope, id, facts));
  }

  @Post('customers/:id/holds/:holdId/lift')
  @FreshSignIn('保全の解除')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '保全を解除する', status: 204 })
  async lift(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Param('holdId', { schema: rowId }) holdId: string, @Body({ schema: noFields }) _body: object): Promise<void> {
    await this.db.tx((tx) => this.holds.lift(tx, scope, id, holdId));
  }
}
