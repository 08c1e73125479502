import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { InquiryRow } from '../inquiry.entity.js';

/** An inquiry that waits for its customer. */
export interface WaitingInquiry {
  readonly id: string;
  /** When the customer was asked last. */
  readonly since: Instant;
  /** How often he was reminded since. */
  readonly reminders: number;
}

/** How many inquiries one look takes up. */
const atOnce = 500;

/** Inquiries whose customer says nothing (C8). The desk's own look, so without walls. */
@Injectable()
export class SilentCustomers {
  constructor(private readonly db: Db) {}

  /** Those that wait for an answer, the longest wait first; since when and how often reminded stands on the record. */
  async waiting(): Promise<WaitingInquiry[]> {
    return this.db.rows(
      sql`SELECT w.id, asked.occurred_at AS since,
            (SELECT COUNT(*) FROM event r WHERE r.stream_type = 'inquiry' AND r.stream_id = w.id AND r.type = 'remind' AND r.seq > w.asked) AS reminders
          FROM (
            SELECT i.id, (SELECT MAX(a.seq) FROM event a WHERE a.stream_type = 'inquiry' AND a.stream_id = i.id AND a.type IN ('await_customer', 'ask_questions')) AS asked
            FROM inquiry i WHERE i.status = 'awaiting_customer' AND i.is_open = ${true}
          ) w JOIN event asked ON asked.stream_type = 'inquiry' AND asked.stream_id = w.id AND asked.seq = w.asked
          ORDER BY since LIMIT ${atOnce}`,
    );
  }

  /** Those whose end was announced after two calls in vain, and to whom nothing is promised. */
  async announced(): Promise<InquiryRow[]> {
    const rows = await this.db.rows<{ id: string }>(
      sql`SELECT id FROM inquiry WHERE status IN ('awaiting_customer', 'answered') AND closing_announced_at IS NOT NULL AND unanswered_calls >= 2
            AND NOT EXISTS (SELECT 1 FROM appointment a WHERE a.inquiry_id = inquiry.id AND a.state = 'open')
          ORDER BY closing_announced_at LIMIT ${atOnce}`,
    );
    const found = await Promise.all(rows.map(({ id }) => this.db.one(InquiryRow, { id })));
    return found.filter((row) => row !== null);
  }
}
