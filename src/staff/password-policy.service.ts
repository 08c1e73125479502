import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { sql } from '../platform/sql.js';
import { BreachedPasswords } from './breached-passwords.js';
import { passwordFault } from './password.rules.js';

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly staffId: string;
  readonly displayName: string;
  readonly loginName: string;
}

/** The rules for new passwords, with the words that others could guess of this person (ASVS 6.2.11). */
@Injectable()
export class PasswordPolicy {
  constructor(
    private readonly db: Db,
    private readonly breached: BreachedPasswords,
  ) {}

  /** @throws DomainError validation_failed (field `password`) */
  async require(owner: PasswordOwner, password: string): Promise<void> {
    const fault = passwordFault(password, [owner.displayName, owner.loginName, ...(await this.#namesAround(owner.staffId))], (folded) => this.breached.has(folded));
    if (fault !== undefined) throw new DomainError('validation_failed', fault, { faults: [{ field: 'password', message: fault }] });
  }

  /** The desks the person works for and the companies that run them. */
  async #namesAround(staffId: string): Promise<string[]> {
    const desks = await this.db.rows<{ name: string; companyName: string }>(sql`
      SELECT d.name, d.company_name AS "companyName" FROM staff_role r JOIN support_desk d ON d.id = r.support_desk_id WHERE r.staff_id = ${staffId}`);
    return desks.flatMap(({ name, companyName }) => [name, companyName]);
  }
}
