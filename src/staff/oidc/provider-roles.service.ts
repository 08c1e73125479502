import { Injectable } from '@nestjs/common';
import type { RoleMapping } from '../../oidc-settings.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import type { Role } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { insert, remove } from '../../platform/write.js';
import { rolesFault } from '../staff-rights.rules.js';
import { StaffRecord } from '../staff-record.js';
import { StaffRoleRow } from '../staff-role.entity.js';
import { roleRows } from '../staffs.service.js';
import { mappedRoles } from './oidc-claims.rules.js';

interface Held {
  readonly roles: readonly Role[];
  readonly supportDeskIds: readonly string[];
}

/** Roles that follow from the provider's word by the mapping. */
@Injectable()
export class ProviderRoles {
  constructor(
    private readonly db: Db,
    private readonly record: StaffRecord,
  ) {}

  /** What the mapping gives for these values; undefined where it gives nothing that can be held. */
  async wanted(mapping: RoleMapping, values: readonly string[], providerId: string | null): Promise<Held | undefined> {
    const { roles, supportDesks } = mappedRoles(mapping, values);
    const supportDeskIds: string[] = [];
    for (const code of supportDesks) {
      const desk = await this.db.row<{ id: string }>(sql`SELECT id FROM support_desk WHERE code = ${code}`);
      if (desk !== undefined) supportDeskIds.push(desk.id);
    }
    return rolesFault({ roles, supportDeskIds, providerId }) === undefined ? { roles, supportDeskIds } : undefined;
  }

  /**
   * Gives an account these roles and no others; what changes stands on its record.
   *
   * @throws DomainError forbidden where the last service owner would be lost
   */
  async apply(tx: Tx, staffId: string, wanted: Held): Promise<void> {
    const rows = await this.db.rows<{ role: Role; supportDeskId: string | null }>(sql`SELECT role, support_desk_id AS "supportDeskId" FROM staff_role WHERE staff_id = ${staffId}`);
    const next = roleRows(staffId, wanted);
    if (same(rows, next)) return;
    if (rows.some(({ role }) => role === 'service_owner') && !wanted.roles.includes('service_owner')) await this.#keepAnOwner(staffId);
    await remove(tx, StaffRoleRow, { staffId });
    await insert(tx, StaffRoleRow, next);
    await this.db.execute(tx, sql`UPDATE staff SET version = version + 1 WHERE id = ${staffId}`);
    await this.record.append(tx, staffId, { actor: { kind: 'system' }, type: 'changed', data: { ...wanted, by: 'provider' } });
  }

  async #keepAnOwner(staffId: string): Promise<void> {
    const other = await this.db.row(sql`SELECT 1 FROM staff_role r JOIN staff p ON p.id = r.staff_id WHERE r.role = 'service_owner' AND p.active = ${true} AND p.id <> ${staffId} LIMIT 1`);
    if (other === undefined) throw new DomainError('forbidden', '最後のサービス主管の役割は外せません。先に、ほかの人をサービス主管にしてください。');
  }
}

function same(one: readonly { readonly role: Role; readonly supportDeskId: string | null }[], other: typeof one): boolean {
  const keys = (rows: typeof one): string => rows.map(({ role, supportDeskId }) => `${role} ${supportDeskId ?? ''}`).toSorted().join('\n');
  return keys(one) === keys(other);
}
