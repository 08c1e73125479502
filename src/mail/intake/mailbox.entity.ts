import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, optionalInstant, optionalVarchar, varchar } from '../../platform/columns.js';
import type { MailboxFault } from './mailbox-faults.rules.js';

/** How far a mailbox has been fetched, how it fares, and which process fetches it now. */
@Entity('mailbox')
export class MailboxRow {
  /** As the settings name it. */
  @PrimaryColumn(varchar(64))
  name!: string;

  /** Of the folder when it was last opened; another one means that all UIDs are new (RFC 9051, 2.3.1.1). */
  @Column(optionalInstant)
  uidValidity!: number | null;

  /** Every message up to this UID is stored or given up. */
  @Column(instant)
  lastUid!: number;

  @Column(optionalInstant)
  lastFetchedAt!: number | null;

  @Column(optionalInstant)
  failingSince!: number | null;

  @Column(optionalVarchar(32))
  fault!: MailboxFault | null;

  /** Failures in a row. */
  @Column('integer')
  attempts!: number;

  /** Real time, never `DESK_CLOCK`: it paces the machine. So are the leases. */
  @Column(instant)
  nextAttemptAt!: number;

  @Column(optionalInstant)
  leasedUntil!: number | null;

  @Column(optionalVarchar(36))
  leasedBy!: string | null;
}
