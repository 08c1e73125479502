import { Injectable } from '@nestjs/common';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import type { RequestKind } from './request-rates.rules.js';

/** Whose requests of which kind, in which minute. */
export interface CountedRequests {
  readonly kind: RequestKind;
  readonly who: string;
  readonly windowStart: number;
}

/** The counts that all processes share. */
@Injectable()
export class RequestCounts {
  constructor(private readonly db: Db) {}

  /** Adds requests and returns how many there were in all processes, these included. */
  async add(tx: Tx, { kind, who, windowStart }: CountedRequests, requests: number): Promise<number> {
    const [row] = await this.db.returning<{ requests: number }>(tx, sql`
      INSERT INTO request_count (kind, who, window_start, requests) VALUES (${kind}, ${who}, ${windowStart}, ${requests})
      ON CONFLICT (kind, who, window_start) DO UPDATE SET requests = request_count.requests + ${requests} RETURNING requests`);
    return row?.requests ?? requests;
  }

  async removeBefore(tx: Tx, windowStart: number): Promise<void> {
    await this.db.execute(tx, sql`DELETE FROM request_count WHERE window_start < ${windowStart}`);
  }
}
