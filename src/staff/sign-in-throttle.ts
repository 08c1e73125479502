import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { newId, sha256 } from '../platform/ids.js';
import { sql, type Sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { SignInAttemptRow } from './sign-in-attempt.entity.js';

const windowMs = 15 * 60_000;
/** A code has only a million values, and whoever guesses one knows the password already. */
const failuresPerAccount = { password: 10, factor: 5 } as const;
const failuresPerAddress = 50;
const keepMs = 24 * 3_600_000;

/**
 * Slows guessing down (ASVS 6.3.1), counted in the database for all processes together. Real time is
 * used, never `DESK_CLOCK`: what stands still for a demo must not lock an account for ever.
 */
@Injectable()
export class SignInThrottle {
  constructor(private readonly db: Db) {}

  /**
   * Counts a try before the password is looked at, so that tries at the same moment count too.
   *
   * @param account the name that was typed; for a factor the person's id
   * @returns the id to hand to `succeeded`
   * @throws DomainError rate_limited, with `retryAfterSeconds`
   */
  async count(what: keyof typeof failuresPerAccount, account: string, address: string): Promise<string> {
    const now = Date.now();
    const accountHash = sha256(what === 'password' ? account : `factor:${account}`);
    const id = newId();
    await this.db.tx(async (tx) => {
      // On PostgreSQL two tries at the same moment would not see each other.
      if (this.db.dialect === 'postgres') await this.db.execute(tx, sql`SELECT pg_advisory_xact_lock(hashtext(${accountHash}))`);
      await this.#refuseBeyond(failuresPerAccount[what], now, this.#failuresOfAccount(accountHash, now));
      await this.#refuseBeyond(failuresPerAddress, now, this.#failuresOfAddress(address, now));
      await insert(tx, SignInAttemptRow, { id, accountHash, address, attemptedAt: now, succeeded: false });
    });
    return id;
  }

  /** The try was right: earlier failures of the account no longer count. */
  async succeeded(id: string): Promise<void> {
    await this.db.tx((tx) => update(tx, SignInAttemptRow, { id }, { succeeded: true }));
  }

  async sweep(): Promise<void> {
    const before = Date.now() - keepMs;
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM sign_in_attempt WHERE attempted_at < ${before}`));
  }

  #failuresOfAccount(accountHash: string, now: number): Sql {
    return sql`SELECT attempted_at AS "at" FROM sign_in_attempt
      WHERE account_hash = ${accountHash} AND succeeded = ${false} AND attempted_at > ${now - windowMs}
        AND attempted_at > COALESCE((SELECT MAX(attempted_at) FROM sign_in_attempt WHERE account_hash = ${accountHash} AND succeeded = ${true}), 0)`;
  }

  #failuresOfAddress(address: string, now: number): Sql {
    return sql`SELECT attempted_at AS "at" FROM sign_in_attempt
      WHERE address = ${address} AND succeeded = ${false} AND attempted_at > ${now - windowMs}`;
  }

  async #refuseBeyond(limit: number, now: number, failures: Sql): Promise<void> {
    const rows = await this.db.rows<{ at: number }>(sql`${failures} ORDER BY attempted_at DESC LIMIT ${limit}`);
    const oldest = rows[limit - 1];
    if (oldest === undefined) return;
    const retryAfterSeconds = Math.ceil((oldest.at + windowMs - now) / 1000);
    throw new DomainError('rate_limited', `サインインの失敗が続いたため、いったん止めています。${Math.ceil(retryAfterSeconds / 60)}分ほど待ってからお試しください。`, {
      facts: { retryAfterSeconds },
    });
  }
}
