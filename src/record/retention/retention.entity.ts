import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text, varchar } from '../../platform/columns.js';

/** How long the owner has decided to keep a class of data; where there is no row the default counts. */
@Entity('retention_rule')
@Check('retention_rule_days_positive', 'days > 0')
export class RetentionRuleRow {
  @PrimaryColumn(varchar(32))
  name!: string;

  @Column('integer')
  days!: number;

  @Column(instant)
  changedAt!: number;

  @Column(id)
  changedBy!: string;
}

/** A change of the days with its reason, which the event refers to and does not contain (E1). */
@Entity('retention_change')
@Check('retention_change_days_positive', 'days > 0 AND days_before > 0')
@Index('retention_change_changed_at', ['changedAt'])
export class RetentionChangeRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(32))
  name!: string;

  @Column('integer')
  daysBefore!: number;

  @Column('integer')
  days!: number;

  @Column(text)
  reason!: string;

  @Column(instant)
  changedAt!: number;

  @Column(id)
  changedBy!: string;
}

/** An inquiry whose contents were disposed of because their time was over. */
@Entity('inquiry_disposal')
export class InquiryDisposalRow {
  @PrimaryColumn(id)
  inquiryId!: string;

  @Column(instant)
  at!: number;
}
