import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { instant, optionalId, varchar } from '../../platform/columns.js';
import { StaffRow } from '../staff.entity.js';

/**
 * What a passkey is asked to sign for: `sign_in` stands for both factors, `second_factor` follows the
 * password, `enrolment` registers the first one, `register` a further one, `confirm` proves once more.
 */
export const passkeyPurposes = ['sign_in', 'second_factor', 'enrolment', 'register', 'confirm'] as const;
export type PasskeyPurpose = (typeof passkeyPurposes)[number];

/** A challenge given out and not answered yet. It is good once, for one purpose, for the browser that asked. */
@Entity('passkey_challenge')
@Index('passkey_challenge_address', ['address', 'createdAt'])
@Index('passkey_challenge_expires', ['expiresAt'])
export class PasskeyChallengeRow {
  @PrimaryColumn(varchar(64))
  challengeHash!: string;

  @Column(varchar(16))
  purpose!: PasskeyPurpose;

  /** Hash of the token (session, or step of a sign-in) that the asking browser holds. */
  @Column(varchar(64))
  boundTo!: string;

  /** Whose passkey must answer; null where the passkey says who it is. */
  @Column(optionalId)
  @ForeignKey(() => StaffRow, { name: 'passkey_challenge_staff_fk' })
  staffId!: string | null;

  @Column(varchar(45))
  address!: string;

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  expiresAt!: number;
}
