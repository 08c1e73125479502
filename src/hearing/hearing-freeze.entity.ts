import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../platform/columns.js';
import { HearingSheetRow } from './hearing-sheet.entity.js';

/** The sheet as it went up with an escalation (B4): which answers, and a hash that shows they are still those. Append-only. */
@Entity('hearing_freeze')
@Index('hearing_freeze_inquiry', ['inquiryId', 'frozenAt'])
export class HearingFreezeRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  inquiryId!: string;

  @Column(instant)
  frozenAt!: number;

  @Column('integer')
  @ForeignKey(() => HearingSheetRow, { name: 'hearing_freeze_sheet_fk' })
  sheetVersion!: number;

  /** The newest answer that belongs to it. */
  @Column('integer')
  lastSeq!: number;

  /** SHA-256 of the answers in their canonical form. */
  @Column(varchar(64))
  sha256!: string;
}
