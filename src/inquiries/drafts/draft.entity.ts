import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text, varchar } from '../../platform/columns.js';
import { StaffRow } from '../../staff/staff.entity.js';
import { InquiryRow } from '../inquiry.entity.js';

/** What somebody has typed into a form of an inquiry and not sent yet. It goes with the inquiry. */
@Entity('draft')
@Index('draft_form', ['inquiryId', 'staffId', 'form'], { unique: true })
@Index('draft_staff', ['staffId'])
@Index('draft_saved', ['savedAt'])
export class DraftRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'draft_inquiry_fk', onDelete: 'CASCADE' })
  inquiryId!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'draft_staff_fk' })
  staffId!: string;

  /** The form's name: that of its act. */
  @Column(varchar(60))
  form!: string;

  /** The fields, sealed by `SecretBox`: they may hold anything about the customer. */
  @Column(text)
  sealed!: string;

  /** Whether whoever takes the inquiry on may have it. */
  @Column('boolean')
  offered!: boolean;

  @Column(instant)
  savedAt!: number;
}
