import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import type { WarmTransferOutcome } from '../rulebook/status.js';
import { WarmTransferRow } from './warm-transfer.entity.js';

/** A held call as the pages show it. */
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

/** Calls that are held for the second line. */
@Injectable()
export class WarmTransfers {
  constructor(private readonly db: Db) {}

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

  async request(tx: Tx, asked: { readonly inquiryId: string; readonly by: string; readonly at: Instant }): Promise<string> {
    const id = newId();
    await insert(tx, WarmTransferRow, { id, inquiryId: asked.inquiryId, requestedBy: asked.by, requestedAt: asked.at, takenBy: null, takenAt: null, endedAt: null, outcome: null });
    return id;
  }

  /** Whoever takes the inquiry takes the held call with it. */
  async take(tx: Tx, inquiryId: string, taken: { readonly by: string; readonly at: Instant }): Promise<void> {
    const held = await this.open(inquiryId);
    if (held !== undefined) await update(tx, WarmTransferRow, { id: held.id }, { takenBy: taken.by, takenAt: taken.at });
  }

  async end(tx: Tx, id: string, ended: { readonly outcome: WarmTransferOutcome; readonly at: Instant }): Promise<void> {
    await update(tx, WarmTransferRow, { id }, { outcome: ended.outcome, endedAt: ended.at });
  }

  async #declined(inquiryId: string, since: Instant): Promise<readonly string[]> {
    const rows = await this.db.rows<{ name: string | null }>(
      sql`SELECT DISTINCT s.display_name AS name FROM event e LEFT JOIN staff s ON s.id = e.actor_id
          WHERE e.stream_type = 'inquiry' AND e.stream_id = ${inquiryId} AND e.type = 'decline_warm_transfer' AND e.recorded_at >= ${since}`,
    );
    return rows.map(({ name }) => name ?? '');
  }
}
