import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../platform/columns.js';

/** Somebody asked for a new password by mail; kept for a day, to bound how often (V45). */
@Entity('reset_attempt')
@Index('reset_attempt_account', ['accountHash', 'attemptedAt'])
@Index('reset_attempt_address', ['address', 'attemptedAt'])
export class ResetAttemptRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(64))
  accountHash!: string;

  @Column(varchar(45))
  address!: string;

  /** Real time, never `DESK_CLOCK`. */
  @Column(instant)
  attemptedAt!: number;

  /** Whether a mail may come of it; what was beyond the limit of the account is only noted. */
  @Column('boolean')
  counted!: boolean;
}
