import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { CONFIG } from '../settings.module.js';
import { Factors } from '../staff/factors.service.js';
import { Identities } from '../staff/oidc/identities.service.js';
import { PasskeySignIn } from '../staff/passkeys/passkey-sign-in.service.js';
import { looksLikeAssertion } from '../staff/passkeys/passkey.rules.js';
import { freshMs } from '../staff/session-limits.rules.js';
import { Sessions, type Session } from '../staff/sessions.service.js';
import { SignIn } from '../staff/sign-in.service.js';
import { StaffRecord } from '../staff/staff-record.js';

/** Too short for a password: meant as a code, right or not. */
const isCode = /^\d{1,7}$/;

/** Whether somebody has lately proved who he is, and the proof that he gives with an act (ASVS 7.5.1). */
@Injectable()
export class Confirmations {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly signIn: SignIn,
    private readonly record: StaffRecord,
    private readonly factors: Factors,
    private readonly passkeySignIn: PasskeySignIn,
    private readonly identities: Identities,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Lets an act through that wants a fresh sign-in: the last proof is young enough, or the form brings
   * a new one along. Whoever is asked is told for which operation.
   *
   * @throws DomainError confirmation_required, rate_limited, forbidden (a token for programs)
   */
  async require(request: FastifyRequest, session: Session, operation: string): Promise<void> {
    if (session.kind === 'api_token') throw new DomainError('forbidden', 'この操作はAPIトークンではできません。本人がサインインして操作してください。');
    if (this.isFresh(session)) return;
    const given = request.desk.hidden.confirm;
    if (given === undefined) throw await this.#required(session, operation, `「${operation}」は大切な情報に関わる操作です。続けるには、本人であることをもう一度確かめてください。`);
    try {
      await this.confirm(session, given, request.desk.address);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'unauthenticated') throw await this.#required(session, operation, error.message);
      throw error;
    }
  }

  /** Whether he who holds the session has proved who he is within the last minutes; a program never has. */
  isFresh({ kind, confirmedAt }: Session): boolean {
    return kind === 'session' && this.clock.now() - confirmedAt < freshMs;
  }

  /**
   * Takes a code of the second factor, a passkey's answer to the challenge `confirm`, or the password.
   *
   * @throws DomainError unauthenticated, rate_limited
   */
  async confirm(session: Session, given: string, address: string): Promise<void> {
    const { staffId } = session.scope;
    const typed = given.normalize('NFKC').replaceAll(/\s/g, '');
    if (looksLikeAssertion(given)) await this.passkeySignIn.confirm(session, given, address);
    else if (isCode.test(typed)) await this.signIn.proveFactor(staffId, 'totp', typed, address);
    else await this.signIn.provePassword(staffId, given, address);
    await this.db.tx(async (tx) => {
      await this.sessions.confirm(tx, session.tokenHash);
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'confirmed' });
    });
  }

  /** Which ways he has to give a proof. */
  async waysOf(staffId: string): Promise<{ readonly passkey: boolean; readonly provider: string | undefined }> {
    const { passkey } = await this.factors.kindsOf(staffId);
    const linked = this.config.oidc !== undefined && (await this.identities.isLinked(staffId));
    return { passkey, provider: linked ? this.config.oidc?.name : undefined };
  }

  async #required({ scope }: Session, operation: string, message: string): Promise<DomainError> {
    return new DomainError('confirmation_required', message, { facts: { operation, ...(await this.waysOf(scope.staffId)) } });
  }
}
