import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';

/** An authenticator app as its owner sees it. */
export interface OwnAuthenticator {
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
}

/** A person's own authenticator app. */
@Injectable()
export class AuthenticatorQueries {
  constructor(private readonly db: Db) {}

  async of(staffId: string): Promise<OwnAuthenticator | undefined> {
    return this.db.row<OwnAuthenticator>(sql`SELECT created_at AS "createdAt", last_used_at AS "lastUsedAt" FROM staff_factor WHERE staff_id = ${staffId} AND kind = 'totp' AND ended_at IS NULL`);
  }

  /** The name under which the app shows the account. */
  async loginNameOf(staffId: string): Promise<string> {
    return (await this.db.row<{ loginName: string }>(sql`SELECT login_name AS "loginName" FROM staff WHERE id = ${staffId}`))?.loginName ?? '';
  }
}
