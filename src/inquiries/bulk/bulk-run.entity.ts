import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalVarchar, text, varchar } from '../../platform/columns.js';
import { StaffRow } from '../../staff/staff.entity.js';

/** One act on many inquiries, asked for by one person; its id was made with the form, so that it runs once. */
@Entity('bulk_run')
@Index('bulk_run_created', ['createdAt'])
export class BulkRunRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'bulk_run_staff_fk' })
  staffId!: string;

  @Column(varchar(40))
  act!: string;

  /** Of what was asked: the same id with something else is a mistake. */
  @Column(varchar(64))
  requestHash!: string;

  @Column(instant)
  createdAt!: number;
}

const bulkOutcomes = ['waiting', 'done', 'refused'] as const;
export type BulkOutcome = (typeof bulkOutcomes)[number];

/** What came of it for one inquiry. */
@Entity('bulk_line')
@Check('bulk_line_outcome_known', `outcome IN ('waiting', 'done', 'refused')`)
export class BulkLineRow {
  @PrimaryColumn(id)
  @ForeignKey(() => BulkRunRow, { name: 'bulk_line_run_fk', onDelete: 'CASCADE' })
  runId!: string;

  @PrimaryColumn(id)
  inquiryId!: string;

  @Column('integer')
  position!: number;

  /** As the person saw it. */
  @Column('integer')
  version!: number;

  @Column(varchar(8))
  outcome!: BulkOutcome;

  @Column(optionalVarchar(40))
  code!: string | null;

  /** Why it was refused, in the words of the page. */
  @Column(text)
  message!: string;
}
