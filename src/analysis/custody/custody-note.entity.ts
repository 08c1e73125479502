import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, text, varchar } from '../../platform/columns.js';
import { EvidenceItemRow } from '../evidence.entity.js';

/** What may be done with a file beyond looking at it. */
export const custodyActs = ['handed_over', 'returned', 'destroyed'] as const;
export type CustodyAct = (typeof custodyActs)[number];

/** To whom and why; the event on the file's record names it by its id, so that it can be erased without a break (E1). */
@Entity('custody_note')
@Index('custody_note_evidence', ['evidenceId'])
@Check('custody_note_act_known', `act IN ('handed_over', 'returned', 'destroyed')`)
export class CustodyNoteRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => EvidenceItemRow, { name: 'custody_note_evidence_fk' })
  evidenceId!: string;

  @Column(varchar(16))
  act!: CustodyAct;

  @Column(varchar(200))
  recipient!: string;

  @Column(text)
  reason!: string;

  /** Who of the customer agreed; empty where nobody has to. */
  @Column(varchar(100))
  consentBy!: string;

  @Column(optionalInstant)
  consentAt!: number | null;

  /** When the recipient undertook secrecy. */
  @Column(optionalInstant)
  secrecyAt!: number | null;

  @Column(instant)
  at!: number;

  @Column(id)
  byStaffId!: string;
}
