import { Injectable } from '@nestjs/common';
import { visibleTo } from '../inquiries/visibility.rules.js';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';

/** A response target that was missed (D1: shown, never hidden). */
export interface MissedTarget {
  readonly id: string;
  readonly number: string;
  readonly cycle: number;
  readonly customerName: string | null;
  readonly deskName: string | null;
  readonly acceptedAt: Instant;
  readonly dueAt: Instant;
  readonly firstResponseAt: Instant | null;
  readonly attempted: boolean;
  /** Where it stood when it fell due. */
  readonly statusWhenDue: string | null;
  /** It counts as met, by an answer that was written down only after the target. */
  readonly recordedLater: boolean;
}

/** More than these in one month are a case for the file, not for a page. */
const mostMissed = 500;

/** The answer that counts is marked as written down after the target; such a one is shown beside the missed ones. */
const recordedLater = sql`(r.result = ${'met'} AND EXISTS (SELECT 1 FROM event e WHERE e.stream_type = ${'inquiry'} AND e.stream_id = r.inquiry_id
  AND e.occurred_at = r.first_response_at AND e.data LIKE ${'%"recordedAfterDue":true%'}))`;

/** The missed targets of a span of due times, within the walls of who looks. */
@Injectable()
export class MissedTargets {
  constructor(private readonly db: Db) {}

  async of(scope: Scope, { from, to }: { readonly from: Instant; readonly to: Instant }): Promise<readonly MissedTarget[]> {
    const rows = await this.db.rows<Omit<MissedTarget, 'attempted' | 'statusWhenDue' | 'recordedLater'> & { attempted: number; result: string; dataWhenDue: string | null }>(
      sql`SELECT i.id, i.number, r.cycle, c.name AS "customerName", d.name AS "deskName", r.accepted_at AS "acceptedAt", r.due_at AS "dueAt", r.first_response_at AS "firstResponseAt", r.result,
            (SELECT COUNT(*) FROM call_log l WHERE l.inquiry_id = i.id AND l.direction = ${'out'} AND l.outcome <> ${'talked'} AND l.called_at >= r.accepted_at AND l.called_at <= r.due_at) AS attempted,
            (SELECT e.data FROM event e WHERE e.stream_type = ${'inquiry'} AND e.stream_id = i.id AND e.occurred_at <= r.due_at AND e.data LIKE ${'%"to":%'} ORDER BY e.seq DESC LIMIT 1) AS "dataWhenDue"
          FROM response_cycle r JOIN inquiry i ON i.id = r.inquiry_id
          LEFT JOIN customer c ON c.id = i.customer_id LEFT JOIN support_desk d ON d.id = i.support_desk_id
          WHERE (r.result = ${'missed'} OR ${recordedLater}) AND r.due_at >= ${from} AND r.due_at < ${to} AND i.support_kind = ${'incident_support'} AND ${visibleTo(scope)}
          ORDER BY r.due_at, i.id LIMIT ${mostMissed}`,
    );
    return rows.map(({ attempted, dataWhenDue, result, ...row }) => ({ ...row, attempted: attempted > 0, statusWhenDue: statusIn(dataWhenDue), recordedLater: result !== 'missed' }));
  }
}

/** Key of the words for why a target is on the list. */
export function missedBecause({ recordedLater, attempted, statusWhenDue }: MissedTarget): string {
  if (recordedLater) return 'recordedLater';
  return attempted ? 'attempted' : (statusWhenDue ?? 'unknown');
}

function statusIn(data: string | null): string | null {
  const to = data === null ? undefined : (JSON.parse(data) as { to?: unknown }).to;
  return typeof to === 'string' ? to : null;
}
