import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, varchar } from '../../platform/columns.js';
import { StaffRow } from '../../staff/staff.entity.js';

/** A queue that somebody kept under a name, for himself or for his team. */
@Entity('saved_view')
@Index('saved_view_staff', ['staffId'])
@Index('saved_view_desk', ['supportDeskId'])
@Check('saved_view_audience_known', `audience IN ('me', 'desk', 'second')`)
export class SavedViewRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(8))
  audience!: 'me' | 'desk' | 'second';

  /** Who kept it; for `me` whose it is. */
  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'saved_view_staff_fk' })
  staffId!: string;

  /** The support desk whose team sees it. */
  @Column(optionalId)
  supportDeskId!: string | null;

  /** The designated provider whose analysts see it; null for the house's second line. */
  @Column(optionalId)
  providerId!: string | null;

  @Column(varchar(40))
  name!: string;

  /** Conditions and order, as they stand after the question mark of the address. */
  @Column(varchar(500))
  address!: string;

  @Column(instant)
  createdAt!: number;
}
