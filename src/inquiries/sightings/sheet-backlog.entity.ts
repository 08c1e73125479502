import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { id } from '../../platform/columns.js';
import { InquiryRow } from '../inquiry.entity.js';

/** An inquiry whose sheet is older than what follows from sheets, and has not been followed up yet. */
@Entity('sheet_backlog')
export class SheetBacklogRow {
  @PrimaryColumn(id)
  @ForeignKey(() => InquiryRow, { name: 'sheet_backlog_inquiry_fk' })
  inquiryId!: string;
}
