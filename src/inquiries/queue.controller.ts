import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Background, Permit, SignedIn } from '../web/access.js';
import { Navigation } from '../web/navigation.js';
import { seeOther, seeOtherSaying } from '../web/redirect.js';
import { RefusedPage } from '../web/refused-page.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { words } from './acts/act.schemas.js';
import { rawQuery, readQueueAddress, readQueueFilter } from './queue/queue-address.schemas.js';
import { QueueChanges } from './queue/queue-changes.service.js';
import { QueuePage } from './queue/queue-page.service.js';
import { queueViewLabels } from './queue/queue-filter.rules.js';
import { SavedViews } from './queue/saved-views.service.js';

const id = z.uuid();
const uuids = z.string().max(4_000).transform((text) => text.split(',').filter((each) => z.uuid().safeParse(each).success));
const changesQuery = z.object({ address: z.string().max(500).default(''), changed: uuids.default([]), shown: uuids.default([]) });
const keepForm = z.strictObject({ name: words(40), audience: z.string().max(40), address: z.string().max(500) });

/** The queues: what is due first stands first. */
@Controller()
export class QueueController {
  constructor(
    private readonly page: QueuePage,
    private readonly changes: QueueChanges,
    private readonly savedViews: SavedViews,
    private readonly views: Views,
  ) {}

  @Get()
  @SignedIn()
  home(@Res({ passthrough: true }) reply: FastifyReply): string {
    return seeOther(reply, '/queue');
  }

  @Get('queue')
  @Permit('inquiry.read')
  @Navigation({ label: '問合せ一覧', order: 12 })
  async list(@CurrentScope() scope: Scope, @Query({ schema: rawQuery }) raw: z.infer<typeof rawQuery>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { faults } = readQueueAddress(raw);
    if (faults.length > 0) void reply.status(422);
    return this.#render(scope, raw, {});
  }

  /** What an open list shows of inquiries that have changed: their rows and the counts, and whether the list itself is another one now. */
  @Get('queue/changes')
  @Permit('inquiry.read')
  @Background()
  async changed(@CurrentScope() scope: Scope, @Query({ schema: changesQuery }) { address, changed, shown }: z.infer<typeof changesQuery>): Promise<string> {
    return this.views.fragment('inquiries/queue-changes', await this.changes.since(scope, readQueueFilter(address), { changed, shown }));
  }

  @Post('queue/views')
  @Permit('inquiry.read')
  async keep(@CurrentScope() scope: Scope, @Body({ schema: keepForm }) form: z.infer<typeof keepForm>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const filter = readQueueFilter(form.address);
    try {
      await this.savedViews.keep(scope, { ...form, filter });
    } catch (error) {
      if (!(error instanceof DomainError) || request.desk.isFragment) throw error;
      throw new RefusedPage(error, await this.#render(scope, filter, { keepRefused: error.message, keepName: form.name }));
    }
    return seeOtherSaying(reply, `/queue?${new URLSearchParams(form.address).toString()}`, `一覧「${form.name}」を保存しました。`);
  }

  @Post('queue/views/:id/remove')
  @Permit('inquiry.read')
  async remove(@CurrentScope() scope: Scope, @Param('id', { schema: id }) viewId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.savedViews.remove(scope, viewId);
    return seeOtherSaying(reply, '/queue', '保存した一覧を削除しました。');
  }

  async #render(scope: Scope, raw: Readonly<Record<string, unknown>>, more: { readonly keepRefused?: string; readonly keepName?: string }): Promise<string> {
    const { asked, faults } = readQueueAddress(raw);
    const data = await this.page.data(scope, asked);
    const saved = data.saved.find(({ current }) => current);
    return this.views.page('inquiries/queue', {
      title: saved?.label ?? queueViewLabels[data.view],
      width: 'wide',
      ...data,
      kept: await this.savedViews.of(scope),
      audiences: await this.savedViews.audiences(scope),
      faults,
      ...more,
    });
  }
}
