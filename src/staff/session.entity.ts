import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/** One signed-in browser or program. The token itself is kept nowhere. */
@Entity('session')
@Index('session_staff', ['staffId'])
@Index('session_expires', ['expiresAt'])
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
}
