import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/** One signed-in browser or program, both factors given. The token itself is kept nowhere. */
@Entity('session')
@Index('session_staff', ['staffId'])
@Index('session_expires', ['expiresAt'])
@Index('session_id', ['id'], { unique: true })
export class SessionRow {
  @PrimaryColumn(varchar(64))
  tokenHash!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'session_staff_fk' })
  staffId!: string;

  /** What every form of this session must carry. */
  @Column(varchar(43))
  csrfToken!: string;

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  lastSeenAt!: number;

  /** Absolute end, whatever happens (ASVS 7.3.2). */
  @Column(instant)
  expiresAt!: number;

  /** Names the session in lists; opens nothing. */
  @Column(id)
  id!: string;

  /** When the person last proved who he is: at the sign-in, or since (ASVS 7.5.1). */
  @Column(instant)
  confirmedAt!: number;

  /** ASVS 7.3.1: ends when it was not used for so long. */
  @Column('integer')
  idleLimitMs!: number;

  /** Where it was opened from, for its owner to recognise; gone with the session. */
  @Column(varchar(45))
  address!: string;

  /** Browser and system in a few words, such as `Chrome / Windows`. */
  @Column(varchar(100))
  device!: string;
}
