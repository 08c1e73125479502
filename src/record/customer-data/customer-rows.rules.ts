import { Sql, sql, sqlJoin, sqlList } from '../../platform/sql.js';
import { customerTables, type CustomerTable } from './customer-tables.js';

/** Which rows are meant: all of a customer, or those of some of his inquiries. */
export type RowsOf = { readonly customerId: string } | { readonly inquiryIds: readonly string[] };

/** Text of our own tables and columns, which no request can reach. */
export function ident(text: string): Sql {
  return new Sql([text], []);
}

const byName: ReadonlyMap<string, CustomerTable> = new Map(customerTables.map((table) => [table.name, table]));

/** The entry of a table. */
export function customerTable(name: string): CustomerTable {
  const table = byName.get(name);
  if (table === undefined) throw new Error(`${name} is no table of a customer's.`);
  return table;
}

/** The condition on the rows of a table that belong to somebody, for a statement without an alias. */
export function rowsOf({ name, links }: CustomerTable, of: RowsOf): Sql {
  if (name === 'inquiry' && 'inquiryIds' in of) return sql`inquiry.id IN ${sqlList(of.inquiryIds)}`;
  const parts = links.map(({ column, to }) => {
    const own = ident(`${name}.${column}`);
    if (to === 'customer') return 'customerId' in of ? sql`${own} = ${of.customerId}` : sql`1 = 0`;
    return sql`${own} IN (SELECT ${ident(`${to}.id`)} FROM ${ident(to)} WHERE ${rowsOf(customerTable(to), of)})`;
  });
  return sql`(${sqlJoin(parts, ' OR ')})`;
}

/** An expression that gives a row's customer, or null: the same links, walked from the row. */
export function ownerOf({ name, links }: CustomerTable, row = name): string {
  const parts = links.map(({ column, to }) => {
    if (to === 'customer') return `${row}.${column}`;
    const target = customerTable(to);
    return `(SELECT ${ownerOf(target)} FROM ${to} WHERE ${to}.id = ${row}.${column})`;
  });
  return parts.length === 1 ? (parts[0] ?? 'NULL') : `COALESCE(${parts.join(', ')})`;
}
