import type { Instant } from '../../platform/clock.js';
import type { Db, Tx } from '../../platform/db.js';
import { sql, sqlJoin, type Sql } from '../../platform/sql.js';
import { ident, rowsOf } from '../customer-data/customer-rows.rules.js';
import type { CustomerTable, Fate } from '../customer-data/customer-tables.js';
import type { ErasedTable } from './certificate.rules.js';

/** Whose rows go, and what a hold keeps of them. */
export interface ErasedRows {
  readonly customerId: string;
  readonly heldInquiryIds: readonly string[];
  readonly at: Instant;
}

/** The rows of a table that go: all of the customer's but for those of held inquiries. */
export function goingRows(table: CustomerTable, { customerId, heldInquiryIds }: Omit<ErasedRows, 'at'>): Sql {
  const own = rowsOf(table, { customerId });
  return heldInquiryIds.length === 0 ? own : sql`${own} AND (${rowsOf(table, { inquiryIds: heldInquiryIds })}) IS NOT TRUE`;
}

/** Does to the rows of one table what the table of fates says; doing it again changes nothing more. */
export async function eraseRows(db: Db, tx: Tx, table: CustomerTable, { where, at }: { readonly where: Sql; readonly at: Instant }): Promise<ErasedTable> {
  const name = ident(table.name);
  if (table.fate.kind === 'deleted') return { table: table.name, deleted: await db.execute(tx, sql`DELETE FROM ${name} WHERE ${where}`), overwritten: 0 };
  if (table.fate.kind === 'kept') return { table: table.name, deleted: 0, overwritten: 0 };
  const { stamp, once } = table.fate;
  const open = once === true && stamp !== undefined ? sql` AND ${ident(stamp)} IS NULL` : sql``;
  const overwritten = await db.execute(tx, sql`UPDATE ${name} SET ${assignments(table.fate, at)} WHERE ${where}${open}`);
  return { table: table.name, deleted: 0, overwritten };
}

function assignments({ with: values, stamp, unlike }: Fate & { readonly kind: 'overwritten' }, at: Instant): Sql {
  const parts = Object.entries(values).map(([column, value]) => sql`${ident(column)} = ${value}`);
  if (stamp !== undefined) parts.push(sql`${ident(stamp)} = COALESCE(${ident(stamp)}, ${at})`);
  if (unlike !== undefined) parts.push(sql`${ident(unlike)} = 'erased-' || id`);
  return sqlJoin(parts, ', ');
}
