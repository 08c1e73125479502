import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import type { Actor } from '../platform/events.js';
import { newToken, sha256 } from '../platform/ids.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { AccountMails } from './account-mails.service.js';
import { Passwords } from './passwords.service.js';
import { PasswordPolicy } from './password-policy.service.js';
import { Sessions } from './sessions.service.js';
import { StaffLinkRow, type LinkPurpose } from './staff-link.entity.js';
import { StaffRecord } from './staff-record.js';
import { StaffRow } from './staff.entity.js';

const hourMs = 3_600_000;

/** How long a one-time link is good for (V44): handed over by a person, or sent to whoever forgot his password. */
const validMs: Readonly<Record<LinkPurpose, number>> = { welcome: 72 * hourMs, reset: 72 * hourMs, factor: 24 * hourMs, forgotten: hourMs / 2 };

/** A link just made; its token is shown this once. */
export interface NewLink {
  readonly token: string;
  readonly expiresAt: Instant;
}

/** Whom a valid link is for. */
export interface LinkHolder {
  readonly staffId: string;
  readonly displayName: string;
  readonly loginName: string;
  readonly purpose: LinkPurpose;
}

/** One-time links with which people set their own password: nobody else ever chooses it (ASVS 6.4.6). */
@Injectable()
export class StaffLinks {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly record: StaffRecord,
    private readonly passwords: Passwords,
    private readonly policy: PasswordPolicy,
    private readonly sessions: Sessions,
    private readonly mails: AccountMails,
  ) {}

  /** Makes a link; earlier ones of the person stop working. One that anybody may ask for ends only its like. */
  async make(tx: Tx, staffId: string, purpose: LinkPurpose, actor: Actor): Promise<NewLink> {
    const now = this.clock.now();
    const token = newToken();
    const expiresAt = now + validMs[purpose];
    const replaced = purpose === 'forgotten' ? sql`AND purpose = 'forgotten'` : sql``;
    await this.db.execute(tx, sql`UPDATE staff_link SET used_at = ${now} WHERE staff_id = ${staffId} AND used_at IS NULL ${replaced}`);
    await insert(tx, StaffLinkRow, { tokenHash: sha256(token), staffId, purpose, createdAt: now, expiresAt, usedAt: null });
    await this.record.append(tx, staffId, { actor, type: 'link_made', data: { purpose } });
    return { token, expiresAt };
  }

  /** Whom the link is for; undefined where it is unknown, used or too old. */
  async holder(token: string): Promise<LinkHolder | undefined> {
    return this.db.row<LinkHolder>(sql`
      SELECT p.id AS "staffId", p.display_name AS "displayName", p.login_name AS "loginName", l.purpose
      FROM staff_link l JOIN staff p ON p.id = l.staff_id
      WHERE l.token_hash = ${sha256(token)} AND l.used_at IS NULL AND l.expires_at > ${this.clock.now()} AND p.active = ${true}`);
  }

  /** @throws DomainError not_found where the link is of no use, or of another */
  async holderOf(token: string, purposes: readonly LinkPurpose[]): Promise<LinkHolder> {
    const holder = await this.holder(token);
    if (holder === undefined || !purposes.includes(holder.purpose)) throw unusableLink();
    return holder;
  }

  /**
   * Sets the password, uses the link up and ends every session of the person. The second factor stays
   * what it was (ASVS 6.4.3).
   *
   * @throws DomainError not_found, validation_failed (field `password`)
   */
  async setPassword(token: string, password: string): Promise<LinkHolder> {
    const holder = await this.holderOf(token, ['welcome', 'reset', 'forgotten']);
    await this.policy.require(holder, password);
    const passwordHash = await this.passwords.hash(password);
    await this.db.tx((tx) => this.#store(tx, token, holder, passwordHash));
    return holder;
  }

  /** @throws DomainError not_found where another request has used it */
  async useUp(tx: Tx, token: string): Promise<void> {
    const used = await tx.update(StaffLinkRow, { tokenHash: sha256(token), usedAt: IsNull() }, { usedAt: this.clock.now() });
    if (used.affected !== 1) throw unusableLink();
  }

  async #store(tx: Tx, token: string, { staffId, purpose }: LinkHolder, passwordHash: string): Promise<void> {
    // Hashing took a while: another tab may have been faster.
    await this.useUp(tx, token);
    await this.db.execute(tx, sql`UPDATE staff_link SET used_at = ${this.clock.now()} WHERE staff_id = ${staffId} AND used_at IS NULL AND purpose <> 'factor'`);
    await update(tx, StaffRow, { id: staffId }, { passwordHash });
    await this.sessions.endAllOf(tx, staffId);
    await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'password_set' });
    if (purpose !== 'welcome') await this.mails.tell(tx, staffId, 'password_changed');
  }
}

function unusableLink(): DomainError {
  return new DomainError('not_found', 'このリンクは使えません。期限が過ぎたか、すでに使われています。責任者に新しいリンクを依頼してください。');
}
