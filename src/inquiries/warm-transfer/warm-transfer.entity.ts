import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, optionalInstant, optionalVarchar } from '../../platform/columns.js';
import { InquiryRow } from '../inquiry.entity.js';
import type { WarmTransferOutcome } from '../rulebook/status.js';

/** A caller held while the second line is asked to take the call over. */
@Entity('warm_transfer')
@Index('warm_transfer_inquiry', ['inquiryId'])
@Index('warm_transfer_ended', ['endedAt'])
@Check('warm_transfer_outcome_known', `outcome IN ('connected', 'nobody_free')`)
export class WarmTransferRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'warm_transfer_inquiry_fk' })
  inquiryId!: string;

  @Column(id)
  requestedBy!: string;

  @Column(instant)
  requestedAt!: number;

  /** The analyst who took the inquiry while the caller was held. */
  @Column(optionalId)
  takenBy!: string | null;

  @Column(optionalInstant)
  takenAt!: number | null;

  @Column(optionalInstant)
  endedAt!: number | null;

  @Column(optionalVarchar(16))
  outcome!: WarmTransferOutcome | null;
}
