import { Injectable } from '@nestjs/common';
import { civilDate } from '../../calendar/japanese-time.js';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql, type Sql } from '../../platform/sql.js';
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

/** How long each class of data is kept, what is due, and what a hold keeps beyond. */
@Injectable()
export class Retention {
  constructor(private readonly db: Db) {}

  async kept(): Promise<Kept[]> {
    const rows = await this.db.rows<{ name: string; days: number }>(sql`SELECT name, days FROM retention_rule`);
    const changed = new Map(rows.map(({ name, days }) => [name, days]));
    return retentionClasses.map(({ name, days }) => ({ name, days: changed.get(name) ?? days, isDefault: !changed.has(name) }));
  }

  /** What is due of a class at an instant, and what a hold keeps, at most so many of each at a time; after other days than now where it is asked what they would do. */
  async due(name: RetentionName, at: Instant, limit: number, otherDays?: number): Promise<Due> {
    const days = otherDays ?? (await this.kept()).find((each) => each.name === name)?.days ?? retentionClass(name).days;
    const begun = retentionClass(name).begunBefore(at - days * retentionDayMs);
    return {
      going: await this.db.rows(sql`SELECT b.* FROM (${begun}) b WHERE NOT EXISTS (SELECT 1 FROM data_hold h WHERE ${keeps(at)}) ORDER BY b.id LIMIT ${limit}`),
      held: await this.db.rows(
        sql`SELECT b.*, k.ground, k.until FROM (${begun}) b JOIN data_hold k ON k.id = (SELECT MIN(h.id) FROM data_hold h WHERE ${keeps(at)}) ORDER BY b.id LIMIT ${limit}`,
      ),
    };
  }
}

/** That a hold `h` stands and names what is called `b`: what is held stays, and never stands before what goes. */
function keeps(at: Instant): Sql {
  return sql`h.lifted_at IS NULL AND (h.until IS NULL OR h.until >= ${civilDate(at)}) AND h.customer_id = b."customerId" AND (h.inquiry_id IS NULL OR h.inquiry_id = b."inquiryId")`;
}
