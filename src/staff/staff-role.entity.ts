import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { SupportDeskRow } from '../customers/support-desk.entity.js';
import { id, optionalId, varchar } from '../platform/columns.js';
import type { Role } from '../platform/scope.js';
import { StaffRow } from './staff.entity.js';

/** One role of a person; those of the first line name the support desk they hold it for. */
@Entity('staff_role')
@Index('staff_role_staff', ['staffId'])
@Index('staff_role_desk', ['supportDeskId'])
@Check('staff_role_desk_named', `(role IN ('first_line', 'first_line_supervisor')) = (support_desk_id IS NOT NULL)`)
export class StaffRoleRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'staff_role_staff_fk' })
  staffId!: string;

  @Column(varchar(32))
  role!: Role;

  @Column(optionalId)
  @ForeignKey(() => SupportDeskRow, { name: 'staff_role_desk_fk' })
  supportDeskId!: string | null;
}
