import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, varchar } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/** A one-time link with which a person sets his password (ASVS 6.4.1). */
@Entity('staff_link')
@Index('staff_link_staff', ['staffId'])
export class StaffLinkRow {
  @PrimaryColumn(varchar(64))
  tokenHash!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'staff_link_staff_fk' })
  staffId!: string;

  @Column(varchar(16))
  purpose!: 'welcome' | 'reset';

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  expiresAt!: number;

  /** When it was used, or when a newer one took its place. */
  @Column(optionalInstant)
  usedAt!: number | null;
}
