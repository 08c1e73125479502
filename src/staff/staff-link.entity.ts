import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, varchar } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/**
 * `welcome`: first password; `reset`: a new one, by a person; `forgotten`: a new one, by mail;
 * `factor`: a new second factor.
 */
export type LinkPurpose = 'welcome' | 'reset' | 'forgotten' | 'factor';

/** A one-time link for a person's own account (ASVS 6.4.1). */
@Entity('staff_link')
@Index('staff_link_staff', ['staffId'])
export class StaffLinkRow {
  @PrimaryColumn(varchar(64))
  tokenHash!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'staff_link_staff_fk' })
  staffId!: string;

  @Column(varchar(16))
  purpose!: LinkPurpose;

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  expiresAt!: number;

  /** When it was used, or when a newer one took its place. */
  @Column(optionalInstant)
  usedAt!: number | null;
}
