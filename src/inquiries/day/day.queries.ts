import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { sql, type Sql } from '../../platform/sql.js';
import { callerHeld } from '../queue.queries.js';
import type { Channel, Entitlement, ResponseClock, Status, Verification } from '../rulebook/status.js';
import { visibleTo } from '../visibility.rules.js';

/** An inquiry on a list of the day. */
export interface DayRow {
  readonly id: string;
  readonly number: string;
  readonly status: Status;
  readonly reportApprovedBy: string | null;
  readonly channel: Channel;
  readonly verification: Verification;
  readonly entitlement: Entitlement;
  readonly language: 'ja' | 'other';
  readonly clock: ResponseClock;
  readonly receivedAt: Instant;
  readonly acceptedAt: Instant;
  readonly dueAt: Instant;
  readonly firstResponseAt: Instant | null;
  readonly headline: string;
  readonly callerName: string;
  readonly callbackPhone: string | null;
  readonly customerName: string | null;
  readonly ownerName: string | null;
  readonly fastTrack: boolean;
  readonly grave: boolean;
  readonly complaintAt: Instant | null;
  readonly openAdditionRequest: boolean;
  readonly callerHeld: boolean;
}

/** SQLite has no booleans. */
type Flag = 'fastTrack' | 'grave' | 'openAdditionRequest' | 'callerHeld';
type StoredDayRow = Omit<DayRow, Flag> & { readonly [flag in Flag]: boolean | number };

const most = 200;

/** The lists with which a day begins and ends, within the walls of who asks. */
@Injectable()
export class DayQueries {
  constructor(private readonly db: Db) {}

  /** What nobody has taken up yet, most of it from the night: the most dangerous first (H10). */
  async notTakenUp(scope: Scope): Promise<DayRow[]> {
    return this.#rows(sql`i.status = 'received' AND ${visibleTo(scope)}`, sql`i.fast_track DESC, i.grave DESC, i.due_at, i.id`);
  }

  /** Unanswered inquiries whose target falls by an instant; emergencies always (D1). */
  async unansweredBy(scope: Scope, until: Instant): Promise<DayRow[]> {
    // `queue_at` is the target of what is unanswered, and earlier for emergencies: an index holds it.
    return this.#rows(sql`i.is_open = ${true} AND i.queue_at <= ${until} AND i.first_response_at IS NULL AND ${visibleTo(scope)}`, sql`i.queue_at, i.id`);
  }

  /** Customers who wait for a supervisor. */
  async complaints(scope: Scope): Promise<DayRow[]> {
    return this.#rows(sql`i.is_open = ${true} AND i.complaint_at IS NOT NULL AND ${visibleTo(scope)}`, sql`i.complaint_at, i.id`);
  }

  async #rows(where: Sql, order: Sql): Promise<DayRow[]> {
    const rows = await this.db.rows<StoredDayRow>(
      sql`SELECT i.id, i.number, i.status, i.report_approved_by AS "reportApprovedBy", i.channel, i.verification, i.entitlement, i.language, i.clock, i.received_at AS "receivedAt", i.accepted_at AS "acceptedAt", i.due_at AS "dueAt",
            i.first_response_at AS "firstResponseAt", i.headline, i.caller_name AS "callerName", i.callback_phone AS "callbackPhone",
            c.name AS "customerName", s.display_name AS "ownerName", i.fast_track AS "fastTrack", i.grave,
            i.complaint_at AS "complaintAt", i.open_addition_request AS "openAdditionRequest", ${callerHeld} AS "callerHeld"
          FROM inquiry i LEFT JOIN customer c ON c.id = i.customer_id LEFT JOIN staff s ON s.id = i.owner_id
          WHERE ${where} ORDER BY ${order} LIMIT ${most}`,
    );
    return rows.map((row) => ({ ...row, fastTrack: Boolean(row.fastTrack), grave: Boolean(row.grave), openAdditionRequest: Boolean(row.openAdditionRequest), callerHeld: Boolean(row.callerHeld) }));
  }
}
