import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { FreshSignIn, Permit } from '../../web/access.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { noFields, rowId } from './erasure.schemas.js';
import { certificateView, erasureView } from './erasure.view.js';
import { ErasureQueries } from './erasures.queries.js';
import { Erasures } from './erasures.service.js';

/** What is to be returned and disposed of, what was, and the certificate of each (E3). */
@Controller('erasures')
@Permit('erasure.read')
export class ErasuresController {
  constructor(
    private readonly db: Db,
    private readonly queries: ErasureQueries,
    private readonly erasures: Erasures,
    private readonly views: Views,
  ) {}

  @Get()
  @Navigation({ label: 'データの返還・廃棄', order: 62 })
  async list(): Promise<string> {
    return this.views.page('record/erasures', { title: 'データの返還・廃棄', width: 'wide', erasures: (await this.queries.list()).map(erasureView) });
  }

  @Get(':id')
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string): Promise<string> {
    const row = await this.queries.one(id);
    return this.views.page('record/erasure', {
      title: 'データの返還・廃棄', erasure: erasureView(row), certificate: row.certificate === null ? undefined : certificateView(row.certificate), isMine: row.requestedBy === scope.staffId,
    });
  }

  @Post(':id/confirm')
  @Permit('erasure.decide')
  @FreshSignIn('利用者のデータの消去の確定')
  @Idempotent()
  async confirm(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.db.tx((tx) => this.erasures.confirm(tx, scope, id));
    return seeOtherSaying(reply, `/erasures/${id}`, '消去を確定しました。数分以内に消去し、完了を利用者にご報告します。');
  }

  @Post(':id/cancel')
  @Permit('erasure.decide')
  @FreshSignIn('返還・廃棄の取りやめ')
  @Idempotent()
  async cancel(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.db.tx((tx) => this.erasures.cancel(tx, scope, id));
    return seeOtherSaying(reply, `/erasures/${id}`, '手続きを取りやめました。利用の停止を解きました。');
  }
}
