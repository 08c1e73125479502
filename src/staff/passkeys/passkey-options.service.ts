import { Injectable } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import { newToken, sha256 } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';
import type { Session } from '../sessions.service.js';
import { stepGone } from '../sign-in.service.js';
import type { SignInStep } from '../sign-in-steps.service.js';
import type { PasskeyPurpose } from './passkey-challenge.entity.js';
import { PasskeyChallenges } from './passkey-challenges.service.js';
import { Passkeys } from './passkeys.service.js';
import { PasskeyVerifier } from './passkey-verifier.js';

/** Who asks for a challenge, and from where. */
export interface PasskeyAsker {
  readonly session: Session | undefined;
  readonly step: SignInStep | undefined;
  readonly address: string;
}

/** What a browser hands to its authenticator, and the token it keeps where it holds none yet. */
export interface OfferedOptions {
  readonly options: Awaited<ReturnType<PasskeyVerifier['creationOptions'] | PasskeyVerifier['requestOptions']>>;
  readonly browserToken?: string;
}

interface Account {
  readonly staffId: string;
  readonly loginName: string;
  readonly displayName: string;
}

/** Gives out challenges, each for one purpose and one browser. */
@Injectable()
export class PasskeyOptions {
  constructor(
    private readonly db: Db,
    private readonly passkeys: Passkeys,
    private readonly challenges: PasskeyChallenges,
    private readonly verifier: PasskeyVerifier,
  ) {}

  /** @throws DomainError unauthenticated where the purpose does not fit who asks, rate_limited */
  async offer(purpose: PasskeyPurpose, asker: PasskeyAsker): Promise<OfferedOptions> {
    if (purpose === 'sign_in') return this.#alone(asker.address);
    const { boundTo, staffId } = await this.#holder(purpose, asker);
    const registers = purpose === 'register' || purpose === 'enrolment';
    const known = await this.passkeys.knownOf(staffId);
    const options = registers ? await this.verifier.creationOptions(await this.#account(staffId), known) : await this.verifier.requestOptions(known, 'preferred');
    await this.challenges.keep(options.challenge, { purpose, boundTo, staffId }, asker.address);
    return { options };
  }

  /** Nobody is known yet, so nobody's passkeys are named: the same answer for everybody (ASVS 6.3.8). */
  async #alone(address: string): Promise<OfferedOptions> {
    const browserToken = newToken();
    const options = await this.verifier.requestOptions([], 'required');
    await this.challenges.keep(options.challenge, { purpose: 'sign_in', boundTo: sha256(browserToken), staffId: null }, address);
    return { options, browserToken };
  }

  async #holder(purpose: PasskeyPurpose, { session, step }: PasskeyAsker): Promise<{ boundTo: string; staffId: string }> {
    if (purpose === 'register' || purpose === 'confirm') {
      if (session?.kind !== 'session') throw stepGone();
      return { boundTo: session.tokenHash, staffId: session.scope.staffId };
    }
    if (step?.wants !== (purpose === 'enrolment' ? 'enrolment' : 'code')) throw stepGone();
    return { boundTo: step.tokenHash, staffId: step.staffId };
  }

  async #account(staffId: string): Promise<Account> {
    const row = await this.db.row<Account>(sql`SELECT id AS "staffId", login_name AS "loginName", display_name AS "displayName" FROM staff WHERE id = ${staffId}`);
    if (row === undefined) throw stepGone();
    return row;
  }
}
