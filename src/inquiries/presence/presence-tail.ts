import type { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';

const lookBackMs = 10_000;

interface ChangedPresence {
  readonly inquiryId: string;
  readonly staffId: string;
  readonly changedAt: number;
}

/** Follows who comes to an inquiry, writes or leaves, in whichever process. */
export class PresenceTail {
  #newest = Date.now();
  #handedOut = new Set<string>();

  constructor(private readonly db: Db) {}

  /** The inquiries at which something changed since the last call. */
  async next(): Promise<readonly string[]> {
    const rows = await this.db.rows<ChangedPresence>(
      sql`SELECT inquiry_id AS "inquiryId", staff_id AS "staffId", changed_at AS "changedAt" FROM presence WHERE changed_at > ${this.#newest - lookBackMs} ORDER BY changed_at`,
    );
    const keys = rows.map(({ inquiryId, staffId, changedAt }) => `${inquiryId} ${staffId} ${changedAt}`);
    const fresh = rows.filter((_row, index) => !this.#handedOut.has(keys[index] ?? ''));
    this.#handedOut = new Set(keys);
    this.#newest = Math.max(this.#newest, rows.at(-1)?.changedAt ?? 0);
    return [...new Set(fresh.map(({ inquiryId }) => inquiryId))];
  }
}
