import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, optionalInstant, varchar } from '../../platform/columns.js';

/** While one stands that nobody has lifted no mail leaves: a restored copy must not send again what was sent (R36). */
@Entity('mail_fence')
@Index('mail_fence_lifted', ['liftedAt'])
@Check('mail_fence_reason_known', `reason IN ('restored')`)
export class MailFenceRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(16))
  reason!: 'restored';

  @Column(instant)
  raisedAt!: number;

  @Column(optionalInstant)
  liftedAt!: number | null;

  /** Null for the command line. */
  @Column(optionalId)
  liftedBy!: string | null;
}
