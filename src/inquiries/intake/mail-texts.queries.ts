import type { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';

/** The text under which the words of a mail were kept when a person last put it with the inquiry. */
export async function keptTextOf(db: Db, mail: { readonly inquiryId: string; readonly rawMessageId: string }): Promise<string | undefined> {
  const events = await db.rows<{ data: string }>(
    sql`SELECT data FROM event WHERE stream_type = 'inquiry' AND stream_id = ${mail.inquiryId} AND type = 'note_unconfirmed_reply' ORDER BY seq DESC`,
  );
  const kept = events.map(({ data }) => JSON.parse(data) as { readonly rawMessageId: string; readonly textId: string });
  return kept.find(({ rawMessageId }) => rawMessageId === mail.rawMessageId)?.textId;
}
