import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { Factors } from './factors.service.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import type { NewSession, Session, SessionOrigin } from './sessions.service.js';
import { SignIn, stepGone } from './sign-in.service.js';
import { SignInSteps, type SignInStep } from './sign-in-steps.service.js';
import { matchingStep, spelledSecret, totpAddress } from './totp.js';

/** What the page of the enrolment shows. */
export interface OfferedFactor {
  /** For typing, in groups of four. */
  readonly secret: string;
  /** A `data:` address of an SVG picture. */
  readonly qrCode: string;
}

/** Registering a second factor, which ends in the first session. */
@Injectable()
export class Enrolment {
  constructor(
    private readonly db: Db,
    private readonly steps: SignInSteps,
    private readonly factors: Factors,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly signIn: SignIn,
  ) {}

  async offer(step: SignInStep): Promise<OfferedFactor> {
    const secret = await this.steps.offeredSecret(step);
    const { toString: qrCode } = await import('qrcode');
    const svg = await qrCode(totpAddress(secret, step.loginName), { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
    return { secret: spelledSecret(secret), qrCode: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` };
  }

  /**
   * The first code shows that the app holds the secret: registers it, makes recovery codes and opens
   * the session.
   *
   * @throws DomainError validation_failed (field `code`), unauthenticated where the step has ended
   */
  async complete(step: SignInStep, code: string, origin: SessionOrigin, previous: Session | undefined): Promise<{ readonly session: NewSession; readonly recoveryCodes: readonly string[] }> {
    if (step.wants !== 'enrolment') throw stepGone();
    const secret = await this.steps.offeredSecret(step);
    const timeStep = await matchingStep(secret, code, Date.now(), 0);
    if (timeStep === undefined) throw wrongFirstCode();
    const made = await this.recoveryCodes.make();
    const session = await this.db.tx(async (tx) => {
      const opened = await this.signIn.openFor(step, 'totp', origin, previous);
      await this.factors.end(tx, step.staffId);
      await this.factors.add(tx, step.staffId, secret, timeStep);
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
