import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../../platform/columns.js';

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

/** An inquiry whose contents were disposed of because their time was over. */
@Entity('inquiry_disposal')
export class InquiryDisposalRow {
  @PrimaryColumn(id)
  inquiryId!: string;

  @Column(instant)
  at!: number;
}
