import { hasRole, seesAllDesks, seesWhatIsStopped, type Scope } from '../platform/scope.js';
import { sql, sqlJoin, sqlList, type Sql } from '../platform/sql.js';

/** What decides who sees an inquiry. */
interface Placed {
  readonly supportDeskId: string | null;
  readonly providerId: string | null;
}

/**
 * The wall (B5): a support desk sees its own inquiries, a designated provider what is assigned to
 * it, the second line, the owner and the auditor all. A mail to the common address belongs to no
 * desk until it is identified; the owner sees it.
 */
export function maySee(scope: Scope, inquiry: Placed): boolean {
  if (seesAllDesks(scope)) return true;
  if (scope.providerId !== null) return inquiry.providerId === scope.providerId;
  return inquiry.supportDeskId !== null && scope.deskIds.includes(inquiry.supportDeskId);
}

/** The same as a condition on the table `inquiry`, called `i` in the statement. */
export function visibleTo(scope: Scope): Sql {
  if (seesWhatIsStopped(scope)) return sql`1 = 1`;
  return sql`${withinWalls(scope)} AND (i.customer_id IS NULL OR i.customer_id NOT IN (SELECT id FROM customer WHERE use_stopped_at IS NOT NULL))`;
}

function withinWalls(scope: Scope): Sql {
  if (seesAllDesks(scope)) return sql`1 = 1`;
  if (scope.providerId !== null) return sql`i.provider_id = ${scope.providerId}`;
  return sql`i.support_desk_id IN ${sqlList(scope.deskIds)}`;
}

/** Which texts a person may read: what only the second line may know is never the first line's (C3). */
export function readableDisclosures(scope: Scope): readonly ('customer' | 'partner' | 'second_line')[] {
  const secondLine = hasRole(scope, 'second_line', 'second_line_lead', 'service_owner');
  return secondLine ? ['customer', 'partner', 'second_line'] : ['customer', 'partner'];
}

/** All conditions together. */
export function allOf(conditions: readonly Sql[]): Sql {
  return sqlJoin(conditions.map((condition) => sql`(${condition})`), ' AND ');
}
