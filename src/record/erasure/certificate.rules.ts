import { sha256 } from '../../platform/ids.js';
import type { ErasureChoice, ErasureGround, HoldKind } from './erasure.entity.js';

/** What became of the rows of one table. */
export interface ErasedTable {
  readonly table: string;
  readonly deleted: number;
  readonly overwritten: number;
}

/** What is kept although everything else is gone, and why. */
export interface Kept {
  readonly what: 'record' | 'inquiry' | 'customer';
  readonly inquiryNumber?: string;
  readonly kind?: HoldKind;
  readonly ground: string;
  /** `YYYY-MM-DD`; null until the hold is lifted. */
  readonly until: string | null;
}

/** The certificate of an erasure: persons, times, method and counts, nothing of the customer's data. */
export interface Certificate {
  readonly erasureId: string;
  readonly customerId: string;
  readonly choice: ErasureChoice;
  readonly ground: ErasureGround;
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly confirmedBy: string;
  readonly confirmedAt: number;
  readonly returnedAt: number | null;
  readonly erasedAt: number;
  readonly finishedAt: number | null;
  readonly tables: readonly ErasedTable[];
  readonly files: { readonly count: number; readonly bytes: number };
  /** Whether the customer's key is destroyed, by which old backups have become unreadable too. */
  readonly keyDestroyed: boolean;
  readonly told: 'sent' | 'not_sent' | 'nobody';
  readonly kept: readonly Kept[];
}

/** What the record keeps of a certificate, so that nobody can write another. */
export function certificateHash(certificate: Certificate): string {
  return sha256(JSON.stringify(certificate));
}

/** Counts of two passes over the same tables, added up. */
export function addUp(before: readonly ErasedTable[], now: readonly ErasedTable[]): ErasedTable[] {
  const sums = new Map(before.map((each) => [each.table, each]));
  for (const { table, deleted, overwritten } of now) {
    const sum = sums.get(table);
    sums.set(table, { table, deleted: (sum?.deleted ?? 0) + deleted, overwritten: (sum?.overwritten ?? 0) + overwritten });
  }
  return [...sums.values()].filter(({ deleted, overwritten }) => deleted + overwritten > 0);
}
