import { Injectable } from '@nestjs/common';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { qrPicture } from './authenticator/qr-picture.js';
import { Factors } from './factors.service.js';
import { Passkeys } from './passkeys/passkeys.service.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import type { NewSession, Session, SessionOrigin } from './sessions.service.js';
import { SignIn, stepGone, type GivenFactor } from './sign-in.service.js';
import { SignInSteps, type SignInStep } from './sign-in-steps.service.js';
import { matchingStep, spelledSecret, totpAddress } from './totp.js';

/** What the page of the enrolment shows. */
export interface OfferedFactor {
  /** For typing, in groups of four. */
  readonly secret: string;
  /** A `data:` address of an SVG picture. */
  readonly qrCode: string;
}

/** The first session, and the recovery codes that are shown this once. */
export interface Enrolled {
  readonly session: NewSession;
  readonly recoveryCodes: readonly string[];
}

interface Finish {
  readonly factor: GivenFactor;
  readonly origin: SessionOrigin;
  readonly previous: Session | undefined;
}

/** Registering a second factor, which ends in the first session. */
@Injectable()
export class Enrolment {
  constructor(
    private readonly db: Db,
    private readonly steps: SignInSteps,
    private readonly factors: Factors,
    private readonly passkeys: Passkeys,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly signIn: SignIn,
  ) {}

  async offer(step: SignInStep): Promise<OfferedFactor> {
    const secret = await this.steps.offeredSecret(step);
    return { secret: spelledSecret(secret), qrCode: await qrPicture(totpAddress(secret, step.loginName)) };
  }

  /**
   * The first code shows that the app holds the secret: registers it, makes recovery codes and opens
   * the session.
   *
   * @throws DomainError validation_failed (field `code`), unauthenticated where the step has ended
   */
  async complete(step: SignInStep, code: string, origin: SessionOrigin, previous: Session | undefined): Promise<Enrolled> {
    if (step.wants !== 'enrolment') throw stepGone();
    const secret = await this.steps.offeredSecret(step);
    const timeStep = await matchingStep(secret, code, Date.now(), 0);
    if (timeStep === undefined) throw wrongFirstCode();
    return this.#finish(step, { factor: 'totp', origin, previous }, (tx) => this.factors.add(tx, step.staffId, secret, timeStep));
  }

  /**
   * The same with a passkey instead of an app.
   *
   * @param answer the browser's answer to the challenge `enrolment`
   * @throws DomainError validation_failed (field `credential`), already_exists, unauthenticated where the step has ended
   */
  async completeWithPasskey(step: SignInStep, answer: string, origin: SessionOrigin, previous: Session | undefined): Promise<Enrolled> {
    if (step.wants !== 'enrolment') throw stepGone();
    const made = await this.passkeys.checkNew(answer, { purpose: 'enrolment', boundTo: step.tokenHash, staffId: step.staffId });
    return this.#finish(step, { factor: 'passkey', origin, previous }, (tx) => this.passkeys.add(tx, step.staffId, origin.device, made));
  }

  async #finish(step: SignInStep, { factor, origin, previous }: Finish, add: (tx: Tx) => Promise<void>): Promise<Enrolled> {
    const made = await this.recoveryCodes.make();
    const session = await this.db.tx(async (tx) => {
      const opened = await this.signIn.openFor(step, factor, origin, previous);
      await this.factors.end(tx, step.staffId);
      await add(tx);
      await this.recoveryCodes.replace(tx, step.staffId, made);
      return opened;
    });
    return { session, recoveryCodes: made.codes };
  }
}

function wrongFirstCode(): DomainError {
  const message = '確認コードが合いません。アプリに表示されている6桁を入力してください。続けて合わないときは、端末の時刻が正しいか確認してください。';
  return new DomainError('validation_failed', message, { faults: [{ field: 'code', message }] });
}
