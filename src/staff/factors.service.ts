import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { newId } from '../platform/ids.js';
import { SecretBox } from '../platform/secret-box.js';
import { sql, type Sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { AccountMails } from './account-mails.service.js';
import { PasskeyRow } from './passkeys/passkey.entity.js';
import { StaffFactorRow } from './staff-factor.entity.js';
import { StaffRecord } from './staff-record.js';
import { matchingStep } from './totp.js';

/** Whether a person has a second factor, never had one, or had one that was taken away. */
export type FactorState = 'active' | 'none' | 'reset';

/** What a person has registered. */
export interface FactorKinds {
  readonly totp: boolean;
  readonly passkey: boolean;
}

/** Second factors: every account has one before it can do anything (ASVS 6.3.3). */
@Injectable()
export class Factors {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly secretBox: SecretBox,
    private readonly record: StaffRecord,
    private readonly mails: AccountMails,
  ) {}

  async stateOf(staffId: string): Promise<FactorState> {
    const rows = await this.db.rows<{ endedAt: number | null }>(sql`
      SELECT ended_at AS "endedAt" FROM staff_factor WHERE staff_id = ${staffId} UNION ALL SELECT ended_at FROM passkey WHERE staff_id = ${staffId}`);
    if (rows.length === 0) return 'none';
    return rows.some(({ endedAt }) => endedAt === null) ? 'active' : 'reset';
  }

  /** Which kinds of factor a person can give now. */
  async kindsOf(staffId: string): Promise<FactorKinds> {
    const exists = async (query: Sql): Promise<boolean> => (await this.db.row(query)) !== undefined;
    return {
      totp: await exists(sql`SELECT 1 FROM staff_factor WHERE staff_id = ${staffId} AND kind = 'totp' AND ended_at IS NULL`),
      passkey: await exists(sql`SELECT 1 FROM passkey WHERE staff_id = ${staffId} AND ended_at IS NULL LIMIT 1`),
    };
  }

  /**
   * Registers the secret that the person has just shown to hold. It is sealed under the row's own id.
   *
   * @param step the time step of the code shown; 0 where none was
   */
  async add(tx: Tx, staffId: string, secret: string, step: number): Promise<void> {
    const now = this.clock.now();
    const id = newId();
    const sealed = this.secretBox.seal(secret, `totp:${id}`);
    await insert(tx, StaffFactorRow, { id, staffId, kind: 'totp', secret: sealed, lastCounter: step, createdAt: now, lastUsedAt: null, endedAt: null });
    await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'factor_added', data: { kind: 'totp' } });
    await this.mails.tell(tx, staffId, 'factor_added');
  }

  /**
   * Whether the code is one of the person's factor and was never taken before. It is used up with the
   * answer; of two who send it at once one is refused.
   *
   * @param realNow the time of the machine: authenticator apps know no `DESK_CLOCK`
   */
  async takeCode(staffId: string, code: string, realNow: number): Promise<boolean> {
    const factor = await this.db.row<{ id: string; secret: string; lastCounter: number }>(
      sql`SELECT id, secret, COALESCE(last_counter, 0) AS "lastCounter" FROM staff_factor WHERE staff_id = ${staffId} AND kind = 'totp' AND ended_at IS NULL`,
    );
    if (factor === undefined) return false;
    const step = await matchingStep(this.secretBox.open(factor.secret, `totp:${factor.id}`), code, realNow, factor.lastCounter);
    if (step === undefined) return false;
    return this.db.tx(async (tx) => {
      const unused = { id: factor.id, endedAt: IsNull(), lastCounter: LessThan(step) };
      const { affected } = await tx.update(StaffFactorRow, unused, { lastCounter: step, lastUsedAt: this.clock.now() });
      return affected === 1;
    });
  }

  /** Takes every factor and recovery code away. */
  async end(tx: Tx, staffId: string): Promise<void> {
    const endedAt = this.clock.now();
    await tx.update(StaffFactorRow, { staffId, endedAt: IsNull() }, { endedAt });
    await tx.update(PasskeyRow, { staffId, endedAt: IsNull() }, { endedAt });
    await this.db.execute(tx, sql`DELETE FROM recovery_code WHERE staff_id = ${staffId}`);
  }
}
