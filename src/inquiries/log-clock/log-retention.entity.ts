import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../../platform/columns.js';
import type { LogSource } from './log-clock.rules.js';

/** How long a customer keeps a kind of log, on a device or on all (H3). Later ones are added; the newest is current. */
@Entity('log_retention')
@Index('log_retention_customer', ['customerId', 'isCurrent'])
@Check('log_retention_days_possible', 'days > 0')
export class LogRetentionRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  customerId!: string;

  @Column(varchar(16))
  source!: LogSource;

  /** Which device keeps it; empty for all. */
  @Column(varchar(100))
  device!: string;

  @Column('integer')
  days!: number;

  @Column(instant)
  recordedAt!: number;

  @Column(id)
  recordedBy!: string;

  @Column('boolean')
  isCurrent!: boolean;
}
