import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import type { AppointmentKind, Status } from '../rulebook/status.js';
import { visibleTo } from '../visibility.rules.js';

/** What is promised, with whom to call and about which inquiry. */
export interface PromisedCall {
  readonly id: string;
  readonly kind: AppointmentKind;
  readonly startsAt: Instant;
  readonly minutes: number;
  readonly inquiryId: string;
  readonly number: string;
  readonly status: Status;
  readonly headline: string;
  readonly callerName: string;
  readonly customerName: string | null;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly isUrgent: boolean | number;
}

/** Promises to customers within the walls of who asks, in the order of their times. */
@Injectable()
export class AppointmentQueries {
  constructor(private readonly db: Db) {}

  /** What is still promised of open inquiries, until an instant where one is given. */
  async list(scope: Scope, { until, limit }: { readonly until?: Instant; readonly limit: number }): Promise<PromisedCall[]> {
    return this.db.rows(
      sql`SELECT a.id, a.kind, a.starts_at AS "startsAt", a.minutes, i.id AS "inquiryId", i.number, i.status, i.headline, i.caller_name AS "callerName",
            c.name AS "customerName", i.owner_id AS "ownerId", s.display_name AS "ownerName", i.fast_track AS "isUrgent"
          FROM appointment a JOIN inquiry i ON i.id = a.inquiry_id
          LEFT JOIN customer c ON c.id = i.customer_id LEFT JOIN staff s ON s.id = i.owner_id
          WHERE a.state = 'open' AND i.is_open = ${true} AND a.starts_at <= ${until ?? Number.MAX_SAFE_INTEGER} AND ${visibleTo(scope)}
          ORDER BY a.starts_at, a.id LIMIT ${limit}`,
    );
  }

  /** What comes up by an instant and is not told of yet; the desk's own look, so without walls. */
  async comingUp(until: Instant, since: Instant): Promise<{ readonly id: string; readonly inquiryId: string; readonly sequence: number }[]> {
    return this.db.rows(
      sql`SELECT a.id, a.inquiry_id AS "inquiryId", a.sequence FROM appointment a JOIN inquiry i ON i.id = a.inquiry_id
          WHERE a.state = 'open' AND i.is_open = ${true} AND a.starts_at <= ${until} AND a.starts_at > ${since} ORDER BY a.starts_at LIMIT 500`,
    );
  }
}
