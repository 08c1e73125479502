import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalText, varchar } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/**
 * Somebody whose password was right and who has not given his second factor. It is no session: no
 * route but the next step of the sign-in knows it.
 */
@Entity('sign_in_step')
@Index('sign_in_step_staff', ['staffId'])
@Index('sign_in_step_expires', ['expiresAt'])
export class SignInStepRow {
  @PrimaryColumn(varchar(64))
  tokenHash!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'sign_in_step_staff_fk' })
  staffId!: string;

  /** `code`: gives a code of the factor he has; `enrolment`: registers one. */
  @Column(varchar(16))
  wants!: 'code' | 'enrolment';

  /** The secret offered for enrolment, sealed, so that a reloaded page shows the same. */
  @Column(optionalText)
  secret!: string | null;

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  expiresAt!: number;
}
