import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { sql, sqlList, type Sql } from '../platform/sql.js';
import type { Channel, Status, Verification } from './rulebook/status.js';
import { allOf, visibleTo } from './visibility.rules.js';

/** One inquiry as the morning sheet needs it. */
export interface MorningRow {
  readonly number: string;
  readonly status: Status;
  readonly channel: Channel;
  readonly receivedAt: Instant;
  readonly dueAt: Instant;
  readonly headline: string;
  readonly callerName: string;
  readonly customerName: string | null;
  readonly callbackPhone: string | null;
  readonly mutualCode: string;
  readonly verification: Verification;
  readonly fastTrack: boolean;
  readonly grave: boolean;
}

/** More than these no paper holds; the list on the page has them all. */
const mostRows = 60;

/** What a first line finds in the morning (H10). */
@Injectable()
export class MorningSheetQueries {
  constructor(private readonly db: Db) {}

  /** What came in and nobody has taken up, the most dangerous first. */
  async arrived(scope: Scope): Promise<readonly MorningRow[]> {
    return this.#rows(scope, sql`i.status = ${'received'}`, sql`i.fast_track DESC, i.grave DESC, i.received_at, i.id`);
  }

  /** Whom the first line still owes an answer or a call, what is due first. */
  async callBacks(scope: Scope): Promise<readonly MorningRow[]> {
    const statuses = ['hearing', 'first_line_work'] satisfies Status[];
    return this.#rows(scope, sql`i.status IN ${sqlList(statuses)}`, sql`i.fast_track DESC, i.due_at, i.id`);
  }

  async #rows(scope: Scope, condition: Sql, order: Sql): Promise<readonly MorningRow[]> {
    const rows = await this.db.rows<Omit<MorningRow, 'fastTrack' | 'grave'> & { fastTrack: boolean | number; grave: boolean | number }>(
      sql`SELECT i.number, i.status, i.channel, i.received_at AS "receivedAt", i.due_at AS "dueAt", i.headline, i.caller_name AS "callerName",
            c.name AS "customerName", i.callback_phone AS "callbackPhone", i.mutual_code AS "mutualCode", i.verification,
            i.fast_track AS "fastTrack", i.grave
          FROM inquiry i LEFT JOIN customer c ON c.id = i.customer_id
          WHERE ${allOf([visibleTo(scope), condition])} ORDER BY ${order} LIMIT ${mostRows}`,
    );
    return rows.map((row) => ({ ...row, fastTrack: Boolean(row.fastTrack), grave: Boolean(row.grave) }));
  }
}
