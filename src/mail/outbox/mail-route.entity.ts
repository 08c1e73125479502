import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, optionalInstant, text, varchar } from '../../platform/columns.js';

/** How a way out does: one row a mail server, shared by all processes. */
@Entity('mail_route')
export class MailRouteRow {
  @PrimaryColumn(varchar(64))
  name!: string;

  /** When it last took a connection of ours. */
  @Column(optionalInstant)
  lastOkAt!: number | null;

  /** Since when it takes none; null while it works. */
  @Column(optionalInstant)
  failingSince!: number | null;

  /** While it fails: when the next mail may knock. */
  @Column(instant)
  nextProbeAt!: number;

  /** How often it was tried since it began to fail. */
  @Column('integer')
  probes!: number;

  @Column(text)
  reason!: string;
}
