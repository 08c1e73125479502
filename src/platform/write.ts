import type { EntityMetadata, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import type { Tx } from './db.js';

type EntityClass<Row> = new () => Row;

/** SQLite takes 32,766 values in one statement, PostgreSQL 65,535. */
const valuesMax = 30_000;

/**
 * Inserts whole rows: a column that is missing does not compile. The statement is built from the
 * entity's metadata here, because TypeORM's insert builder costs more than the insert itself.
 */
export async function insert<Row extends ObjectLiteral>(tx: Tx, entity: EntityClass<Row>, rows: Row | readonly Row[]): Promise<void> {
  const all = Array.isArray(rows) ? (rows as readonly Row[]) : [rows as Row];
  const metadata = tx.connection.getMetadata(entity);
  const rowsMax = Math.max(1, Math.floor(valuesMax / metadata.columns.length));
  for (let first = 0; first < all.length; first += rowsMax) await insertSome(tx, metadata, all.slice(first, first + rowsMax));
}

async function insertSome(tx: Tx, metadata: EntityMetadata, rows: readonly ObjectLiteral[]): Promise<void> {
  const { driver } = tx.connection;
  const parameters: unknown[] = [];
  const tuples = rows.map((row) => {
    const places = metadata.columns.map((column) => {
      parameters.push(driver.preparePersistentValue(row[column.propertyName], column));
      return driver.options.type === 'postgres' ? `$${parameters.length}` : '?';
    });
    return `(${places.join(', ')})`;
  });
  await tx.query(`${intoClause(metadata)} VALUES ${tuples.join(', ')}`, parameters);
}

const intoClauses = new WeakMap<EntityMetadata, string>();

function intoClause(metadata: EntityMetadata): string {
  const known = intoClauses.get(metadata);
  if (known !== undefined) return known;
  const clause = `INSERT INTO "${metadata.tableName}" (${metadata.columns.map((column) => `"${column.databaseName}"`).join(', ')})`;
  intoClauses.set(metadata, clause);
  return clause;
}

/** Sets columns of the rows that match and returns how many there were; `where` must not be empty. */
export async function update<Row extends ObjectLiteral>(
  tx: Tx,
  entity: EntityClass<Row>,
  where: Partial<Row>,
  set: Partial<Row>,
): Promise<number> {
  const result = await tx.update(entity, where as FindOptionsWhere<Row>, set as unknown as QueryDeepPartialEntity<Row>);
  return result.affected ?? 0;
}

/** Deletes the rows that match; for drafts and expired tokens, never for what is on the record. */
export async function remove<Row extends ObjectLiteral>(tx: Tx, entity: EntityClass<Row>, where: Partial<Row>): Promise<number> {
  const result = await tx.delete(entity, where as FindOptionsWhere<Row>);
  return result.affected ?? 0;
}
