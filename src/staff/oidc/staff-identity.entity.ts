import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, varchar } from '../../platform/columns.js';
import { StaffRow } from '../staff.entity.js';

/** A person as an OpenID Connect provider knows him; at most one for each provider. */
@Entity('staff_identity')
@Index('staff_identity_subject', ['issuer', 'subject'], { unique: true })
@Index('staff_identity_staff', ['staffId', 'issuer'], { unique: true })
export class StaffIdentityRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'staff_identity_staff_fk' })
  staffId!: string;

  @Column(varchar(255))
  issuer!: string;

  /** `sub`: never given to anybody else, unlike a mail address. */
  @Column(varchar(255))
  subject!: string;

  @Column(instant)
  linkedAt!: number;

  @Column(optionalInstant)
  lastUsedAt!: number | null;
}
