import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant, optionalId, optionalInstant, optionalVarchar, varchar } from '../../platform/columns.js';
import type { MailboxFault } from './mailbox-faults.rules.js';

/** One message where it lies on its server: stored with us or not, acknowledged to the server or not. */
@Entity('mailbox_message')
@Index('mailbox_message_open', ['mailbox', 'acknowledgedAt'])
@Index('mailbox_message_sha256', ['mailbox', 'sha256'])
export class MailboxMessageRow {
  @PrimaryColumn(varchar(64))
  mailbox!: string;

  @PrimaryColumn(instant)
  uidValidity!: number;

  @PrimaryColumn(instant)
  uid!: number;

  /** Of its bytes, so that it is known again under another UID; empty while they could not be fetched. */
  @Column(varchar(64))
  sha256!: string;

  @Column(optionalId)
  rawMessageId!: string | null;

  /** When it was flagged or moved; null while the server does not know that we have it. */
  @Column(optionalInstant)
  acknowledgedAt!: number | null;

  /** How often fetching it failed. */
  @Column('integer')
  attempts!: number;

  @Column(optionalVarchar(32))
  fault!: MailboxFault | null;

  @Column(optionalInstant)
  firstFailedAt!: number | null;
}
