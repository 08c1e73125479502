import type { FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import type { Tx } from './db.js';

type EntityClass<Row> = new () => Row;

/** Inserts whole rows: a column that is missing does not compile. */
export async function insert<Row extends ObjectLiteral>(tx: Tx, entity: EntityClass<Row>, rows: Row | readonly Row[]): Promise<void> {
  await tx.insert(entity, rows as unknown as QueryDeepPartialEntity<Row>[]);
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
