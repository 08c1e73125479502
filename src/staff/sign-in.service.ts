import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { sql } from '../platform/sql.js';
import { normalizeLoginName } from './login-name.rules.js';
import { Passwords } from './passwords.service.js';
import { Sessions, type NewSession, type Session } from './sessions.service.js';
import { StaffRecord } from './staff-record.js';
import { SignInThrottle } from './sign-in-throttle.js';

export interface Credentials {
  readonly loginName: string;
  readonly password: string;
  /** Where the try comes from, for the rate limit. */
  readonly address: string;
  /** The session under which the browser was signed in before; it ends. */
  readonly previous: Session | undefined;
}

/** Signing in and out. */
@Injectable()
export class SignIn {
  constructor(
    private readonly db: Db,
    private readonly record: StaffRecord,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * A new session for the right password. What is wrong with a refused try is never said: unknown,
   * disabled and wrong look and last alike.
   *
   * @throws DomainError unauthenticated, rate_limited
   */
  async signIn({ loginName, password, address, previous }: Credentials): Promise<NewSession> {
    const account = normalizeLoginName(loginName);
    const attempt = await this.throttle.count(account, address);
    const staff = await this.db.row<{ id: string; passwordHash: string | null }>(
      sql`SELECT id, password_hash AS "passwordHash" FROM staff WHERE login_name = ${account} AND active = ${true}`,
    );
    const right = await this.passwords.matches(password, staff?.passwordHash ?? null);
    if (staff === undefined || !right) throw new DomainError('unauthenticated', 'メールアドレスかパスワードが違います。確認して、もう一度入力してください。');
    await this.throttle.succeeded(attempt);
    return this.#openFor(staff.id, previous);
  }

  /** Ends the session at once (ASVS 7.4.1). */
  async signOut(session: Session): Promise<void> {
    const { staffId } = session.scope;
    await this.db.tx(async (tx) => {
      await this.sessions.end(tx, session.tokenHash);
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'signed_out' });
    });
  }

  async #openFor(staffId: string, previous: Session | undefined): Promise<NewSession> {
    return this.db.tx(async (tx) => {
      if (previous !== undefined) await this.sessions.end(tx, previous.tokenHash);
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'signed_in' });
      return this.sessions.open(tx, staffId);
    });
  }
}
