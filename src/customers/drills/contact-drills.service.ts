import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { insert } from '../../platform/write.js';
import { CustomerQueries } from '../customer.queries.js';
import { ContactDrillRow } from './contact-drill.entity.js';
import type { DrillOutcome } from './contact-drill.rules.js';

/** A drill as somebody types it in. */
export interface NewDrill extends DrillOutcome {
  /** When the call was made; now where it is missing. */
  readonly drilledAt?: Instant | undefined;
}

/** Records contact drills (連絡訓練, H8). */
@Injectable()
export class ContactDrills {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly customers: CustomerQueries,
  ) {}

  /** Returns its id. @throws DomainError not_found behind the wall, validation_failed for a time that cannot be, illegal_transition without a registered contact */
  async record(scope: Scope, customerId: string, { drilledAt, ...outcome }: NewDrill): Promise<string> {
    return this.db.tx(async (tx) => {
      const now = this.clock.now();
      const customer = await this.customers.byId(scope, customerId);
      if (customer === undefined) throw notFound('利用者');
      if (customer.contact === undefined) throw new DomainError('illegal_transition', '本サービス担当者が登録されていないため、連絡訓練を記録できません。');
      const at = drilledAt ?? now;
      refuseTime(at, customer.contact.validFrom, now);
      const row: ContactDrillRow = { id: newId(), customerId, contactId: customer.contact.id, ...outcome, drilledAt: at, recordedAt: now, recordedBy: scope.staffId };
      await insert(tx, ContactDrillRow, row);
      const event = { type: 'contact_drilled', occurredAt: at, data: { drillId: row.id, ...outcome } };
      await this.events.append(tx, { type: 'customer', id: customerId }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events: [event] });
      return row.id;
    });
  }
}

function refuseTime(at: Instant, contactSince: Instant, now: Instant): void {
  const message = at > now ? 'これから先の日時は記録できません。' : at < contactSince ? 'いまの本サービス担当者が登録される前の日時です。' : undefined;
  if (message !== undefined) throw new DomainError('validation_failed', message, { faults: [{ field: 'drilledAt', message }] });
}
