import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { insert, remove, update } from '../platform/write.js';
import { Sessions } from './sessions.service.js';
import { actorOf, StaffRecord } from './staff-record.js';
import { mayManage } from './staff-rights.rules.js';
import { StaffRoleRow } from './staff-role.entity.js';
import { StaffRow } from './staff.entity.js';
import { beyondOwnDesk, refuseBadRoles, roleRows, Staffs, type NewStaff } from './staffs.service.js';

/** What may change of a person; the address he signs in with stays. */
export type ChangedStaff = Omit<NewStaff, 'loginName'>;

/** Other names, roles, desks or firms of people who work here already. */
@Injectable()
export class StaffChanges {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly record: StaffRecord,
    private readonly sessions: Sessions,
    private readonly staffs: Staffs,
  ) {}

  /**
   * Gives a person other roles. They hold from the next click on, also in sessions that are open
   * (ASVS 8.3.2). Nobody changes his own, so that no owner locks himself out.
   *
   * @throws DomainError not_found, forbidden, validation_failed, version_stale, illegal_transition
   */
  async change(by: Scope, staffId: string, expectedVersion: number, wanted: ChangedStaff): Promise<void> {
    refuseBadRoles(wanted);
    await this.db.tx(async (tx) => {
      const staff = await this.staffs.managed(by, staffId);
      if (staffId === by.staffId) throw new DomainError('illegal_transition', '自分の役割は変更できません。ほかの管理者に依頼してください。');
      if (!mayManage(by, wanted)) throw beyondOwnDesk();
      await this.staffs.refuseUnknown(wanted);
      const { displayName, providerId, roles, supportDeskIds } = wanted;
      const changed = await update(tx, StaffRow, { id: staffId, version: expectedVersion }, { displayName, providerId, version: staff.version + 1 });
      if (changed !== 1) throw new DomainError('version_stale', 'ほかの人が先に更新しました。最新の内容を確認してから、もう一度操作してください。');
      await remove(tx, StaffRoleRow, { staffId });
      await insert(tx, StaffRoleRow, roleRows(staffId, wanted));
      await this.record.append(tx, staffId, { actor: actorOf(by), type: 'changed', data: { roles, supportDeskIds, providerId } });
    });
  }

  /** Disables everybody who works for a provider and ends their sessions. Returns how many they were. */
  async disableAllOfProvider(tx: Tx, by: Scope, providerId: string): Promise<number> {
    const people = await this.db.rows<{ id: string; version: number }>(sql`SELECT id, version FROM staff WHERE provider_id = ${providerId} AND active = ${true} ORDER BY id`);
    for (const { id, version } of people) {
      await update(tx, StaffRow, { id }, { active: false, disabledAt: this.clock.now(), version: version + 1 });
      await this.sessions.endAllOf(tx, id);
      await this.record.append(tx, id, { actor: actorOf(by), type: 'disabled' });
    }
    return people.length;
  }
}
