import type { Db } from '../platform/db.js';
import type { EventRow } from '../platform/event.entity.js';
import { hashOf, type StreamHead } from '../platform/events.js';
import { sql } from '../platform/sql.js';
import { inStream, type RecordBreak } from './record-break.js';

const page = 2_000;

type Stored = Omit<EventRow, 'id' | 'data'> & { readonly data: string };

export interface StreamCounts {
  streams: number;
  events: number;
}

/** Recomputes the chain of every stream, a page at a time, and yields the first break of each that does not hold. */
export async function* brokenStreams(db: Db, counts: StreamCounts): AsyncGenerator<RecordBreak> {
  let stream = { streamType: '', streamId: '' };
  let head: StreamHead | undefined;
  for await (const row of allEvents(db)) {
    counts.events += 1;
    if (row.streamType !== stream.streamType || row.streamId !== stream.streamId) {
      counts.streams += 1;
      stream = row;
      head = { seq: 0, hash: '' };
    }
    // A stream that is broken already says nothing more.
    if (head === undefined) continue;
    const found = await breakAt(db, row, head);
    if (found !== undefined) yield found;
    head = found === undefined ? { seq: row.seq, hash: row.hash } : undefined;
  }
}

async function* allEvents(db: Db): AsyncGenerator<Stored> {
  let last = { streamType: '', streamId: '', seq: 0 };
  for (;;) {
    const rows = await db.rows<Stored>(
      sql`SELECT stream_type AS "streamType", stream_id AS "streamId", seq, type, occurred_at AS "occurredAt", recorded_at AS "recordedAt",
            actor_kind AS "actorKind", actor_id AS "actorId", data, previous_hash AS "previousHash", hash
          FROM event WHERE (stream_type, stream_id, seq) > (${last.streamType}, ${last.streamId}, ${last.seq})
          ORDER BY stream_type, stream_id, seq LIMIT ${page}`,
    );
    yield* rows;
    if (rows.length < page) return;
    last = rows.at(-1) ?? last;
  }
}

async function breakAt(db: Db, row: Stored, head: StreamHead): Promise<RecordBreak | undefined> {
  const expected = head.seq + 1;
  if (row.seq > expected) return inStream('event_missing', row, expected, `event ${expected} is missing; the next one there is ${row.seq}`);
  if (row.seq < expected) return inStream('event_doubled', row, row.seq, `event ${row.seq} stands there twice`);
  if (row.previousHash !== head.hash) return wrongPredecessor(db, row);
  return isAsHashed(row) ? undefined : inStream('content_changed', row, row.seq, `the content of event ${row.seq} (${row.type}) no longer matches its hash`);
}

/** A place that follows another event of the same stream was moved; one that follows nothing was put there, or what it followed was replaced. */
async function wrongPredecessor(db: Db, row: Stored): Promise<RecordBreak> {
  const follows = await db.row<{ seq: number }>(
    sql`SELECT seq FROM event WHERE stream_type = ${row.streamType} AND stream_id = ${row.streamId} AND hash = ${row.previousHash} ORDER BY seq LIMIT 1`,
  );
  if (follows !== undefined) return inStream('reordered', row, row.seq, `event ${row.seq} (${row.type}) stands out of its order`);
  return inStream('wrong_predecessor', row, row.seq, `event ${row.seq} (${row.type}) is not chained to event ${row.seq - 1}: one of the two was replaced or put there`);
}

function isAsHashed(row: Stored): boolean {
  try {
    const data = JSON.parse(row.data) as EventRow['data'];
    return JSON.stringify(data) === row.data && hashOf({ ...row, data }) === row.hash;
  } catch {
    return false;
  }
}
