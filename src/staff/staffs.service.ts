import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import type { Actor } from '../platform/events.js';
import { newId } from '../platform/ids.js';
import type { Role, Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { insert, update } from '../platform/write.js';
import { normalizeLoginName } from './login-name.rules.js';
import { Sessions } from './sessions.service.js';
import { isFirstLineRole, mayManage, rolesFault } from './staff-rights.rules.js';
import { StaffLinks, type NewLink } from './staff-links.service.js';
import { actorOf, StaffRecord } from './staff-record.js';
import { StaffRoleRow } from './staff-role.entity.js';
import { StaffRow } from './staff.entity.js';

/** What makes a person of the desk. */
export interface NewStaff {
  readonly loginName: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  /** The desks for which the first-line roles are held; empty where there is none of those. */
  readonly supportDeskIds: readonly string[];
  /** The designated provider a second-line person belongs to; null for the desk's own people. */
  readonly providerId: string | null;
}

/** People of the desk: added, given roles, disabled; never deleted. */
@Injectable()
export class Staffs {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly record: StaffRecord,
    private readonly sessions: Sessions,
    private readonly links: StaffLinks,
  ) {}

  /**
   * Adds a person without a password; `links.make` or `addWithLink` gives him the way in.
   *
   * @param by who adds; null for the operator at the command line
   * @param actor who stands on the record for it
   * @throws DomainError forbidden, validation_failed, already_exists
   */
  async add(tx: Tx, by: Scope | null, staff: NewStaff, actor: Actor = actorOf(by)): Promise<string> {
    refuseBadRoles(staff);
    if (by !== null && !mayManage(by, staff)) throw beyondOwnDesk();
    const row = this.#newRow(staff);
    if (await this.#loginNameTaken(row.loginName)) throw alreadyExists();
    await this.refuseUnknown(staff);
    await insertNew(tx, row);
    await insert(tx, StaffRoleRow, roleRows(row.id, staff));
    await this.record.append(tx, row.id, { actor, type: 'added', data: { roles: staff.roles, supportDeskIds: staff.supportDeskIds } });
    return row.id;
  }

  /** Adds a person and makes his one-time link (72 hours) in one act. */
  async addWithLink(by: Scope | null, staff: NewStaff): Promise<{ readonly staffId: string; readonly link: NewLink }> {
    return this.db.tx(async (tx) => {
      const staffId = await this.add(tx, by, staff);
      return { staffId, link: await this.links.make(tx, staffId, 'welcome', actorOf(by)) };
    });
  }

  /** A new one-time link for someone who has none or forgot his password; older links end. */
  async renewLink(by: Scope, staffId: string): Promise<NewLink> {
    return this.db.tx(async (tx) => {
      const staff = await this.managed(by, staffId);
      return this.links.make(tx, staffId, staff.passwordHash === null ? 'welcome' : 'reset', actorOf(by));
    });
  }

  /**
   * Disables or enables an account. Disabling ends all its sessions in the same transaction (ASVS 7.4.2).
   *
   * @throws DomainError not_found, forbidden, version_stale, illegal_transition
   */
  async setActive(by: Scope, staffId: string, expectedVersion: number, change: 'enable' | 'disable'): Promise<void> {
    await this.db.tx(async (tx) => {
      const staff = await this.managed(by, staffId);
      if (change === 'disable' && staffId === by.staffId) throw new DomainError('illegal_transition', '自分のアカウントは無効にできません。ほかの管理者に依頼してください。');
      const active = change === 'enable';
      const set = { active, disabledAt: active ? null : this.clock.now(), version: staff.version + 1 };
      const changed = await update(tx, StaffRow, { id: staffId, version: expectedVersion }, set);
      if (changed !== 1) throw new DomainError('version_stale', 'ほかの人が先に更新しました。最新の内容を確認してから、もう一度操作してください。');
      if (!active) await this.sessions.endAllOf(tx, staffId);
      await this.record.append(tx, staffId, { actor: actorOf(by), type: active ? 'enabled' : 'disabled' });
    });
  }

  /** @throws DomainError not_found, also for people whose accounts are not his to keep */
  async managed(by: Scope, staffId: string): Promise<StaffRow> {
    const staff = await this.db.row<StaffRow>(sql`SELECT version, password_hash AS "passwordHash" FROM staff WHERE id = ${staffId}`);
    if (staff === undefined) throw notFound('スタッフ');
    const held = await this.db.rows<{ role: Role; supportDeskId: string | null }>(
      sql`SELECT role, support_desk_id AS "supportDeskId" FROM staff_role WHERE staff_id = ${staffId}`,
    );
    const supportDeskIds = held.flatMap(({ supportDeskId }) => supportDeskId ?? []);
    if (!mayManage(by, { roles: held.map(({ role }) => role), supportDeskIds })) throw notFound('スタッフ');
    return staff;
  }

  #newRow(staff: NewStaff): StaffRow {
    return {
      id: newId(),
      loginName: normalizeLoginName(staff.loginName),
      displayName: staff.displayName,
      passwordHash: null,
      providerId: staff.providerId,
      active: true,
      createdAt: this.clock.now(),
      disabledAt: null,
      version: 1,
    };
  }

  async #loginNameTaken(loginName: string): Promise<boolean> {
    return (await this.db.row(sql`SELECT 1 FROM staff WHERE login_name = ${loginName}`)) !== undefined;
  }

  /** @throws DomainError validation_failed where a desk or the provider is not there, or has ended */
  async refuseUnknown({ supportDeskIds, providerId }: Pick<NewStaff, 'supportDeskIds' | 'providerId'>): Promise<void> {
    for (const deskId of supportDeskIds) {
      if ((await this.db.row(sql`SELECT 1 FROM support_desk WHERE id = ${deskId}`)) === undefined) throw rolesRefused('この受付窓口は登録されていません。');
    }
    if (providerId === null) return;
    const provider = await this.db.row(sql`SELECT 1 FROM designated_provider WHERE id = ${providerId} AND ended_on IS NULL`);
    if (provider === undefined) throw rolesRefused('この専門業者は登録されていないか、指定を終了しています。');
  }
}

