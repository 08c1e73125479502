import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { id, optionalInstant } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/** How somebody likes to work; who has no row works as the desk comes. */
@Entity('staff_preference')
export class StaffPreferenceRow {
  @PrimaryColumn(id)
  @ForeignKey(() => StaffRow, { name: 'staff_preference_staff_fk' })
  staffId!: string;

  /** Since when keys of one character do nothing for him (WCAG 2.1.4). */
  @Column(optionalInstant)
  keysOffAt!: number | null;
}
