import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { newToken, sha256 } from '../platform/ids.js';
import { SecretBox } from '../platform/secret-box.js';
import { sql } from '../platform/sql.js';
import { insert, remove, update } from '../platform/write.js';
import { SignInStepRow } from './sign-in-step.entity.js';
import { newTotpSecret } from './totp.js';

const validMs = 10 * 60_000;

/** Somebody between his password and his second factor. */
export interface SignInStep {
  readonly tokenHash: string;
  readonly staffId: string;
  readonly loginName: string;
  readonly displayName: string;
  readonly wants: 'code' | 'enrolment';
  readonly secret: string | null;
}

/** A step just opened; the token is given to the browser this once. */
export interface NewStep {
  readonly token: string;
  readonly wants: 'code' | 'enrolment';
  readonly expiresAt: Instant;
}

/** Keeps who has given his password and not yet his second factor. */
@Injectable()
export class SignInSteps {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly secretBox: SecretBox,
  ) {}

  async open(tx: Tx, staffId: string, wants: NewStep['wants']): Promise<NewStep> {
    const token = newToken();
    const now = this.clock.now();
    await insert(tx, SignInStepRow, { tokenHash: sha256(token), staffId, wants, secret: null, createdAt: now, expiresAt: now + validMs });
    return { token, wants, expiresAt: now + validMs };
  }

  /** The step of a token; undefined where there is none, it is too old, or the account was disabled meanwhile. */
  async find(token: string): Promise<SignInStep | undefined> {
    return this.db.row<SignInStep>(sql`
      SELECT t.token_hash AS "tokenHash", t.wants, t.secret, p.id AS "staffId", p.login_name AS "loginName", p.display_name AS "displayName"
      FROM sign_in_step t JOIN staff p ON p.id = t.staff_id
      WHERE t.token_hash = ${sha256(token)} AND t.expires_at > ${this.clock.now()} AND p.active = ${true}`);
  }

  /** The secret that the page of the enrolment shows: the same each time it is opened. */
  async offeredSecret(step: SignInStep): Promise<string> {
    const context = `enrolment:${step.tokenHash}`;
    if (step.secret !== null) return this.secretBox.open(step.secret, context);
    const secret = newTotpSecret();
    await this.db.tx((tx) => update(tx, SignInStepRow, { tokenHash: step.tokenHash }, { secret: this.secretBox.seal(secret, context) }));
    return secret;
  }

  /** Takes the step; false where another request has taken it. */
  async take(tx: Tx, tokenHash: string): Promise<boolean> {
    return (await remove(tx, SignInStepRow, { tokenHash })) === 1;
  }

  async endAllOf(tx: Tx, staffId: string): Promise<void> {
    await remove(tx, SignInStepRow, { staffId });
  }

  async sweep(): Promise<void> {
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM sign_in_step WHERE expires_at <= ${this.clock.now()}`));
  }
}
