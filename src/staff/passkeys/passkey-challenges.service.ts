import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { sha256 } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';
import { insert, remove } from '../../platform/write.js';
import { PasskeyChallengeRow, type PasskeyPurpose } from './passkey-challenge.entity.js';

export const challengeValidMs = 5 * 60_000;
/** A whole office behind one address signs in at nine; whoever asks for more only fills the table. */
const openPerAddress = 300;

/** What a challenge is given out for. */
export interface ChallengeUse {
  readonly purpose: PasskeyPurpose;
  /** Hash of the token that the asking browser holds. */
  readonly boundTo: string;
  readonly staffId: string | null;
}

/** Challenges in the database, so that any process can take the answer; each is taken once. */
@Injectable()
export class PasskeyChallenges {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError rate_limited for an address that asks without end */
  async keep(challenge: string, use: ChallengeUse, address: string): Promise<void> {
    const now = this.clock.now();
    await this.db.tx(async (tx) => {
      const open = await this.db.rows(sql`SELECT 1 FROM passkey_challenge WHERE address = ${address} AND created_at > ${now - challengeValidMs} LIMIT ${openPerAddress}`);
      if (open.length >= openPerAddress) throw new DomainError('rate_limited', 'パスキーの要求が続いたため、いったん止めています。5分ほど待ってからお試しください。', { facts: { retryAfterSeconds: challengeValidMs / 1000 } });
      await insert(tx, PasskeyChallengeRow, { challengeHash: sha256(challenge), ...use, address, createdAt: now, expiresAt: now + challengeValidMs });
    });
  }

  /** Takes a challenge: whose passkey must answer it. Undefined where it was answered, is too old, or was given to another or for something else. */
  async take(challenge: string, purpose: PasskeyPurpose, boundTo: string): Promise<{ readonly staffId: string | null } | undefined> {
    const challengeHash = sha256(challenge);
    return this.db.tx(async (tx) => {
      const row = await this.db.one(PasskeyChallengeRow, { challengeHash });
      if (row === null || row.purpose !== purpose || row.boundTo !== boundTo) return undefined;
      // Of two who answer at once one is too late.
      const taken = (await remove(tx, PasskeyChallengeRow, { challengeHash })) === 1;
      return taken && row.expiresAt > this.clock.now() ? { staffId: row.staffId } : undefined;
    });
  }

  async sweep(): Promise<void> {
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM passkey_challenge WHERE expires_at <= ${this.clock.now()}`));
  }
}
