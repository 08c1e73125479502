import type { Db } from '../../platform/db.js';
import { sql, sqlList } from '../../platform/sql.js';

/** Which of these mails about an inquiry may or may not have arrived, as their outbox ids. */
export async function unknownAmong(db: Db, inquiryId: string, messageIds: readonly string[]): Promise<string[]> {
  const mails = await db.rows<{ id: string }>(
    sql`SELECT id FROM outbox WHERE inquiry_id = ${inquiryId} AND state = 'unknown' AND message_id IN ${sqlList(messageIds)}`,
  );
  return mails.map(({ id }) => id);
}
