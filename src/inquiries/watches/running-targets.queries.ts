import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql, type Sql } from '../../platform/sql.js';

/** The response cycle of an open inquiry whose target is watched. */
export interface WatchedCycle {
  readonly inquiryId: string;
  readonly cycle: number;
}

/** How many cycles one look takes up; the rest waits for the next, a minute later. */
const atOnce = 500;

/** Targets of open inquiries that somebody is to be told of (D4). The desk's own look, so without walls. */
@Injectable()
export class RunningTargets {
  constructor(private readonly db: Db) {}

  /** Those still counted as running although their time is over. */
  async passed(now: Instant): Promise<WatchedCycle[]> {
    return this.#cycles(sql`c.result = 'running' AND c.due_at < ${now}`);
  }

  /** Those near their end of which nobody was warned. */
  async near(now: Instant): Promise<WatchedCycle[]> {
    return this.#cycles(sql`c.result = 'running' AND c.warned_at IS NULL AND c.warn_at <= ${now} AND c.due_at >= ${now}`);
  }

  /** Those that were missed, are still unanswered, and of which nobody was told. */
  async missed(): Promise<WatchedCycle[]> {
    return this.#cycles(sql`c.result = 'missed' AND c.missed_at IS NULL AND c.first_response_at IS NULL`);
  }

  async #cycles(which: Sql): Promise<WatchedCycle[]> {
    return this.db.rows(
      sql`SELECT c.inquiry_id AS "inquiryId", c.cycle FROM response_cycle c JOIN inquiry i ON i.id = c.inquiry_id AND i.cycle = c.cycle
          WHERE ${which} AND i.is_open = ${true} ORDER BY c.due_at LIMIT ${atOnce}`,
    );
  }
}
