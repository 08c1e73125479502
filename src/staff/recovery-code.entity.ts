import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, varchar } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/** A code that stands in once for a second factor that is not at hand. */
@Entity('recovery_code')
@Index('recovery_code_hint', ['staffId', 'hint'], { unique: true })
export class RecoveryCodeRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'recovery_code_staff_fk' })
  staffId!: string;

  /** The first characters, by which the one hash to compare with is found. */
  @Column(varchar(8))
  hint!: string;

  /** argon2id over the rest (ASVS 6.5.2). */
  @Column(varchar(255))
  codeHash!: string;

  @Column(instant)
  createdAt!: number;

  @Column(optionalInstant)
  usedAt!: number | null;
}
