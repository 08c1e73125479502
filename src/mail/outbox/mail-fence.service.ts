import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { Events, type Actor } from '../../platform/events.js';
import { sql } from '../../platform/sql.js';

/** Whether mail may leave: a copy restored from a backup holds it back until a person has looked (R36). */
@Injectable()
export class MailFence {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** Since when nothing leaves; undefined where nothing is held back. */
  async raisedAt(): Promise<Instant | undefined> {
    const row = await this.db.row<{ at: Instant | null }>(sql`SELECT MIN(raised_at) AS at FROM mail_fence WHERE lifted_at IS NULL`);
    return row?.at ?? undefined;
  }

  /** How many mails leave once it is lifted. */
  async waiting(): Promise<number> {
    const row = await this.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM outbox WHERE state IN ('waiting', 'sending')`);
    return row?.n ?? 0;
  }

  /** Lets mail leave again, on the record. Returns false where no fence stood. */
  async lift(tx: Tx, actor: Actor): Promise<boolean> {
    if ((await this.raisedAt()) === undefined) return false;
    const now = this.clock.now();
    const liftedBy = actor.kind === 'staff' ? actor.id : null;
    await this.db.execute(tx, sql`UPDATE mail_fence SET lifted_at = ${now}, lifted_by = ${liftedBy} WHERE lifted_at IS NULL`);
    const events = [{ type: 'fence_lifted', occurredAt: now, data: { waiting: await this.waiting() } }];
    await this.events.append(tx, { type: 'mail', id: 'fence' }, { actor, recordedAt: now, events });
    return true;
  }
}
