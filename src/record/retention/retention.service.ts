import { Injectable } from '@nestjs/common';
import { civilDate } from '../../calendar/japanese-time.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { retentionClass, retentionClasses, retentionDayMs, type RetentionName, type Running } from './retention-classes.js';

/** How long a class is kept now. */
export interface Kept {
  readonly name: RetentionName;
  readonly days: number;
  readonly isDefault: boolean;
}

/** Something that stays beyond its time, and the hold that keeps it. */
export interface HeldBeyond extends Running {
  readonly ground: string;
  readonly until: string | null;
}

export interface Due {
  readonly going: readonly Running[];
  readonly held: readonly HeldBeyond[];
}

interface StandingHold {
  readonly customerId: string;
  readonly inquiryId: string | null;
  readonly ground: string;
  readonly until: string | null;
}

/** More than these are told as so many or more. */
const mostCounted = 1_000;

type Days = Readonly<Record<RetentionName, number>>;

function isShorter({ name, days }: Kept, wanted: Days): boolean {
  return wanted[name] < days;
}

/** Sent back by the person who has read what these very days do. */
export function confirmationOf(kept: readonly Kept[], wanted: Days): string {
  return kept.filter((each) => isShorter(each, wanted)).map(({ name }) => `${name}=${wanted[name]}`).join(',');
}

/** How long each class of data is kept, what is due, and what a hold keeps beyond. */
@Injectable()
export class Retention {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  async kept(): Promise<Kept[]> {
    const rows = await this.db.rows<{ name: string; days: number }>(sql`SELECT name, days FROM retention_rule`);
    const changed = new Map(rows.map(({ name, days }) => [name, days]));
    return retentionClasses.map(({ name, days }) => ({ name, days: changed.get(name) ?? days, isDefault: !changed.has(name) }));
  }

  /** @throws DomainError validation_failed */
  async change(tx: Tx, scope: Scope, name: RetentionName, days: number): Promise<void> {
    const { fewest } = retentionClass(name);
    if (days < fewest) {
      const message = `${fewest}日以上にしてください。`;
      throw new DomainError('validation_failed', message, { faults: [{ field: name, message }] });
    }
    const now = this.clock.now();
    await this.db.execute(
      tx,
      sql`INSERT INTO retention_rule (name, days, changed_at, changed_by) VALUES (${name}, ${days}, ${now}, ${scope.staffId})
          ON CONFLICT (name) DO UPDATE SET days = ${days}, changed_at = ${now}, changed_by = ${scope.staffId}`,
    );
    const events = [{ type: 'retention_changed', occurredAt: now, data: { name, days } }];
    await this.events.append(tx, { type: 'desk', id: 'retention' }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events });
  }

  /**
   * What a shorter time makes due at once, in a sentence for each class; a person reads it before he says yes.
   *
   * @throws DomainError validation_failed at `confirmed`, where he has not
   */
  async requireConfirmed(wanted: Days, confirmed: string): Promise<void> {
    // Days below the fewest are refused by the change itself, before anybody is asked about them.
    if (retentionClasses.some(({ name, fewest }) => wanted[name] < fewest)) return;
    const kept = await this.kept();
    const shorter = kept.filter((each) => isShorter(each, wanted));
    if (shorter.length === 0 || confirmed === confirmationOf(kept, wanted)) return;
    const faults = [];
    for (const { name, days } of shorter) {
      const { going } = await this.due(name, this.clock.now(), mostCounted, wanted[name]);
      const count = going.length < mostCounted ? `${going.length}件` : `${mostCounted}件以上`;
      faults.push({ field: 'confirmed', message: `「${retentionClass(name).label}」を${days}日から${wanted[name]}日に短くすると、${count}の期限が来て、毎日の処理で廃棄します。廃棄したものは元に戻せません。` });
    }
    throw new DomainError('validation_failed', '期限の来る件数を確かめてください。', { faults });
  }

  /** What is due of a class at an instant, at most so many at a time; after other days than now where it is asked what they would do. */
  async due(name: RetentionName, at: Instant, limit: number, otherDays?: number): Promise<Due> {
    const days = otherDays ?? (await this.kept()).find((each) => each.name === name)?.days ?? retentionClass(name).days;
    const begun = await this.db.rows<Running>(sql`SELECT * FROM (${retentionClass(name).begunBefore(at - days * retentionDayMs)}) begun LIMIT ${limit}`);
    const holds = await this.#holds(at);
    const held = begun.flatMap((each): HeldBeyond[] => {
      const hold = holds.find(({ customerId, inquiryId }) => customerId === each.customerId && (inquiryId === null || inquiryId === each.inquiryId));
      return hold === undefined ? [] : [{ ...each, ground: hold.ground, until: hold.until }];
    });
    const kept = new Set(held.map(({ id }) => id));
    return { going: begun.filter(({ id }) => !kept.has(id)), held };
  }

  async #holds(at: Instant): Promise<StandingHold[]> {
    return this.db.rows(
      sql`SELECT customer_id AS "customerId", inquiry_id AS "inquiryId", ground, until FROM data_hold WHERE lifted_at IS NULL AND (until IS NULL OR until >= ${civilDate(at)}) ORDER BY id`,
    );
  }
}
