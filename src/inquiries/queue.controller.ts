import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Calendars } from '../calendar/calendars.service.js';
import { Clock } from '../platform/clock.js';
import { hasRole, seesAllDesks, type Scope } from '../platform/scope.js';
import { Permit, SignedIn } from '../web/access.js';
import { Navigation } from '../web/navigation.js';
import { seeOther } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { AppointmentQueries } from './appointments/appointment.queries.js';
import { nextCall } from './appointments/next-call.view.js';
import { dueView } from './due.view.js';
import { InquiryDetails } from './inquiry-details.queries.js';
import { countCap, QueueQueries, queueViewLabels, queueViews, type QueueView } from './queue.queries.js';
import { entitlementLabels, statuses, statusLabels, verificationLabels, channelLabels } from './rulebook/status.js';
import { statusTones } from './status.view.js';

const query = z.object({
  view: z.enum(queueViews).optional().catch(undefined),
  status: z.enum(statuses).optional().catch(undefined),
  at: z.coerce.number().int().optional().catch(undefined),
  id: z.uuid().optional().catch(undefined),
});
type Query_ = z.infer<typeof query>;

const pageSize = 50;

/** The queues: what is due first stands first. */
@Controller()
export class QueueController {
  constructor(
    private readonly queue: QueueQueries,
    private readonly details: InquiryDetails,
    private readonly appointments: AppointmentQueries,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
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
  async list(@CurrentScope() scope: Scope, @Query({ schema: query }) asked: Query_): Promise<string> {
    const view = asked.view ?? homeView(scope);
    const after = asked.at === undefined || asked.id === undefined ? undefined : { at: asked.at, id: asked.id };
    const rows = await this.queue.list(scope, { view, status: asked.status, after, limit: pageSize + 1 });
    const calendar = await this.calendars.current();
    const now = this.clock.now();
    const shown = rows.slice(0, pageSize);
    const alike = await this.details.numbers(scope, shown.map((row) => row.alikeInquiryId));
    return this.views.page('inquiries/queue', {
      title: queueViewLabels[view],
      width: 'wide',
      view,
      tabs: await this.#tabs(scope, view),
      nextCalls: (await this.appointments.list(scope, { limit: 3 })).map((call) => nextCall(call, now)),
      rows: shown.map((row) => ({ ...row, due: dueView(row, calendar, now), mine: row.ownerId === scope.staffId, alikeNumber: alike.get(row.alikeInquiryId ?? '') })),
      labels: { status: statusLabels, statusTone: statusTones, verification: verificationLabels, entitlement: entitlementLabels, channel: channelLabels },
      next: rows.length > pageSize ? nextAddress(view, asked.status, shown.at(-1)) : undefined,
      takesCalls: hasRole(scope, 'first_line', 'first_line_supervisor'),
      manyDesks: seesAllDesks(scope) || scope.deskIds.length > 1,
      isOpen: calendar.isOpen(now),
      nextOpening: calendar.nextOpening(now),
    });
  }

  async #tabs(scope: Scope, current: QueueView): Promise<object[]> {
    const tabs: object[] = [];
    for (const view of queueViews) {
      const count = view === 'ended' ? undefined : await this.queue.count(scope, { view, limit: 0 });
      tabs.push({ view, label: queueViewLabels[view], current: view === current, count: count === undefined ? '' : count >= countCap ? `${countCap - 1}+` : String(count) });
    }
    return tabs;
  }
}

/** Where a person's day begins: his line's queue. */
function homeView(scope: Scope): QueueView {
  if (hasRole(scope, 'first_line', 'first_line_supervisor')) return 'first';
  if (hasRole(scope, 'second_line', 'second_line_lead')) return 'second';
  return 'all';
}

function nextAddress(view: QueueView, status: string | undefined, last: { queueAt: number; id: string } | undefined): string {
  const next = new URLSearchParams({ view, ...(status === undefined ? {} : { status }), at: String(last?.queueAt ?? 0), id: last?.id ?? '' });
  return `/queue?${next.toString()}`;
}
