import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { sql } from '../platform/sql.js';
import { Factors } from './factors.service.js';
import { normalizeLoginName } from './login-name.rules.js';
import { Passwords } from './passwords.service.js';
import { readRecoveryCode } from './recovery-code.rules.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { SecurityRecord } from './security-record.js';
import { Sessions, type NewSession, type Session, type SessionOrigin } from './sessions.service.js';
import { SignInSteps, type NewStep, type SignInStep } from './sign-in-steps.service.js';
import { StaffRecord } from './staff-record.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { looksLikeCode } from './totp.js';

export interface Credentials {
  readonly loginName: string;
  readonly password: string;
  /** Where the try comes from, for the rate limit. */
  readonly address: string;
}

/** Which second factor was given. */
export type GivenFactor = 'totp' | 'recovery_code' | 'passkey' | 'provider';

/** A factor that is typed. */
export type TypedFactor = Extract<GivenFactor, 'totp' | 'recovery_code'>;

/** Signing in and out: first the password, then the second factor; only then there is a session. */
@Injectable()
export class SignIn {
  constructor(
    private readonly db: Db,
    private readonly record: StaffRecord,
    private readonly security: SecurityRecord,
    private readonly passwords: Passwords,
    private readonly factors: Factors,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly sessions: Sessions,
    private readonly steps: SignInSteps,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * The way to the second factor for the right password. What is wrong with a refused try is never
   * said: unknown, disabled and wrong look and last alike.
   *
   * @throws DomainError unauthenticated, rate_limited, forbidden (the factor was reset: it needs the link)
   */
  async givePassword(credentials: Credentials): Promise<NewStep> {
    const staffId = await this.#staffOf(credentials, 'メールアドレスかパスワードが違います。確認して、もう一度入力してください。');
    return this.openStep(staffId);
  }

  /**
   * The way to the second factor for somebody who has given the first.
   *
   * @throws DomainError forbidden (the factor was reset: it needs the link)
   */
  async openStep(staffId: string): Promise<NewStep> {
    const wants = await this.#nextOf(staffId);
    return this.db.tx((tx) => this.steps.open(tx, staffId, wants));
  }

  /**
   * A session for the second factor.
   *
   * @throws DomainError unauthenticated, rate_limited
   */
  async giveFactor(step: SignInStep, kind: TypedFactor, code: string, origin: SessionOrigin, previous: Session | undefined): Promise<NewSession> {
    if (step.wants !== 'code') throw stepGone();
    await this.proveFactor(step.staffId, kind, code, origin.address);
    return this.openFor(step, kind, origin, previous);
  }

  /**
   * Both factors at once, for programs; they all get the same refusal, whatever was wrong.
   *
   * @throws DomainError unauthenticated, rate_limited, forbidden (no second factor yet)
   */
  async signIn(credentials: Credentials & { readonly code: string; readonly device: string }): Promise<NewSession> {
    const staffId = await this.#staffOf(credentials, apiRefusal);
    if ((await this.#nextOf(staffId)) === 'enrolment') throw new DomainError('forbidden', '二要素（確認コード）がまだ登録されていません。ブラウザーでサインインして登録してください。');
    const kind = readRecoveryCode(credentials.code) === undefined ? 'totp' : 'recovery_code';
    await this.proveFactor(staffId, kind, credentials.code, credentials.address, apiRefusal);
    return this.open(staffId, kind, credentials, undefined);
  }

  /**
   * Takes a code or refuses it, counted per person and address.
   *
   * @throws DomainError unauthenticated, rate_limited
   */
  async proveFactor(staffId: string, kind: TypedFactor, code: string, address: string, refusal?: string): Promise<void> {
    const attempt = await this.throttle.count('factor', staffId, address);
    const right = kind === 'totp' ? await this.factors.takeCode(staffId, code, Date.now()) : await this.recoveryCodes.take(staffId, code);
    if (right) return this.throttle.succeeded(attempt);
    await this.security.refusedAs(staffId, 'sign_in_refused', { step: kind });
    throw new DomainError('unauthenticated', refusal ?? wrongFactor(kind, code));
  }

  /**
   * Whether it is the person's password, counted like a sign-in.
   *
   * @throws DomainError unauthenticated, rate_limited
   */
  async provePassword(staffId: string, password: string, address: string): Promise<void> {
    const staff = await this.db.row<{ loginName: string }>(sql`SELECT login_name AS "loginName" FROM staff WHERE id = ${staffId}`);
    await this.#staffOf({ loginName: staff?.loginName ?? '', password, address }, '今のパスワードが違います。');
  }

  /** The session at the end of the steps; a step leads to one session. */
  async openFor(step: SignInStep, factor: GivenFactor, origin: SessionOrigin, previous: Session | undefined): Promise<NewSession> {
    return this.db.tx(async (tx) => {
      if (!(await this.steps.take(tx, step.tokenHash))) throw stepGone();
      return this.open(step.staffId, factor, origin, previous);
    });
  }

  /** A session for somebody who has given both factors. */
  async open(staffId: string, factor: GivenFactor, origin: SessionOrigin, previous: Session | undefined): Promise<NewSession> {
    return this.db.tx(async (tx) => {
      if (previous !== undefined) await this.sessions.end(tx, previous.tokenHash);
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'signed_in', data: { factor } });
      return this.sessions.open(tx, staffId, origin);
    });
  }

  /** Ends the session at once (ASVS 7.4.1). */
  async signOut(session: Session): Promise<void> {
    const { staffId } = session.scope;
    await this.db.tx(async (tx) => {
      await this.sessions.end(tx, session.tokenHash);
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'signed_out' });
    });
  }

  async #staffOf({ loginName, password, address }: Credentials, refusal: string): Promise<string> {
    const account = normalizeLoginName(loginName);
    const attempt = await this.throttle.count('password', account, address);
    const staff = await this.db.row<{ id: string; passwordHash: string | null }>(
      sql`SELECT id, password_hash AS "passwordHash" FROM staff WHERE login_name = ${account} AND active = ${true}`,
    );
    const right = await this.passwords.matches(password, staff?.passwordHash ?? null);
    if (staff !== undefined && right) {
      await this.throttle.succeeded(attempt);
      return staff.id;
    }
    await this.security.refusedAs(account, 'sign_in_refused', { step: 'password' });
    throw new DomainError('unauthenticated', refusal);
  }

  async #nextOf(staffId: string): Promise<NewStep['wants']> {
    const state = await this.factors.stateOf(staffId);
    if (state === 'reset') throw new DomainError('forbidden', '二要素（確認コード）がいったん解除されています。サービス主管から受け取った再登録用のリンクを開いてください。');
    return state === 'active' ? 'code' : 'enrolment';
  }
}

const apiRefusal = 'メールアドレス、パスワード、確認コードのいずれかが違います。';

/** What was typed cannot be a code at all, or is not the right one. */
function wrongFactor(kind: TypedFactor, code: string): string {
  return kind === 'totp' && !looksLikeCode(code) ? '確認コードは6桁の数字です。アプリに表示されている6桁を、続けて入力してください。' : wrongCode[kind];
}

const wrongCode: Readonly<Record<TypedFactor, string>> = {
  totp: '確認コードが違うか、すでに使われています。アプリに次のコードが表示されてから、もう一度入力してください。',
  recovery_code: 'リカバリーコードが違うか、すでに使われています。別のコードを入力してください。',
};

/** The steps took too long, or were taken in another tab. */
export function stepGone(): DomainError {
  return new DomainError('unauthenticated', '時間が過ぎたか、別の画面でサインインが済んでいます。もう一度サインインしてください。');
}
