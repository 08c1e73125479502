import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Calendars } from '../calendar/calendars.service.js';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { Clock } from '../platform/clock.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { etag, ExpectedVersion } from '../web/versions.js';
import { ActRunner } from './acts/act-runner.service.js';
import { ActRegistry } from './acts/act-registry.service.js';
import { Copies } from './copies.service.js';
import { InquiryDetails } from './inquiry-details.queries.js';
import type { InquiryRow } from './inquiry.entity.js';
import { inquirySchema, inquirySummarySchema, resourceOf, summaryOf, type InquiryResource } from './inquiry.resource.js';
import { newCallSchema, type NewCall } from './opening.schemas.js';
import { queueViews } from './queue/queue-filter.rules.js';
import { QueueQueries } from './queue.queries.js';
import { statuses } from './rulebook/status.js';
import { TakeCall } from './take-call.service.js';
import { timelineOf } from './timeline.view.js';

const id = z.uuid();
const actName = z.string().regex(/^[a-z-]{1,40}$/);
const listQuery = z.strictObject({
  view: z.enum(queueViews).default('all'),
  status: z.enum(statuses).optional(),
  supportDeskId: z.uuid().optional(),
  afterAt: z.coerce.number().int().optional(),
  afterId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const copiesSchema = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), address: z.string(), confirmedAt: z.string(), confirmedByName: z.string().nullable() })),
});
type ListQuery = z.infer<typeof listQuery>;

/** Inquiries over JSON: the same acts, rules and walls as on the pages. */
@Controller('api/v1/inquiries')
export class InquiriesApi {
  constructor(
    private readonly queue: QueueQueries,
    private readonly details: InquiryDetails,
    private readonly takeCall: TakeCall,
    private readonly acts: ActRunner,
    private readonly registry: ActRegistry,
    private readonly calendars: Calendars,
    private readonly copies: Copies,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Permit('inquiry.read')
  @Api({ summary: '問合せの一覧。期限の近い順。', response: z.object({ items: z.array(inquirySummarySchema), next: z.object({ afterAt: z.number(), afterId: z.string() }).nullable() }) })
  async list(@CurrentScope() scope: Scope, @Query({ schema: listQuery }) query: ListQuery): Promise<object> {
    const { view, status, supportDeskId, afterAt, afterId, limit } = query;
    const after = afterAt === undefined || afterId === undefined ? undefined : { at: afterAt, id: afterId };
    const rows = await this.queue.list(scope, { view, status, supportDeskId, after, limit });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    const items = rows.map((row) => ({ ...summaryOf(row), customerName: row.customerName }));
    return { items, next: last === undefined ? null : { afterAt: last.queueAt, afterId: last.id } };
  }

  @Post()
  @Permit('inquiry.take_call')
  @Idempotent()
  @Api({ summary: '電話を受け付ける。受付時間外は way で時間外入電か特例受付を選ぶ。', response: inquirySchema, status: 201 })
  async open(@CurrentScope() scope: Scope, @Body({ schema: newCallSchema }) call: NewCall, @Res({ passthrough: true }) reply: FastifyReply): Promise<InquiryResource> {
    const row = await this.takeCall.take(scope, call);
    void reply.status(201).header('location', `/api/v1/inquiries/${row.id}`);
    return this.#answer(scope, row, reply);
  }

  @Get(':id')
  @Permit('inquiry.read')
  @Api({ summary: '問合せ一件', response: inquirySchema })
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<InquiryResource> {
    return this.#answer(scope, await this.details.row(scope, inquiryId), reply);
  }

  @Get(':id/timeline')
  @Permit('inquiry.read')
  @Api({ summary: '問合せの記録' })
  async timeline(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string): Promise<object> {
    const row = await this.details.row(scope, inquiryId);
    const events = await this.details.events(row.id);
    const entries = timelineOf(events, await this.details.texts(scope, row.id), await this.details.calls(row.id), await this.copies.all(row.id));
    return { items: entries.map((entry) => ({ ...entry, at: toIsoTokyo(entry.at), recordedAt: entry.recordedAt === null ? null : toIsoTokyo(entry.recordedAt) })) };
  }

  @Get(':id/copies')
  @Permit('inquiry.read')
  @Api({ summary: '電話で確認した同報先（A6）', response: copiesSchema })
  async copiesOf(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string): Promise<z.infer<typeof copiesSchema>> {
    const row = await this.details.row(scope, inquiryId);
    const copies = await this.copies.active(row, this.clock.now());
    return { items: copies.map((copy) => ({ ...copy, confirmedAt: toIsoTokyo(copy.confirmedAt) })) };
  }

  @Post(':id/:act')
  @Permit('inquiry.read')
  @Idempotent()
  @Api({ summary: '問合せに対する操作。名前と本文は操作ごとの項を参照。', response: inquirySchema, status: 200 })
  async act(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: id }) inquiryId: string,
    @Param('act', { schema: actName }) name: string,
    @ExpectedVersion() version: number,
    @Body({ schema: z.unknown() }) body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InquiryResource> {
    const row = await this.acts.run(scope, name, { id: inquiryId, version, body: body ?? {} });
    void reply.status(200);
    return this.#answer(scope, row, reply);
  }

  async #answer(scope: Scope, row: InquiryRow, reply: FastifyReply): Promise<InquiryResource> {
    void reply.header('etag', etag(row.version));
    const possible = this.registry.possible(scope, row.status).map((act) => act.name);
    return resourceOf(row, this.calendars.atHand(row.calendarVersion) ?? (await this.calendars.current()), possible);
  }
}
