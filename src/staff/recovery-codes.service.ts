import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { newId } from '../platform/ids.js';
import { sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { AccountMails } from './account-mails.service.js';
import { Passwords } from './passwords.service.js';
import { readRecoveryCode, recoveryCodeCount, recoveryCodeFrom } from './recovery-code.rules.js';
import { RecoveryCodeRow } from './recovery-code.entity.js';
import { StaffRecord } from './staff-record.js';

/** Codes just made: to be shown once, and what is kept of them. */
export interface NewRecoveryCodes {
  readonly codes: readonly string[];
  readonly hashes: readonly { readonly hint: string; readonly codeHash: string }[];
}

/** Codes on paper for when the second factor is not at hand; each works once. */
@Injectable()
export class RecoveryCodes {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly record: StaffRecord,
    private readonly mails: AccountMails,
  ) {}

  /** Ten codes that are not stored yet: hashing them takes too long for a transaction. */
  async make(): Promise<NewRecoveryCodes> {
    const codes = new Map<string, string>();
    while (codes.size < recoveryCodeCount) {
      const code = recoveryCodeFrom(randomBytes(16));
      codes.set(code.slice(0, 4), code);
    }
    const hashes = await Promise.all([...codes].map(async ([hint, code]) => ({ hint, codeHash: await this.passwords.hash(code.slice(hint.length)) })));
    return { codes: [...codes.values()], hashes };
  }

  /** Stores them in place of the earlier ones. */
  async replace(tx: Tx, staffId: string, { hashes }: NewRecoveryCodes): Promise<void> {
    const createdAt = this.clock.now();
    await this.db.execute(tx, sql`DELETE FROM recovery_code WHERE staff_id = ${staffId}`);
    await insert(tx, RecoveryCodeRow, hashes.map((hashed) => ({ id: newId(), staffId, ...hashed, createdAt, usedAt: null })));
    await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'recovery_codes_made', data: { count: hashes.length } });
  }

  /** Whether what was typed is an unused code of the person; it is used up with the answer. */
  async take(staffId: string, typed: string): Promise<boolean> {
    const parts = readRecoveryCode(typed);
    const row = parts === undefined ? null : await this.db.one(RecoveryCodeRow, { staffId, hint: parts.hint });
    const right = await this.passwords.matches(parts?.rest ?? '', row === null || row.usedAt !== null ? null : row.codeHash);
    if (row === null || !right) return false;
    return this.db.tx((tx) => this.#use(tx, staffId, row.id));
  }

  async left(staffId: string): Promise<number> {
    const row = await this.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM recovery_code WHERE staff_id = ${staffId} AND used_at IS NULL`);
    return row?.n ?? 0;
  }

  async #use(tx: Tx, staffId: string, id: string): Promise<boolean> {
    const { affected } = await tx.update(RecoveryCodeRow, { id, usedAt: IsNull() }, { usedAt: this.clock.now() });
    if (affected !== 1) return false;
    await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'recovery_code_used' });
    await this.mails.tell(tx, staffId, 'recovery_code_used');
    return true;
  }
}
