import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, type FieldFault } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { insert } from '../../platform/write.js';
import { changesOf, confirmationOf, faultsOfChanges, shorteningSentence, shorterOf, type DaysChange, type WantedDays } from './retention-changes.rules.js';
import { RetentionChangeRow } from './retention.entity.js';
import { Retention } from './retention.service.js';

/** More than these are told as so many or more. */
const mostCounted = 1_000;
const shownMost = 50;

/** Why the days are changed, and which shorter ones somebody has seen the effect of (`confirmationOf`). */
export interface ChangeGrounds {
  readonly reason: string;
  readonly confirmed: string;
}

/** A change of the days that was made. */
export interface PastChange extends DaysChange {
  readonly reason: string;
  readonly changedAt: Instant;
  readonly changedByName: string;
}

/** How the owner changes how long what is kept: for a reason, and never shorter unseen. */
@Injectable()
export class RetentionChanges {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly retention: Retention,
  ) {}

  /**
   * Changes the days that differ, each on the record. Everything that is wrong is told at once.
   *
   * @throws DomainError validation_failed: too few days, no reason, or at `confirmed` a sentence for each
   *   shorter time that nobody has said yes to
   */
  async change(scope: Scope, wanted: WantedDays, grounds: ChangeGrounds): Promise<void> {
    await this.db.tx(async (tx) => {
      const changes = changesOf(await this.retention.kept(), wanted);
      if (changes.length === 0) return;
      const faults = [...faultsOfChanges(changes, grounds.reason), ...(await this.#unconfirmed(changes, grounds.confirmed))];
      if (faults.length > 0) throw new DomainError('validation_failed', '保存期間の変更を確かめてください。', { faults });
      for (const change of changes) await this.#make(tx, scope, change, grounds.reason);
    });
  }

  /** The newest changes first. */
  async past(): Promise<readonly PastChange[]> {
    return this.db.rows(
      sql`SELECT c.name, c.days_before AS "daysBefore", c.days, c.reason, c.changed_at AS "changedAt", COALESCE(s.display_name, '') AS "changedByName"
          FROM retention_change c LEFT JOIN staff s ON s.id = c.changed_by ORDER BY c.changed_at DESC, c.id DESC LIMIT ${shownMost}`,
    );
  }

  async #unconfirmed(changes: readonly DaysChange[], confirmed: string): Promise<readonly FieldFault[]> {
    if (confirmed === confirmationOf(changes)) return [];
    const faults: FieldFault[] = [];
    for (const change of shorterOf(changes)) {
      const { going } = await this.retention.due(change.name, this.clock.now(), mostCounted, change.days);
      faults.push({ field: 'confirmed', message: shorteningSentence(change, going.length, mostCounted) });
    }
    return faults;
  }

  async #make(tx: Tx, scope: Scope, { name, daysBefore, days }: DaysChange, reason: string): Promise<void> {
    const now = this.clock.now();
    const row: RetentionChangeRow = { id: newId(), name, daysBefore, days, reason, changedAt: now, changedBy: scope.staffId };
    await insert(tx, RetentionChangeRow, row);
    await this.db.execute(
      tx,
      sql`INSERT INTO retention_rule (name, days, changed_at, changed_by) VALUES (${name}, ${days}, ${now}, ${scope.staffId})
          ON CONFLICT (name) DO UPDATE SET days = excluded.days, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
    );
    const events = [{ type: 'retention_changed', occurredAt: now, data: { name, daysBefore, days, changeId: row.id } }];
    await this.events.append(tx, { type: 'desk', id: 'retention' }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events });
  }
}
