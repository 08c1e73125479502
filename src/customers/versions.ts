import type { Db, Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { sql, type Sql } from '../platform/sql.js';
import { update } from '../platform/write.js';

interface Versioned {
  id: string;
  version: number;
}

/**
 * Raises the version of a row if it still is the one that was looked at, and holds the row until the
 * transaction ends.
 *
 * @throws DomainError version_stale
 */
export async function raiseVersion<Row extends Versioned>(tx: Tx, entity: new () => Row, id: string, expected: number): Promise<void> {
  const where: Partial<Versioned> = { id, version: expected };
  const set: Partial<Versioned> = { version: expected + 1 };
  const touched = await update(tx, entity, where as Partial<Row>, set as Partial<Row>);
  if (touched === 0) throw new DomainError('version_stale', 'ほかの人が先に更新しました。最新の内容を確認してから、もう一度操作してください。');
}

/** Refuses a value that another row has already, beside the field it was typed into. */
export async function refuseTaken(db: Db, query: Sql, fault: { readonly field: string; readonly message: string }): Promise<void> {
  if ((await db.row(query)) !== undefined) throw new DomainError('already_exists', fault.message, { faults: [fault] });
}

/** Refuses a reference to what does not exist. */
export async function requireRow(db: Db, table: 'partner' | 'support_desk', id: string, field: string): Promise<void> {
  const row = await db.row(table === 'partner' ? sql`SELECT id FROM partner WHERE id = ${id}` : sql`SELECT id FROM support_desk WHERE id = ${id}`);
  if (row !== undefined) return;
  const message = table === 'partner' ? '販売パートナーが見つかりません。' : 'サポート窓口が見つかりません。';
  throw new DomainError('validation_failed', message, { faults: [{ field, message }] });
}
