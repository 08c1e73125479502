import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, optionalId, optionalVarchar, varchar } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/** Mails about an account itself. */
export type AccountMailKind =
  | 'password_reset' | 'password_changed' | 'factor_added' | 'factor_removed' | 'factor_reset' | 'passkey_added' | 'passkey_removed' | 'identity_linked'
  | 'recovery_codes_made' | 'recovery_code_used' | 'api_token_made';

/**
 * A mail to a person of the desk about his account that is still to go. It holds no secret: a link is
 * made when the mail leaves, and the row is gone afterwards.
 */
@Entity('account_mail')
@Index('account_mail_next', ['nextAttemptAt'])
export class AccountMailRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(32))
  kind!: AccountMailKind;

  @Column(optionalId)
  @ForeignKey(() => StaffRow, { name: 'account_mail_staff_fk' })
  staffId!: string | null;

  /** What somebody typed who forgot his password: it need not belong to anybody. */
  @Column(optionalVarchar(254))
  loginName!: string | null;

  @Column(json)
  data!: Readonly<Record<string, string | number>>;

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  nextAttemptAt!: number;

  @Column('integer')
  attempts!: number;
}
