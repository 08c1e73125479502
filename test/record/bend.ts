import type { Db } from '../../src/platform/db.js';
import { Events, hashOf, type Stream } from '../../src/platform/events.js';
import { sql, type Sql } from '../../src/platform/sql.js';

const tables = ['event', 'record_head', 'record_head_stream'];

/** Takes the triggers away, as somebody with the database in hand could. */
export async function disarm(db: Db): Promise<void> {
  await db.tx(async (tx) => {
    for (const table of tables) {
      if (db.dialect === 'postgres') await tx.query(`DROP TRIGGER ${table}_append_only ON ${table}`);
      else for (const act of ['update', 'delete']) await tx.query(`DROP TRIGGER ${table}_no_${act}`);
    }
  });
}

/** Changes what nobody may change. */
export async function bend(db: Db, ...statements: readonly Sql[]): Promise<void> {
  await db.tx(async (tx) => {
    for (const statement of statements) await db.execute(tx, statement);
  });
}

/** Some streams of some events, recorded at an instant. */
export async function record(db: Db, at: number, streams: readonly string[], count = 4): Promise<void> {
  for (const id of streams) {
    const events = Array.from({ length: count }, (_, index) => ({ type: `act-${index + 1}`, occurredAt: at, data: { step: index + 1, none: null } }));
    await db.tx((tx) => new Events(db).append(tx, streamOf(id), { actor: { kind: 'system' }, recordedAt: at, events }));
  }
}

export const streamOf = (id: string): Stream => ({ type: 'inquiry', id });

/** Writes an event anew with other contents and a hash that fits, and chains all that follow to it: what only a head can tell. */
export async function rewriteFrom(db: Db, id: string, from: number): Promise<void> {
  const rows = await db.rows<Parameters<typeof hashOf>[0] & { data: string }>(
    sql`SELECT stream_type AS "streamType", stream_id AS "streamId", seq, type, occurred_at AS "occurredAt", recorded_at AS "recordedAt",
          actor_kind AS "actorKind", actor_id AS "actorId", data, previous_hash AS "previousHash", hash
        FROM event WHERE stream_id = ${id} ORDER BY seq`,
  );
  let previousHash = '';
  for (const { data, ...row } of rows) {
    const changed = row.seq === from ? { ...row, type: 'forged' } : row;
    const hash = hashOf({ ...changed, data: JSON.parse(data) as Record<string, unknown>, previousHash });
    await bend(db, sql`UPDATE event SET type = ${changed.type}, previous_hash = ${previousHash}, hash = ${hash} WHERE stream_id = ${id} AND seq = ${row.seq}`);
    previousHash = hash;
  }
}
