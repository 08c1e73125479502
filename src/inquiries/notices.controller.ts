import { Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Navigation } from '../web/navigation.js';
import { seeOther } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { noticeTones } from './notice.view.js';
import { noticeKinds, Notices } from './notices.service.js';

/** What a person should look at. */
@Controller('notices')
@Permit('notice.read')
export class NoticesController {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly notices: Notices,
    private readonly views: Views,
  ) {}

  @Get()
  @Navigation({ label: 'お知らせ', order: 29, countFrom: '/notices/count' })
  async list(@CurrentScope() scope: Scope): Promise<string> {
    const notices = await this.notices.of(scope);
    return this.views.page('inquiries/notices', { title: 'お知らせ', tones: noticeTones, notices: notices.map((notice) => ({ ...notice, text: noticeKinds[notice.kind] })) });
  }

  @Get('count')
  async count(@CurrentScope() scope: Scope): Promise<string> {
    const unseen = await this.notices.unseenCount(scope.staffId);
    return unseen === 0 ? '' : String(unseen);
  }

  @Post('seen')
  async seen(@CurrentScope() scope: Scope, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.db.tx((tx) => this.notices.markSeen(tx, scope.staffId, this.clock.now()));
    return seeOther(reply, '/notices');
  }
}
