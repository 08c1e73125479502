import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import { insert, update } from '../../platform/write.js';
import type { WarmTransferOutcome } from '../rulebook/status.js';
import { HeldCallQueries, type HeldCall } from './held-call.queries.js';
import { WarmTransferRow } from './warm-transfer.entity.js';

/** Holds calls for the second line. */
@Injectable()
export class WarmTransfers {
  constructor(private readonly calls: HeldCallQueries) {}

  /** The held call of an inquiry that is not ended yet. */
  async open(inquiryId: string): Promise<HeldCall | undefined> {
    return this.calls.open(inquiryId);
  }

  /** Begins to hold a call; returns its id. */
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

  /** The call is put through, or was in vain. */
  async end(tx: Tx, id: string, ended: { readonly outcome: WarmTransferOutcome; readonly at: Instant }): Promise<void> {
    await update(tx, WarmTransferRow, { id }, { outcome: ended.outcome, endedAt: ended.at });
  }
}
