import { seesAllDesks, seesWhatIsStopped, type Scope } from '../platform/scope.js';
import { sql, sqlList, type Sql } from '../platform/sql.js';

/**
 * The wall of B5 as a condition on `c.support_desk_id`: a first line reaches the customers of its own
 * desks, the house's second line, the owner and the auditor all, a designated provider none (it works
 * from the inquiries assigned to it).
 */
export function customersWithin(scope: Scope): Sql {
  if (scope.providerId !== null) return sql`1 = 0`;
  if (seesWhatIsStopped(scope)) return sql`1 = 1`;
  const inUse = sql`c.use_stopped_at IS NULL`;
  return seesAllDesks(scope) ? inUse : sql`(c.support_desk_id IN ${sqlList(scope.deskIds)} AND ${inUse})`;
}

/** The same question of one desk. */
export function reachesDesk(scope: Scope, supportDeskId: string): boolean {
  return scope.providerId === null && (seesAllDesks(scope) || scope.deskIds.includes(supportDeskId));
}
