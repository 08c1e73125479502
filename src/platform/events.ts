import { Injectable } from '@nestjs/common';
import type { Instant } from './clock.js';
import { Db, type Tx } from './db.js';
import { DomainError } from './errors.js';
import { EventRow } from './event.entity.js';
import { newId, sha256 } from './ids.js';
import { sql } from './sql.js';
import { insert } from './write.js';

export const streamTypes = ['inquiry', 'customer', 'partner', 'staff', 'calendar', 'hearing_sheet', 'mail', 'template', 'evidence', 'desk', 'security'] as const;
export type StreamType = (typeof streamTypes)[number];

export interface Stream {
  readonly type: StreamType;
  readonly id: string;
}

/** Who acted: a signed-in person, the desk itself, the customer by mail, or the command line. */
export type Actor =
  | { readonly kind: 'staff'; readonly id: string }
  | { readonly kind: 'system' | 'customer' | 'operator' };

/** Values that may stand in an event: ids, enumerations, numbers, instants, hashes. */
export type EventData = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

export interface NewEvent {
  readonly type: string;
  readonly occurredAt: Instant;
  readonly data: EventData;
}

/** The last event of a stream: what the next one is chained to. */
export interface StreamHead {
  readonly seq: number;
  readonly hash: string;
}

const genesis: StreamHead = { seq: 0, hash: '' };

/** The append-only record. Every room writes its facts here and nowhere else. */
@Injectable()
export class Events {
  constructor(private readonly db: Db) {}

  /**
   * Appends facts to a stream in order, each chained to the one before by its hash. Pass `head`
   * where the caller keeps it (a new stream: `null`), so that it need not be looked up.
   */
  async append(
    tx: Tx,
    stream: Stream,
    act: { readonly actor: Actor; readonly recordedAt: Instant; readonly events: readonly NewEvent[] },
    head?: StreamHead | null,
  ): Promise<StreamHead> {
    let last = head === undefined ? await this.head(stream) : (head ?? genesis);
    const rows = act.events.map((event) => {
      const row = chain(stream, act, event, last);
      last = { seq: row.seq, hash: row.hash };
      return row;
    });
    if (rows.length > 0) await insertInOrder(tx, rows);
    return last;
  }

  /** The head of a stream; for one without events the beginning. */
  async head(stream: Stream): Promise<StreamHead> {
    const row = await this.db.row<StreamHead>(
      sql`SELECT seq, hash FROM event WHERE stream_type = ${stream.type} AND stream_id = ${stream.id} ORDER BY seq DESC LIMIT 1`,
    );
    return row ?? genesis;
  }
}

function chain(stream: Stream, { actor, recordedAt }: { readonly actor: Actor; readonly recordedAt: Instant }, event: NewEvent, last: StreamHead): EventRow {
  const row = {
    streamType: stream.type,
    streamId: stream.id,
    seq: last.seq + 1,
    type: event.type,
    occurredAt: event.occurredAt,
    recordedAt,
    actorKind: actor.kind,
    actorId: actor.kind === 'staff' ? actor.id : null,
    data: event.data,
    previousHash: last.hash,
  };
  return { ...row, id: newId(), hash: hashOf(row) };
}

/** What the hash of an event covers: everything but its own key, in a fixed order. */
export function hashOf(row: Omit<EventRow, 'id' | 'hash'>): string {
  const covered = [
    row.previousHash, row.streamType, row.streamId, row.seq, row.type,
    row.occurredAt, row.recordedAt, row.actorKind, row.actorId, row.data,
  ];
  return sha256(JSON.stringify(covered));
}

async function insertInOrder(tx: Tx, rows: EventRow[]): Promise<void> {
  try {
    await insert(tx, EventRow, rows);
  } catch (error) {
    if (/event_stream_seq|event\.stream_type/.test(String(error))) {
      throw new DomainError('version_stale', 'ほかの人が先に更新しました。最新の内容を確認してください。');
    }
    throw error;
  }
}
