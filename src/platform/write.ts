import type { ObjectLiteral } from 'typeorm';
import type { Tx } from './db.js';
import { RowSql } from './row-sql.js';
import { isPending } from './statements.js';

type EntityClass<Row> = new () => Row;

/** PostgreSQL takes 65,535 values in one statement. */
const valuesMax = 30_000;

/** Inserts whole rows: a column that is missing does not compile. */
export async function insert<Row extends ObjectLiteral>(tx: Tx, entity: EntityClass<Row>, rows: Row | readonly Row[]): Promise<void> {
  const all = Array.isArray(rows) ? (rows as readonly Row[]) : [rows as Row];
  const metadata = tx.dataSource.getMetadata(entity);
  // A statement more costs nothing within the process, while SQLite sets the rows of one statement aside first where a trigger watches their table.
  const rowsMax = tx.dataSource.options.type === 'postgres' ? Math.max(1, Math.floor(valuesMax / metadata.columns.length)) : 1;
  for (let first = 0; first < all.length; first += rowsMax) {
    const statement = new RowSql(metadata);
    const written = tx.statements.change(statement.insertion(all.length <= rowsMax ? all : all.slice(first, first + rowsMax)), statement.parameters);
    if (isPending(written)) await written;
  }
}

/** Sets columns of the rows that match and returns how many there were; `where` must not be empty. */
export async function update<Row extends ObjectLiteral>(
  tx: Tx,
  entity: EntityClass<Row>,
  where: Partial<Row>,
  set: Partial<Row>,
): Promise<number> {
  const statement = new RowSql(tx.dataSource.getMetadata(entity));
  const assignments = statement.assignments(set);
  return tx.statements.change(`UPDATE ${statement.table} SET ${assignments} WHERE ${statement.conditions(where)}`, statement.parameters);
}

/** Deletes the rows that match; for drafts and expired tokens, never for what is on the record. */
export async function remove<Row extends ObjectLiteral>(tx: Tx, entity: EntityClass<Row>, where: Partial<Row>): Promise<number> {
  const statement = new RowSql(tx.dataSource.getMetadata(entity));
  return tx.statements.change(`DELETE FROM ${statement.table} WHERE ${statement.conditions(where)}`, statement.parameters);
}
