import { Injectable } from '@nestjs/common';
import { CustomerQueries } from '../../customers/customer.queries.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { Calls } from '../calls.service.js';
import { Deadlines } from '../deadlines.service.js';
import { Inquiries, type Prepared } from '../inquiries.service.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { Outbox } from '../outbox/outbox.service.js';
import type { Command } from '../rulebook/commands.js';
import { InquirySheets } from '../inquiry-sheets.service.js';
import { InquiryTexts, type NewText } from '../texts.service.js';
import { ActNeighbours } from './act-neighbours.service.js';
import type { ActRequest } from './act.js';

/** What acts work with. */
@Injectable()
export class ActTools {
  constructor(
    readonly db: Db,
    readonly clock: Clock,
    readonly inquiries: Inquiries,
    readonly texts: InquiryTexts,
    readonly calls: Calls,
    readonly outbox: Outbox,
    readonly sheets: InquirySheets,
    readonly customers: CustomerQueries,
    readonly deadlines: Deadlines,
    readonly neighbours: ActNeighbours,
  ) {}

  /** Does an act of the rulebook whose command needs preparation in the same transaction. */
  async perform(
    request: ActRequest<unknown>,
    prepare: (tx: Tx, row: InquiryRow, now: Instant) => Promise<Prepared>,
  ): Promise<InquiryRow> {
    return this.inquiries.perform({ kind: 'staff', scope: request.scope }, { id: request.id, version: request.version, despite: request.despite ?? [] }, prepare);
  }

  /** Does an act whose command is known at once. */
  async command(request: ActRequest<unknown>, make: (now: Instant, row: InquiryRow) => Command): Promise<InquiryRow> {
    return this.perform(request, async (_tx, row, now) => ({ command: make(now, row) }));
  }

  /** Does an act whose command refers to a reason; partners may read it. */
  async commandWithReason(request: ActRequest<unknown>, reason: string, make: (reasonTextId: string, now: Instant) => Command): Promise<InquiryRow> {
    const text = { kind: 'reason', disclosure: 'partner', body: reason } as const;
    return this.perform(request, async (tx, _row, now) => ({ command: make(await this.text(tx, request, text, now), now) }));
  }

  /** Stores the reason that a person may have to give; null where he gave none. */
  async reason(tx: Tx, request: ActRequest<unknown>, reason: string, at: Instant): Promise<string | null> {
    return reason === '' ? null : this.text(tx, request, { kind: 'reason', disclosure: 'partner', body: reason }, at);
  }

  /** Stores a text of this act by the person who does it. */
  async text(tx: Tx, request: ActRequest<unknown>, text: Pick<NewText, 'kind' | 'disclosure' | 'body'>, at: Instant): Promise<string> {
    return this.texts.add(tx, { ...text, inquiryId: request.id, at, by: request.scope.staffId });
  }
}
