import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, text, varchar } from '../platform/columns.js';

/** That a mail server or a mailbox has failed for five minutes, from when it was told to when it worked again (R20). */
@Entity('mail_alert')
@Index('mail_alert_once', ['kind', 'name', 'since'], { unique: true })
@Index('mail_alert_open', ['endedAt', 'toldAt'])
@Check('mail_alert_kind_known', `kind IN ('smtp', 'mailbox')`)
export class MailAlertRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(16))
  kind!: 'smtp' | 'mailbox';

  /** Which mailbox; empty for the mail server. */
  @Column(varchar(80))
  name!: string;

  @Column(instant)
  since!: number;

  @Column(text)
  reason!: string;

  @Column(instant)
  toldAt!: number;

  @Column(optionalInstant)
  endedAt!: number | null;
}
