import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Events } from '../../platform/events.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { MailFence } from '../outbox/mail-fence.service.js';
import { MailRoutes } from '../outbox/mail-routes.service.js';
import { noFields } from './mail-pages.schemas.js';
import { outgoingLabels } from './mail-pages.view.js';
import { MailStatusQueries, type MailStatus } from './mail-status.queries.js';
import { OutboxPageQueries } from './outbox-page.queries.js';

const instant = z.iso.datetime({ offset: true }).nullable();
const counts = z.record(z.string(), z.number());

const statusSchema = z.object({
  server: z.object({ lastOkAt: instant, failingSince: instant, nextProbeAt: instant, reason: z.string() }).nullable(),
  mailboxes: z.array(z.object({ name: z.string(), lastFetchedAt: instant, failingSince: instant, reason: z.string() })),
  outgoing: counts,
  oldestDueAt: instant,
  attempts: z.object({ hour: counts, day: counts }),
  incoming: z.object({ hour: counts, day: counts, undone: z.number(), oldestUndoneAt: instant }),
  withheldInDay: z.number(),
});

/** How mail stands, for the service owner: what waits, what failed, how fast, and which server is silent. */
@Controller()
@Permit('mail.status')
export class MailStatusController {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly queries: MailStatusQueries,
    private readonly outbox: OutboxPageQueries,
    private readonly routes: MailRoutes,
    private readonly fence: MailFence,
    private readonly views: Views,
  ) {}

  @Get('mail/status')
  @Navigation({ label: 'メールの状況', order: 70 })
  async page(@CurrentScope() scope: Scope): Promise<string> {
    const status = await this.queries.status(this.clock.now());
    const fence = { raisedAt: await this.fence.raisedAt(), waiting: await this.fence.waiting() };
    const trouble = await this.outbox.list(scope, 'trouble', 20);
    return this.views.page('mail/status', { title: 'メールの状況', status, fence, serverText: this.queries.serverText(), trouble, labels: outgoingLabels });
  }

  @Get('api/v1/mail/status')
  @Api({ summary: 'メールの送受信の状況', response: statusSchema })
  async status(): Promise<z.infer<typeof statusSchema>> {
    return resourceOf(await this.queries.status(this.clock.now()));
  }

  /** The next mail knocks at the mail server at once instead of within five minutes. */
  @Post('mail/status/probe')
  @Idempotent()
  async probe(@CurrentScope() scope: Scope, @Body({ schema: noFields }) _body: object, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const now = this.clock.now();
    await this.db.tx(async (tx) => {
      await this.routes.probeNow(tx, now);
      const events = [{ type: 'mail_server_probed', occurredAt: now, data: {} }];
      await this.events.append(tx, { type: 'desk', id: 'mail' }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events });
    });
    return seeOtherSaying(reply, '/mail/status', 'まもなく、もう一度送信を試みます。');
  }
}

function resourceOf({ server, mailboxes, outgoing, oldestDueAt, attempts, incoming, withheldInDay }: MailStatus): z.infer<typeof statusSchema> {
  const time = (at: number | null): string | null => (at === null ? null : toIsoTokyo(at));
  return {
    server: server === undefined ? null : { lastOkAt: time(server.lastOkAt), failingSince: time(server.failingSince), nextProbeAt: time(server.nextProbeAt), reason: server.reason },
    mailboxes: mailboxes.map((box) => ({ name: box.name, lastFetchedAt: time(box.lastFetchedAt), failingSince: time(box.failingSince), reason: box.reason })),
    outgoing: { ...outgoing },
    oldestDueAt: time(oldestDueAt),
    attempts: { hour: { ...attempts.hour }, day: { ...attempts.day } },
    incoming: { hour: { ...incoming.hour }, day: { ...incoming.day }, undone: incoming.undone, oldestUndoneAt: time(incoming.oldestUndoneAt) },
    withheldInDay,
  };
}
