import { Injectable } from '@nestjs/common';
import { DeliveryResults } from '../../inquiries/outbox/delivery-results.js';
import { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import { Clock } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { Events } from '../../platform/events.js';
import { update } from '../../platform/write.js';
import { unknownAmong } from './unknown-fates.queries.js';

/** Settles a mail of unknown fate where what came in shows that it had arrived (R10). */
@Injectable()
export class ProofsOfDelivery {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly results: DeliveryResults,
  ) {}

  /** The registered contact answers a mail of this inquiry, so he has it. */
  async answered(tx: Tx, inquiryId: string, messageIds: readonly string[]): Promise<void> {
    for (const id of await unknownAmong(this.db, inquiryId, messageIds)) await this.arrived(tx, id);
  }

  /** A server reports that it delivered the mail, or passed it on. */
  async arrived(tx: Tx, outboxId: string): Promise<void> {
    const now = this.clock.now();
    const sent = { state: 'sent', sentAt: now, leasedBy: null, lastError: null } as const;
    if ((await update(tx, OutboxRow, { id: outboxId, state: 'unknown' }, sent)) === 0) return;
    const events = [{ type: 'mail_shown_delivered', occurredAt: now, data: {} }];
    await this.events.append(tx, { type: 'mail', id: outboxId }, { actor: { kind: 'system' }, recordedAt: now, events });
    await this.results.sent(tx, outboxId, now);
  }
}
