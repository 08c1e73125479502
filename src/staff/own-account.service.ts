import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import { sql } from '../platform/sql.js';
import { update } from '../platform/write.js';
import { AccountMails } from './account-mails.service.js';
import { PasswordPolicy } from './password-policy.service.js';
import { Passwords } from './passwords.service.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import type { Session } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { StaffRecord } from './staff-record.js';
import { StaffRow } from './staff.entity.js';

/** What a person does to his own account. */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly db: Db,
    private readonly signIn: SignIn,
    private readonly policy: PasswordPolicy,
    private readonly passwords: Passwords,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly mails: AccountMails,
    private readonly record: StaffRecord,
  ) {}

  /**
   * A new password for who knows the old one (ASVS 6.2.3); every other session ends.
   *
   * @throws DomainError unauthenticated, rate_limited, validation_failed (field `password`)
   */
  async changePassword({ scope, tokenHash }: Session, change: { readonly current: string; readonly password: string; readonly address: string }): Promise<void> {
    const { staffId } = scope;
    await this.signIn.provePassword(staffId, change.current, change.address);
    const owner = await this.db.row<{ loginName: string; displayName: string }>(sql`SELECT login_name AS "loginName", display_name AS "displayName" FROM staff WHERE id = ${staffId}`);
    if (owner === undefined) throw notFound('スタッフ');
    await this.policy.require({ staffId, ...owner }, change.password);
    const passwordHash = await this.passwords.hash(change.password);
    await this.db.tx(async (tx) => {
      await update(tx, StaffRow, { id: staffId }, { passwordHash });
      await this.db.execute(tx, sql`DELETE FROM session WHERE staff_id = ${staffId} AND token_hash <> ${tokenHash}`);
      await this.db.execute(tx, sql`DELETE FROM sign_in_step WHERE staff_id = ${staffId}`);
      await this.db.execute(tx, sql`UPDATE staff_link SET used_at = COALESCE(used_at, created_at) WHERE staff_id = ${staffId}`);
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'password_changed' });
      await this.mails.tell(tx, staffId, 'password_changed');
    });
  }

  /** Ten new recovery codes in place of the old ones; they are shown this once. */
  async renewRecoveryCodes(staffId: string): Promise<readonly string[]> {
    const made = await this.recoveryCodes.make();
    await this.db.tx(async (tx) => {
      await this.recoveryCodes.replace(tx, staffId, made);
      await this.mails.tell(tx, staffId, 'recovery_codes_made');
    });
    return made.codes;
  }
}
