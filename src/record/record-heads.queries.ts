import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import { EndsDigest, type StreamEnd } from './head.rules.js';
import type { RecordHeadRow } from './record-head.entity.js';

const page = 1_000;

/** What a head says of one stream, and what is found there now. */
export interface CoveredEnd extends StreamEnd {
  readonly position: number;
  /** The end that an earlier head knew; 0 for a new stream. */
  readonly before: number;
  readonly foundHash: string | null;
  readonly lastSeq: number | null;
}

/** A stream that has grown beyond what the heads know. */
export interface GrownStream extends StreamEnd {
  readonly covered: number;
}

/** Reads the heads and what they cover, a page at a time. */
@Injectable()
export class RecordHeads {
  constructor(private readonly db: Db) {}

  async last(): Promise<RecordHeadRow | undefined> {
    return this.db.row<RecordHeadRow>(sql`SELECT ${headColumns} FROM record_head ORDER BY number DESC LIMIT 1`);
  }

  /** The heads after a number, in order: one a day, so a page is years. */
  async *after(number: number): AsyncGenerator<RecordHeadRow> {
    let last = number;
    for (;;) {
      const rows = await this.db.rows<RecordHeadRow>(sql`SELECT ${headColumns} FROM record_head WHERE number > ${last} ORDER BY number LIMIT ${page}`);
      yield* rows;
      if (rows.length < page) return;
      last = rows.at(-1)?.number ?? last;
    }
  }

  /** What a head covers, in its order, beside what the record holds there now. */
  async *endsOf(number: number): AsyncGenerator<CoveredEnd> {
    let last = 0;
    for (;;) {
      const rows = await this.db.rows<CoveredEnd>(
        sql`SELECT s.position, s.stream_type AS "streamType", s.stream_id AS "streamId", s.seq, s.hash, e.hash AS "foundHash",
              COALESCE((SELECT MAX(p.seq) FROM record_head_stream p WHERE p.stream_type = s.stream_type AND p.stream_id = s.stream_id AND p.seq < s.seq), 0) AS before,
              (SELECT MAX(l.seq) FROM event l WHERE l.stream_type = s.stream_type AND l.stream_id = s.stream_id) AS "lastSeq"
            FROM record_head_stream s
            LEFT JOIN event e ON e.stream_type = s.stream_type AND e.stream_id = s.stream_id AND e.seq = s.seq
            WHERE s.number = ${number} AND s.position > ${last} ORDER BY s.position LIMIT ${page}`,
      );
      yield* rows;
      if (rows.length < page) return;
      last = rows.at(-1)?.position ?? last;
    }
  }

  /** What the ends of a head come to. */
  async summary(number: number): Promise<{ readonly streams: number; readonly events: number; readonly digest: string }> {
    const digest = new EndsDigest();
    let streams = 0;
    let events = 0;
    for await (const end of this.endsOf(number)) {
      digest.add(end);
      streams += 1;
      events += end.seq - end.before;
    }
    return { streams, events, digest: digest.hex() };
  }

  /** The streams that no head covers to their end, by pages. */
  async *grown(): AsyncGenerator<readonly GrownStream[]> {
    let last = { streamType: '', streamId: '' };
    for (;;) {
      const rows = await this.db.rows<GrownStream>(
        sql`SELECT l.stream_type AS "streamType", l.stream_id AS "streamId", l.seq, e.hash,
              COALESCE((SELECT MAX(s.seq) FROM record_head_stream s WHERE s.stream_type = l.stream_type AND s.stream_id = l.stream_id), 0) AS covered
            FROM (SELECT stream_type, stream_id, MAX(seq) AS seq FROM event WHERE (stream_type, stream_id) > (${last.streamType}, ${last.streamId})
                  GROUP BY stream_type, stream_id ORDER BY stream_type, stream_id LIMIT ${page}) l
            JOIN event e ON e.stream_type = l.stream_type AND e.stream_id = l.stream_id AND e.seq = l.seq
            ORDER BY l.stream_type, l.stream_id`,
      );
      yield rows.filter(({ seq, covered }) => seq > covered);
      if (rows.length < page) return;
      last = rows.at(-1) ?? last;
    }
  }
}

const headColumns = sql`number, day, streams, events, digest, previous_hash AS "previousHash", hash, created_at AS "createdAt"`;
