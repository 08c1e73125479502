import type { Db } from '../../platform/db.js';
import { firstIdAt, timeOfId } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';

/** What a new fact on the record concerns; its contents stay where they are. */
export interface TailedEvent {
  readonly id: string;
  readonly streamType: string;
  readonly streamId: string;
}

/**
 * Keys are made before their transaction commits, and clocks of machines differ a little: facts may turn up
 * behind the newest one. So far back is always looked again.
 */
export const lookBackMs = 10_000;
const atOnce = 500;

/** Follows the record: each new fact once, in whichever process it was written. */
export class EventTail {
  /** The newest fact that was handed out. */
  position: string;
  #handedOut = new Set<string>();

  private constructor(private readonly db: Db, position: string) {
    this.position = position;
  }

  /** A tail that begins with what is written from now on. */
  static async fromNow(db: Db): Promise<EventTail> {
    const newest = await db.row<{ id: string }>(sql`SELECT id FROM event ORDER BY id DESC LIMIT 1`);
    const tail = new EventTail(db, newest?.id ?? firstIdAt(0));
    await tail.next();
    return tail;
  }

  /** What is new since the last call. */
  async next(): Promise<readonly TailedEvent[]> {
    const fresh: TailedEvent[] = [];
    const seen = new Set<string>();
    let from = firstIdAt(timeOfId(this.position) - lookBackMs);
    for (let more = true; more; ) {
      const rows = await this.db.rows<TailedEvent>(
        sql`SELECT id, stream_type AS "streamType", stream_id AS "streamId" FROM event WHERE id > ${from} ORDER BY id LIMIT ${atOnce}`,
      );
      for (const row of rows) {
        seen.add(row.id);
        if (!this.#handedOut.has(row.id)) fresh.push(row);
      }
      from = rows.at(-1)?.id ?? from;
      more = rows.length === atOnce;
    }
    if (from > this.position) this.position = from;
    this.#handedOut = seen;
    return fresh;
  }
}
