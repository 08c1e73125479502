import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';
import { insert, remove, update } from '../../platform/write.js';
import { AccountMails } from '../account-mails.service.js';
import type { Scope } from '../../platform/scope.js';
import { actorOf, StaffRecord } from '../staff-record.js';
import { StaffIdentityRow } from './staff-identity.entity.js';

/** Who is meant by whom a provider names. Accounts are joined once, by an invitation or a verified address. */
@Injectable()
export class Identities {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly record: StaffRecord,
    private readonly mails: AccountMails,
  ) {}

  /** Whose account it is; `active` false where it is disabled. */
  async find(issuer: string, subject: string): Promise<{ readonly staffId: string; readonly active: boolean } | undefined> {
    const row = await this.db.row<{ staffId: string; active: boolean | number }>(sql`
      SELECT i.staff_id AS "staffId", p.active FROM staff_identity i JOIN staff p ON p.id = i.staff_id WHERE i.issuer = ${issuer} AND i.subject = ${subject}`);
    return row === undefined ? undefined : { staffId: row.staffId, active: row.active === true || row.active === 1 };
  }

  async isLinked(staffId: string): Promise<boolean> {
    return (await this.db.row(sql`SELECT 1 FROM staff_identity WHERE staff_id = ${staffId} LIMIT 1`)) !== undefined;
  }

  /** Joins an account to a subject; false where it is joined to another already: a mailbox that changes hands opens nothing. */
  async link(tx: Tx, staffId: string, issuer: string, subject: string, by: 'invitation' | 'verified_mail' | 'mapping'): Promise<boolean> {
    const other = await this.db.row(sql`SELECT 1 FROM staff_identity WHERE issuer = ${issuer} AND (staff_id = ${staffId} OR subject = ${subject})`);
    if (other !== undefined) return false;
    await insert(tx, StaffIdentityRow, { id: newId(), staffId, issuer, subject, linkedAt: this.clock.now(), lastUsedAt: null });
    await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'identity_linked', data: { by } });
    await this.mails.tell(tx, staffId, 'identity_linked');
    return true;
  }

  async used(tx: Tx, issuer: string, subject: string): Promise<void> {
    await update(tx, StaffIdentityRow, { issuer, subject }, { lastUsedAt: this.clock.now() });
  }

  /** Takes the join back, by the service owner. */
  async unlink(by: Scope, staffId: string): Promise<void> {
    await this.db.tx(async (tx) => {
      if ((await remove(tx, StaffIdentityRow, { staffId })) === 0) return;
      await this.record.append(tx, staffId, { actor: actorOf(by), type: 'identity_unlinked' });
    });
  }
}
