import { Injectable } from '@nestjs/common';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { newId, sha256 } from '../platform/ids.js';
import { sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { AccountMails } from './account-mails.service.js';
import { normalizeLoginName } from './login-name.rules.js';
import { ResetAttemptRow } from './reset-attempt.entity.js';
import { SecurityRecord } from './security-record.js';

const hourMs = 3_600_000;
const keepMs = 24 * hourMs;
/** V45: mails that an hour may bring to an account, and tries that it takes from an address. */
const mailsPerAccount = 3;
const triesPerAddress = 10;

/** Somebody forgot his password and asks for a link by mail. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly db: Db,
    private readonly mails: AccountMails,
    private readonly security: SecurityRecord,
  ) {}

  /**
   * Notes the wish. Whether the account exists is found out later, when the mail is made: so known and
   * unknown names get the same answer after the same work (V46).
   *
   * @throws DomainError rate_limited for an address that asks too often
   */
  async ask(loginName: string, address: string): Promise<void> {
    const account = normalizeLoginName(loginName);
    const accountHash = sha256(account);
    const now = Date.now();
    await this.db.tx(async (tx) => {
      await this.#oneAtATime(tx, `reset from ${address}`);
      await this.#oneAtATime(tx, `reset of ${accountHash}`);
      if ((await this.#triesFrom(address, now)) >= triesPerAddress) throw tooOften();
      const counted = (await this.#mailsTo(accountHash, now)) < mailsPerAccount;
      await insert(tx, ResetAttemptRow, { id: newId(), accountHash, address, attemptedAt: now, counted });
      if (counted) await this.mails.askForReset(tx, account);
    });
    await this.security.refusedAs(account, 'reset_asked', {});
  }

  async sweep(): Promise<void> {
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM reset_attempt WHERE attempted_at < ${Date.now() - keepMs}`));
  }

  /** On PostgreSQL two who ask at once would not see each other, neither from one address nor for one account. */
  async #oneAtATime(tx: Tx, what: string): Promise<void> {
    if (this.db.dialect === 'postgres') await this.db.execute(tx, sql`SELECT pg_advisory_xact_lock(hashtextextended(${what}, 0))`);
  }

  async #mailsTo(accountHash: string, now: number): Promise<number> {
    const rows = await this.db.rows(sql`SELECT id FROM reset_attempt WHERE account_hash = ${accountHash} AND counted = ${true} AND attempted_at > ${now - hourMs} LIMIT ${mailsPerAccount}`);
    return rows.length;
  }

  async #triesFrom(address: string, now: number): Promise<number> {
    const rows = await this.db.rows(sql`SELECT id FROM reset_attempt WHERE address = ${address} AND attempted_at > ${now - hourMs} LIMIT ${triesPerAddress}`);
    return rows.length;
  }
}

function tooOften(): DomainError {
  return new DomainError('rate_limited', '再設定の申し込みが続いたため、いったん止めています。1時間ほど待ってからお試しください。', { facts: { retryAfterSeconds: hourMs / 1000 } });
}
