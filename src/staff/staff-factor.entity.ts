import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, text, varchar } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/** A second factor of a person. A further kind is a further value of `kind`, with its own secret and counter. */
@Entity('staff_factor')
@Index('staff_factor_staff', ['staffId'])
@Index('staff_factor_one_totp', ['staffId'], { unique: true, where: `kind = 'totp' AND ended_at IS NULL` })
export class StaffFactorRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'staff_factor_staff_fk' })
  staffId!: string;

  @Column(varchar(16))
  kind!: 'totp';

  /** Sealed by `SecretBox`. */
  @Column(text)
  secret!: string;

  /** What may only grow: the time step of the last code taken (ASVS 6.5.1). */
  @Column(optionalInstant)
  lastCounter!: number | null;

  @Column(instant)
  createdAt!: number;

  @Column(optionalInstant)
  lastUsedAt!: number | null;

  /** When it was taken away; the row stays, so that a lost factor is told from one never had. */
  @Column(optionalInstant)
  endedAt!: number | null;
}
