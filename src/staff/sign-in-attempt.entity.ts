import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../platform/columns.js';

/** One try to sign in, counted before the password is looked at. Kept for a day. */
@Entity('sign_in_attempt')
@Index('sign_in_attempt_account', ['accountHash', 'attemptedAt'])
@Index('sign_in_attempt_address', ['address', 'attemptedAt'])
export class SignInAttemptRow {
  @PrimaryColumn(id)
  id!: string;

  /** SHA-256 of the name that was typed: it need not belong to anybody. */
  @Column(varchar(64))
  accountHash!: string;

  @Column(varchar(45))
  address!: string;

  /** Real time, never `DESK_CLOCK`: it slows strangers down, whatever day the desk is playing. */
  @Column(instant)
  attemptedAt!: number;

  @Column('boolean')
  succeeded!: boolean;
}
