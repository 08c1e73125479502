import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Navigation } from '../../web/navigation.js';
import { seeOther, seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { NoticeMails } from './notice-mails.service.js';
import { noticeAddress, noticePlaces, noticeTones } from './notice.view.js';
import { noticeKinds, Notices } from './notices.service.js';

const nightWish = z.object({ atNight: z.enum(['yes', 'no']) });
const seenNotices = z.object({ until: z.coerce.number().int().nonnegative(), inquiryId: z.uuid().optional() });

/** What a person should look at. */
@Controller('notices')
@Permit('notice.read')
export class NoticesController {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly notices: Notices,
    private readonly noticeMails: NoticeMails,
    private readonly views: Views,
  ) {}

  @Get()
  @Navigation({ label: 'お知らせ', order: 29, countFrom: '/notices/count' })
  async list(@CurrentScope() scope: Scope): Promise<string> {
    const notices = await this.notices.of(scope);
    return this.views.page('inquiries/notices', {
      title: 'お知らせ', atNight: await this.noticeMails.atNight(scope.staffId), tones: noticeTones, places: noticePlaces,
      notices: notices.map((notice) => ({ ...notice, text: noticeKinds[notice.kind], address: noticeAddress(scope, notice), isNew: notice.seenAt === null })),
    });
  }

  @Get('count')
  async count(@CurrentScope() scope: Scope): Promise<string> {
    const unseen = await this.notices.unseenCount(scope);
    return unseen === 0 ? '' : String(unseen);
  }

  /** The page of an inquiry says by itself that it was opened (no change by GET), and a reader that he knows all; the number in the menu follows. */
  @Post('seen')
  async seen(@CurrentScope() scope: Scope, @Body({ schema: seenNotices }) { until, inquiryId }: z.infer<typeof seenNotices>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.db.tx((tx) => this.notices.markSeen(tx, scope.staffId, { until, inquiryId, now: this.clock.now() }));
    if (!reply.request.desk.isFragment) return seeOtherSaying(reply, '/notices', 'すべて既読にしました。');
    void reply.header('hx-trigger', 'desk-seen');
    return '';
  }

  @Post(':id/seen')
  async seenOne(@CurrentScope() scope: Scope, @Param('id', { schema: z.uuid() }) noticeId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.db.tx((tx) => this.notices.markOneSeen(tx, scope.staffId, noticeId, this.clock.now()));
    return seeOther(reply, '/notices');
  }

  @Post('at-night')
  async atNight(@CurrentScope() scope: Scope, @Body({ schema: nightWish }) wish: z.infer<typeof nightWish>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const atNight = wish.atNight === 'yes';
    await this.db.tx((tx) => this.noticeMails.wishAtNight(tx, scope.staffId, atNight, this.clock.now()));
    return seeOtherSaying(reply, '/notices', atNight ? '受付時間外のお知らせも、メールですぐにお送りします。' : '受付時間外のお知らせは、受付開始時にまとめてお送りします。');
  }
}
