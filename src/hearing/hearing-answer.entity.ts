import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, oneOf, optionalInstant, optionalJson, optionalText, varchar } from '../platform/columns.js';
import { HearingSheetRow } from './hearing-sheet.entity.js';

/**
 * One answer as it was given (`domain.md` 1.2, rule 3). Later corrections append; a trigger refuses
 * every change but the erasure of the texts (E3), which leaves the row.
 */
@Entity('hearing_answer')
@Index('hearing_answer_seq', ['inquiryId', 'seq'], { unique: true })
@Check('hearing_answer_state', oneOf('state', ['value', 'unknown', 'declined', 'cleared']))
@Check('hearing_answer_source', oneOf('source', ['customer_phone', 'customer_mail', 'portal', 'log', 'analyst']))
@Check('hearing_answer_group', 'group_index >= 0')
@Check('hearing_answer_seq_positive', 'seq > 0')
export class HearingAnswerRow {
  @PrimaryColumn(id)
  id!: string;

  /** Opaque here: the inquiries room authorises and knows what it is. */
  @Column(id)
  inquiryId!: string;

  /** 1, 2, 3 … within the inquiry; the newest answer to a question counts. */
  @Column('integer')
  seq!: number;

  @Column('integer')
  @ForeignKey(() => HearingSheetRow, { name: 'hearing_answer_sheet_fk' })
  sheetVersion!: number;

  @Column(varchar(64))
  questionId!: string;

  /** Which alert or host; 0 where the section does not repeat. */
  @Column('integer')
  groupIndex!: number;

  @Column(varchar(16))
  state!: string;

  @Column(optionalJson)
  value!: unknown;

  @Column(optionalText)
  originalText!: string | null;

  @Column(varchar(16))
  source!: string;

  @Column(instant)
  recordedAt!: number;

  @Column(id)
  recordedBy!: string;

  /** The one reason of an act that set open fields to 不明 (B4). */
  @Column(optionalText)
  reason!: string | null;

  @Column(optionalInstant)
  erasedAt!: number | null;
}
