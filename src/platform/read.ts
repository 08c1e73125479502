import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import { RowSql } from './row-sql.js';
import type { Statements } from './statements.js';

/** The whole rows that match, as their entity has them; `ending` is the rest of the statement. */
export async function selectRows(statements: Statements, metadata: EntityMetadata, where: ObjectLiteral, ending: string): Promise<ObjectLiteral[]> {
  const select = new RowSql(metadata);
  const text = `SELECT ${select.columns} FROM ${select.table} WHERE ${select.conditions(where)} ${ending}`;
  const found = await statements.rows<ObjectLiteral>(text, select.parameters);
  return found.map((raw) => select.hydrate(raw));
}
