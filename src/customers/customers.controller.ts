import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { civilDate, formatDateTime } from '../calendar/japanese-time.js';
import { Clock } from '../platform/clock.js';
import { notFoundWithin } from '../platform/errors.js';
import { seesAllDesks, type Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Navigation } from '../web/navigation.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { ContactRequestQueries } from './contact-request.queries.js';
import { CustomerQueries } from './customer.queries.js';
import { listQuery, rowId } from './customers.schemas.js';
import { customerView, hitView } from './customers.view.js';
import { ContactDrillQueries } from './drills/contact-drill.queries.js';
import { drillLineView } from './drills/contact-drill.view.js';

/** Pages that show customers, within the walls (B5). */
@Controller('customers')
export class CustomersController {
  constructor(
    private readonly queries: CustomerQueries,
    private readonly requests: ContactRequestQueries,
    private readonly drills: ContactDrillQueries,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  @Permit('customer.read')
  @Navigation({ label: '利用者', order: 30 })
  async list(@CurrentScope() scope: Scope, @Query({ schema: listQuery }) { q, after, limit }: z.infer<typeof listQuery>): Promise<string> {
    const text = q.trim();
    const hits = text === '' ? await this.queries.list(scope, after, limit) : await this.queries.search(scope, text, limit);
    const next = text === '' && hits.length === limit ? hits.at(-1)?.id : undefined;
    return this.views.page('customers/list', { title: '利用者', width: 'wide', q: text, seesAll: seesAllDesks(scope), isProvider: scope.providerId !== null, hits: hits.map((hit) => hitView(hit)), next });
  }

  @Get(':id')
  @Permit('customer.read')
  async detail(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string): Promise<string> {
    const customer = await this.queries.byId(scope, id);
    if (customer === undefined) throw notFoundWithin(scope, '利用者');
    const waiting = await this.requests.waitingFor(id);
    const drill = await this.drills.ofCustomer(id);
    return this.views.page('customers/detail', {
      title: customer.name,
      drill: drill === undefined ? undefined : drillLineView(drill),
      customer: customerView(customer, civilDate(this.clock.now())),
      waiting: waiting === undefined ? undefined : formatDateTime(waiting.requestedAt),
    });
  }
}
