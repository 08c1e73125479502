import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors.js';
import { sha256 } from '../../platform/ids.js';
import { SecurityRecord } from '../security-record.js';
import type { NewSession, Session, SessionOrigin } from '../sessions.service.js';
import { SignInThrottle } from '../sign-in-throttle.js';
import { SignIn, stepGone } from '../sign-in.service.js';
import type { SignInStep } from '../sign-in-steps.service.js';
import type { PasskeyPurpose } from './passkey-challenge.entity.js';
import { assertion, readAnswer } from './passkey.rules.js';
import { Passkeys, type ProvedPerson } from './passkeys.service.js';

interface Use {
  readonly purpose: PasskeyPurpose;
  readonly boundTo: string;
}

/** Signing in with a passkey: alone, after the password, or once more for a careful act. */
@Injectable()
export class PasskeySignIn {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly signIn: SignIn,
    private readonly throttle: SignInThrottle,
    private readonly security: SecurityRecord,
  ) {}

  /**
   * A passkey stands for both factors where its device has made sure who holds it: by PIN, finger or face.
   *
   * @param browserToken what the browser was given together with the challenge
   * @throws DomainError unauthenticated, rate_limited
   */
  async alone(answer: string, browserToken: string, origin: SessionOrigin, previous: Session | undefined): Promise<NewSession> {
    const account = `passkey:${readAnswer(assertion, answer)?.id ?? ''}`;
    const { staffId, userVerified } = await this.#prove(answer, { purpose: 'sign_in', boundTo: sha256(browserToken) }, account, origin.address);
    if (userVerified) return this.signIn.open(staffId, 'passkey', origin, previous);
    await this.security.refusedAs(staffId, 'sign_in_refused', { step: 'user_verification' });
    throw new DomainError('unauthenticated', 'この機器では、PIN・指紋・顔による本人の確認がありませんでした。パスワードでサインインし、その次の画面でパスキーを使ってください。');
  }

  /** @throws DomainError unauthenticated, rate_limited */
  async second(step: SignInStep, answer: string, origin: SessionOrigin, previous: Session | undefined): Promise<NewSession> {
    if (step.wants !== 'code') throw stepGone();
    await this.#prove(answer, { purpose: 'second_factor', boundTo: step.tokenHash }, step.staffId, origin.address);
    return this.signIn.openFor(step, 'passkey', origin, previous);
  }

  /** @throws DomainError unauthenticated, rate_limited */
  async confirm({ tokenHash, scope }: Session, answer: string, address: string): Promise<void> {
    await this.#prove(answer, { purpose: 'confirm', boundTo: tokenHash }, scope.staffId, address);
  }

  async #prove(answer: string, use: Use, account: string, address: string): Promise<ProvedPerson> {
    const attempt = await this.throttle.count('factor', account, address);
    const proved = await this.passkeys.prove(answer, use);
    if (proved !== undefined) {
      await this.throttle.succeeded(attempt);
      return proved;
    }
    await this.security.refusedAs(account, 'sign_in_refused', { step: 'passkey' });
    throw new DomainError('unauthenticated', 'パスキーを確認できませんでした。時間が過ぎたか、登録されていないパスキーです。もう一度試すか、ほかの方法でサインインしてください。');
  }
}