/** The name was free a moment ago; on PostgreSQL another transaction may have taken it since. */
async function insertNew(tx: Tx, row: StaffRow): Promise<void> {
  try {
    await insert(tx, StaffRow, row);
  } catch (error) {
    if (/staff_login_name|staff\.login_name/.test(String(error))) throw alreadyExists();
    throw error;
  }
}

/** One row per role, and per desk for the roles that are held for one. */
export function roleRows(staffId: string, { roles, supportDeskIds }: Pick<NewStaff, 'roles' | 'supportDeskIds'>): StaffRoleRow[] {
  return roles.flatMap((role) => {
    const desks: readonly (string | null)[] = isFirstLineRole(role) ? supportDeskIds : [null];
    return desks.map((supportDeskId) => ({ id: newId(), staffId, role, supportDeskId }));
  });
}

/** @throws DomainError validation_failed (field `roles`) */
export function refuseBadRoles(staff: Pick<NewStaff, 'roles' | 'supportDeskIds' | 'providerId'>): void {
  const fault = rolesFault(staff);
  if (fault !== undefined) throw rolesRefused(fault);
}

function rolesRefused(message: string): DomainError {
  return new DomainError('validation_failed', message, { faults: [{ field: 'roles', message }] });
}

function alreadyExists(): DomainError {
  const message = 'このメールアドレスはすでに登録されています。';
  return new DomainError('already_exists', message, { faults: [{ field: 'loginName', message }] });
}

/** The refusal for roles that are not his to give. */
export function beyondOwnDesk(): DomainError {
  return new DomainError('forbidden', '登録できるのは、自分の受付窓口の一次受付のスタッフだけです。それ以外はサービス主管に依頼してください。');
}
