import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import type { WarmTransferOutcome } from '../rulebook/status.js';
import { visibleTo } from '../visibility.rules.js';

/** A held call as the page of its inquiry shows it. */
export interface HeldCall {
  readonly id: string;
  readonly requestedBy: string;
  readonly requestedByName: string | null;
  readonly requestedAt: Instant;
  readonly takenBy: string | null;
  readonly takenByName: string | null;
  /** Analysts who cannot take it now. */
  readonly declinedBy: readonly string[];
}

/** A held call as whoever could take it is told of it. */
export interface WaitingCall {
  readonly inquiryId: string;
  readonly number: string;
  readonly customerName: string | null;
  readonly requestedAt: Instant;
}

/** Reads the calls that are held for the second line. */
@Injectable()
export class HeldCallQueries {
  constructor(private readonly db: Db) {}

  /** Calls that nobody has taken and somebody still could, of inquiries the person may see; the longest wait first. */
  async waiting(scope: Scope): Promise<WaitingCall[]> {
    return this.db.rows(
      sql`SELECT i.id AS "inquiryId", i.number, c.name AS "customerName", w.requested_at AS "requestedAt"
          FROM warm_transfer w JOIN inquiry i ON i.id = w.inquiry_id LEFT JOIN customer c ON c.id = i.customer_id
          WHERE w.ended_at IS NULL AND w.taken_by IS NULL AND i.status = 'escalated' AND ${visibleTo(scope)} ORDER BY w.requested_at`,
    );
  }

  /** The held call of an inquiry that is not ended yet. */
  async open(inquiryId: string): Promise<HeldCall | undefined> {
    const held = await this.db.row<Omit<HeldCall, 'declinedBy'>>(
      sql`SELECT w.id, w.requested_by AS "requestedBy", a.display_name AS "requestedByName", w.requested_at AS "requestedAt", w.taken_by AS "takenBy", b.display_name AS "takenByName"
          FROM warm_transfer w LEFT JOIN staff a ON a.id = w.requested_by LEFT JOIN staff b ON b.id = w.taken_by
          WHERE w.inquiry_id = ${inquiryId} AND w.ended_at IS NULL ORDER BY w.requested_at DESC LIMIT 1`,
    );
    return held === undefined ? undefined : { ...held, declinedBy: await this.#declined(inquiryId, held.requestedAt) };
  }

  /** How the last held call of an inquiry ended; undefined where none did. */
  async lastOutcome(inquiryId: string): Promise<WarmTransferOutcome | undefined> {
    const ended = await this.db.row<{ outcome: WarmTransferOutcome }>(
      sql`SELECT outcome FROM warm_transfer WHERE inquiry_id = ${inquiryId} AND ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 1`,
    );
    return ended?.outcome;
  }

  async #declined(inquiryId: string, since: Instant): Promise<readonly string[]> {
    const rows = await this.db.rows<{ name: string | null }>(
      sql`SELECT DISTINCT s.display_name AS name FROM event e LEFT JOIN staff s ON s.id = e.actor_id
          WHERE e.stream_type = 'inquiry' AND e.stream_id = ${inquiryId} AND e.type = 'decline_warm_transfer' AND e.recorded_at >= ${since}`,
    );
    return rows.map(({ name }) => name ?? '');
  }
}
