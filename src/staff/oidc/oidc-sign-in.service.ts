import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { SecurityRecord } from '../security-record.js';
import { freshMs } from '../session-limits.rules.js';
import { Sessions, type NewSession, type Session, type SessionOrigin } from '../sessions.service.js';
import type { NewStep } from '../sign-in-steps.service.js';
import { SignIn } from '../sign-in.service.js';
import { StaffRecord } from '../staff-record.js';
import { Identities } from './identities.service.js';
import { NoAccount, OidcAccounts, type AccountRefusal } from './oidc-accounts.service.js';
import type { OidcAttempt } from './oidc-attempts.service.js';
import type { ProviderPerson } from './oidc-claims.rules.js';
import { OidcClient } from './oidc-client.js';

/** Where somebody who comes from the provider stands: signed in, or before our own second factor. */
export type Arrival = { readonly kind: 'session'; readonly session: NewSession } | { readonly kind: 'step'; readonly step: NewStep };

const reasons: Readonly<Record<AccountRefusal | 'not_proved', string>> = {
  not_proved: 'サインインを確認できませんでした。もう一度お試しください。',
  unknown: 'このアカウントは登録されていません。サービス主管に登録を依頼し、届いたリンクから始めてください。',
  linked_elsewhere: '別のアカウントがすでに結び付いています。サービス主管に確認を依頼してください。',
  disabled: 'このアカウントでは、いまサインインできません。サービス主管に確認してください。',
  no_role: '役割が割り当てられていないため、サインインできません。サービス主管に確認してください。',
};

type Reason = keyof typeof reasons;

/** Signing in at an OpenID Connect provider: who it is, which account is meant, what he may do. */
@Injectable()
export class OidcSignIn {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly client: OidcClient,
    private readonly identities: Identities,
    private readonly accounts: OidcAccounts,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly record: StaffRecord,
    private readonly security: SecurityRecord,
  ) {}

  /**
   * The provider's second factor is taken where it vouches for one; otherwise ours is asked for.
   *
   * @throws DomainError unauthenticated, forbidden
   */
  async arrive(person: ProviderPerson | undefined, attempt: OidcAttempt, origin: SessionOrigin, previous: Session | undefined): Promise<Arrival> {
    if (person === undefined) throw await this.#refused('', 'not_proved');
    const staffId = await this.#account(person, attempt.invitation);
    if (!person.secondFactor) return { kind: 'step', step: await this.signIn.openStep(staffId) };
    const session = await this.signIn.open(staffId, 'provider', { ...origin, confirmedAt: this.#provedAt(person) }, previous);
    return { kind: 'session', session };
  }

  /**
   * A proof once more, by the same person, for the session that asked.
   *
   * @throws DomainError unauthenticated
   */
  async confirm(person: ProviderPerson | undefined, session: Session): Promise<void> {
    const { staffId } = session.scope;
    const known = person === undefined ? undefined : await this.identities.find(this.client.settings.issuer, person.subject);
    if (person === undefined || known?.staffId !== staffId || !this.#isFresh(person)) throw await this.#refused(staffId, 'not_proved');
    await this.db.tx(async (tx) => {
      await this.sessions.confirm(tx, session.tokenHash, this.#provedAt(person));
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'confirmed', data: { by: 'provider' } });
    });
  }

  async #account(person: ProviderPerson, invitation: string | undefined): Promise<string> {
    try {
      return await this.accounts.accountOf(person, invitation);
    } catch (error) {
      if (error instanceof NoAccount) throw await this.#refused(person.subject, error.reason);
      throw error;
    }
  }

  /** A provider may answer from a session of its own, whatever it was asked. */
  #isFresh(person: ProviderPerson): boolean {
    return this.clock.now() - this.#provedAt(person) < freshMs;
  }

  /** In the desk's own time; the provider knows no `DESK_CLOCK`. */
  #provedAt({ authenticatedAt }: ProviderPerson): Instant {
    return authenticatedAt === undefined ? 0 : this.clock.now() - Math.max(0, Date.now() - authenticatedAt * 1000);
  }

  async #refused(account: string, reason: Reason): Promise<DomainError> {
    await this.security.refusedAs(`oidc:${account}`, 'sign_in_refused', { step: 'provider', reason });
    return new DomainError(reason === 'not_proved' ? 'unauthenticated' : 'forbidden', reasons[reason]);
  }
}
