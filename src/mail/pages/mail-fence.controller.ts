import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { MailFence } from '../outbox/mail-fence.service.js';
import { MailFenceBanner } from './mail-fence.banner.js';
import { noFields } from './mail-pages.schemas.js';

const fenceSchema = z.object({ standing: z.boolean(), raisedAt: z.iso.datetime({ offset: true }).nullable(), waiting: z.number() });

/** The act by which a restored copy sends mail again; the desk's command does the same (R36). */
@Controller()
@Permit('mail.status')
export class MailFenceController {
  constructor(
    private readonly db: Db,
    private readonly fence: MailFence,
    private readonly banner: MailFenceBanner,
  ) {}

  @Post('mail/status/unfence')
  @Idempotent()
  async lift(@CurrentScope() scope: Scope, @Body({ schema: noFields }) _body: object, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.#lift(scope);
    return seeOtherSaying(reply, '/mail/status', 'メールの送信を再開しました。');
  }

  @Get('api/v1/mail/fence')
  @Api({ summary: '復元後のメール送信の停止状況', response: fenceSchema })
  async state(): Promise<z.infer<typeof fenceSchema>> {
    const raisedAt = await this.fence.raisedAt();
    return { standing: raisedAt !== undefined, raisedAt: raisedAt === undefined ? null : toIsoTokyo(raisedAt), waiting: await this.fence.waiting() };
  }

  @Post('api/v1/mail/fence/lift')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '復元後に止めていたメールの送信を再開する', response: fenceSchema, status: 200 })
  async liftByApi(@CurrentScope() scope: Scope, @Body({ schema: noFields }) _body: object): Promise<z.infer<typeof fenceSchema>> {
    await this.#lift(scope);
    return this.state();
  }

  async #lift(scope: Scope): Promise<void> {
    await this.db.tx((tx) => this.fence.lift(tx, { kind: 'staff', id: scope.staffId }));
    await this.banner.show();
  }
}
