import { Injectable } from '@nestjs/common';
import { civilDate } from '../../calendar/japanese-time.js';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
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

/** How long each class of data is kept, what is due, and what a hold keeps beyond. */
@Injectable()
export class Retention {
  constructor(private readonly db: Db) {}

  async kept(): Promise<Kept[]> {
    const rows = await this.db.rows<{ name: string; days: number }>(sql`SELECT name, days FROM retention_rule`);
    const changed = new Map(rows.map(({ name, days }) => [name, days]));
    return retentionClasses.map(({ name, days }) => ({ name, days: changed.get(name) ?? days, isDefault: !changed.has(name) }));
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
