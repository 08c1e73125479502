import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../../platform/columns.js';
import { StaffRow } from '../../staff/staff.entity.js';
import { InquiryRow } from '../inquiry.entity.js';
import type { Doing } from './presence.rules.js';

/** That somebody has an inquiry open or writes in it: a lease, which runs out by itself. */
@Entity('presence')
@Index('presence_changed', ['changedAt'])
@Check('presence_doing_known', `doing IN ('viewing', 'writing')`)
export class PresenceRow {
  @PrimaryColumn(id)
  @ForeignKey(() => InquiryRow, { name: 'presence_inquiry_fk', onDelete: 'CASCADE' })
  inquiryId!: string;

  @PrimaryColumn(id)
  @ForeignKey(() => StaffRow, { name: 'presence_staff_fk', onDelete: 'CASCADE' })
  staffId!: string;

  @Column(varchar(8))
  doing!: Doing;

  /** When others last had something new to see; leases are prolonged without a change. */
  @Column(instant)
  changedAt!: number;

  @Column(instant)
  until!: number;
}
