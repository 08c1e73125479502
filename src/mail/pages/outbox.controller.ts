import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Config } from '../../config.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { CONFIG } from '../../settings.module.js';
import { Permit } from '../../web/access.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { mailId, noFields, outboxQuery } from './mail-pages.schemas.js';
import { attemptLabels, outboxTabs, outgoingLabels } from './mail-pages.view.js';
import { mayDecide, OutboxActs } from './outbox-acts.service.js';
import { OutboxPageQueries, outboxViews } from './outbox-page.queries.js';

/** What is to go out, what went wrong, and what went out. */
@Controller('mail/outbox')
@Permit('mail.outbox')
export class OutboxController {
  constructor(
    private readonly db: Db,
    private readonly queries: OutboxPageQueries,
    private readonly acts: OutboxActs,
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Navigation({ label: '送信メール', order: 26 })
  async list(@CurrentScope() scope: Scope, @Query({ schema: outboxQuery }) asked: z.infer<typeof outboxQuery>): Promise<string> {
    const counts = await this.queries.counts(scope);
    const { view = 'all' } = asked;
    const tabs = outboxViews.map((name) => ({ name, label: outboxTabs[name], current: name === view, count: counts[name] }));
    const folder = this.config.smtp === undefined && this.config.mode === 'demo' ? join(this.config.dataDir, 'mail-out') : undefined;
    return this.views.page('mail/outbox', { title: '送信メール', width: 'wide', view, tabs, mails: await this.queries.list(scope, view), labels: outgoingLabels, folder });
  }

  @Get(':id')
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string): Promise<string> {
    const mail = await this.queries.one(scope, id);
    return this.views.page('mail/outgoing', { title: '送信メール', mail, labels: outgoingLabels, attemptLabels, mayDecide: mayDecide(scope, mail) });
  }

  @Post(':id/resend')
  @Idempotent()
  async resend(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.db.tx((tx) => this.acts.resend(tx, scope, id));
    return seeOtherSaying(reply, `/mail/outbox/${id}`, 'もう一度送信します。内容と番号（Message-ID）は前回と同じです。');
  }

  @Post(':id/mark-delivered')
  @Idempotent()
  async markDelivered(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.db.tx((tx) => this.acts.markDelivered(tx, scope, id));
    return seeOtherSaying(reply, `/mail/outbox/${id}`, '届いたことを記録しました。');
  }

  @Post(':id/mark-undelivered')
  @Idempotent()
  async markUndelivered(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.db.tx((tx) => this.acts.markUndelivered(tx, scope, id));
    return seeOtherSaying(reply, `/mail/outbox/${id}`, '届いていないことを記録しました。届け出のある電話番号へご連絡ください。');
  }

  @Post(':id/withdraw')
  @Idempotent()
  async withdraw(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.db.tx((tx) => this.acts.withdraw(tx, scope, id));
    return seeOtherSaying(reply, `/mail/outbox/${id}`, '送信を取りやめました。');
  }
}
