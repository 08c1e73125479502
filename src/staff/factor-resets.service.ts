import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { hasRole, type Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { AccountMails } from './account-mails.service.js';
import { Factors } from './factors.service.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { SignInSteps, type NewStep } from './sign-in-steps.service.js';
import { StaffLinks, type NewLink } from './staff-links.service.js';
import { actorOf, StaffRecord } from './staff-record.js';

/** Somebody has lost his second factor: the service owner takes it away and hands over a link (ASVS 6.4.4). */
@Injectable()
export class FactorResets {
  constructor(
    private readonly db: Db,
    private readonly factors: Factors,
    private readonly links: StaffLinks,
    private readonly sessions: Sessions,
    private readonly steps: SignInSteps,
    private readonly signIn: SignIn,
    private readonly mails: AccountMails,
    private readonly record: StaffRecord,
  ) {}

  /**
   * Takes factor and recovery codes away, ends every session, tells the person by mail and makes the
   * link without which a new factor cannot be registered.
   *
   * @throws DomainError forbidden, not_found, illegal_transition
   */
  async reset(by: Scope, staffId: string): Promise<NewLink> {
    if (!hasRole(by, 'service_owner')) throw new DomainError('forbidden', '二要素を解除できるのはサービス主管だけです。サービス主管に依頼してください。');
    if (by.staffId === staffId) throw new DomainError('illegal_transition', '自分の二要素は解除できません。ほかのサービス主管に依頼してください。');
    return this.db.tx(async (tx) => {
      const staff = await this.db.row<{ active: boolean | number }>(sql`SELECT active FROM staff WHERE id = ${staffId}`);
      if (staff === undefined) throw notFound('スタッフ');
      if (!staff.active) throw new DomainError('illegal_transition', 'このアカウントは無効です。先に有効にしてください。');
      if ((await this.factors.stateOf(staffId)) === 'none') throw new DomainError('illegal_transition', '二要素はまだ登録されていません。最初のサインインのときに本人が登録します。');
      await this.factors.end(tx, staffId);
      await this.sessions.endAllOf(tx, staffId);
      await this.record.append(tx, staffId, { actor: actorOf(by), type: 'factor_reset' });
      await this.mails.tell(tx, staffId, 'factor_reset');
      return this.links.make(tx, staffId, 'factor', actorOf(by));
    });
  }

  /**
   * Link and password together open the enrolment; the link is used up.
   *
   * @throws DomainError not_found, unauthenticated, rate_limited
   */
  async startEnrolment(token: string, password: string, address: string): Promise<NewStep> {
    const holder = await this.links.holderOf(token, ['factor']);
    await this.signIn.provePassword(holder.staffId, password, address);
    return this.db.tx(async (tx) => {
      await this.links.useUp(tx, token);
      return this.steps.open(tx, holder.staffId, 'enrolment');
    });
  }
}
