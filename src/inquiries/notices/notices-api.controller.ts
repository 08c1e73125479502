import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { CurrentScope } from '../../web/request-context.js';
import { requiredInstant } from '../acts/act.schemas.js';
import { noticeKinds, Notices, type NoticeKind } from './notices.service.js';

const noticeAnswer = z.object({
  id: z.string(),
  kind: z.enum(Object.keys(noticeKinds) as NoticeKind[]),
  text: z.string(),
  createdAt: z.string(),
  seenAt: z.string().nullable(),
  /** Null where it concerns the desk's mail as a whole. */
  inquiryId: z.string().nullable(),
  inquiryNumber: z.string().nullable(),
});

/** `createdAt` of the newest notice that was read: what came since stays new. */
const seenUntil = z.strictObject({ until: requiredInstant });

/** What a person should look at (D4), over the API. */
@Controller('api/v1/notices')
@Permit('notice.read')
export class NoticesApi {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly notices: Notices,
  ) {}

  @Get()
  @Api({ summary: '自分へのお知らせの一覧（新しい順）', response: noticeAnswer.array() })
  async list(@CurrentScope() scope: Scope): Promise<z.infer<typeof noticeAnswer>[]> {
    return (await this.notices.of(scope)).map(({ id, kind, createdAt, seenAt, inquiryId, number }) => ({
      id, kind, text: noticeKinds[kind], createdAt: toIsoTokyo(createdAt), seenAt: seenAt === null ? null : toIsoTokyo(seenAt), inquiryId: inquiryId || null, inquiryNumber: number || null,
    }));
  }

  @Post('seen')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '自分へのお知らせを、ある日時のものまで確認済みにする', status: 204 })
  async seen(@CurrentScope() scope: Scope, @Body({ schema: seenUntil }) { until }: z.infer<typeof seenUntil>): Promise<void> {
    await this.db.tx((tx) => this.notices.markSeen(tx, scope.staffId, { until, now: this.clock.now() }));
  }
}
