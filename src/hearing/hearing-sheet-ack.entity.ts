import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { SupportDeskRow } from '../customers/support-desk.entity.js';
import { id, instant, optionalId, optionalInstant } from '../platform/columns.js';
import { HearingSheetRow } from './hearing-sheet.entity.js';

/** The announcement of a new sheet to one support desk, and its acknowledgement (B1). */
@Entity('hearing_sheet_ack')
export class HearingSheetAckRow {
  @PrimaryColumn('integer')
  @ForeignKey(() => HearingSheetRow, { name: 'hearing_sheet_ack_sheet_fk' })
  sheetVersion!: number;

  @PrimaryColumn(id)
  @ForeignKey(() => SupportDeskRow, { name: 'hearing_sheet_ack_desk_fk' })
  deskId!: string;

  @Column(instant)
  announcedAt!: number;

  @Column(optionalInstant)
  acknowledgedAt!: number | null;

  @Column(optionalId)
  acknowledgedBy!: string | null;
}
