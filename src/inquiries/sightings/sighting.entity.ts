import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, varchar } from '../../platform/columns.js';
import { InquiryRow } from '../inquiry.entity.js';

/** Where a value came from: the hearing sheet, or what the second line recorded. */
export type SightingSource = 'sheet' | 'indicator';

/** An address or hash seen in an inquiry, so that the same one elsewhere is found at once. */
@Entity('sighting')
@Index('sighting_value', ['value'])
@Check('sighting_reach_known', `reach IN ('partner', 'second_line')`)
export class SightingRow {
  @PrimaryColumn(id)
  @ForeignKey(() => InquiryRow, { name: 'sighting_inquiry_fk' })
  inquiryId!: string;

  @PrimaryColumn(varchar(500))
  value!: string;

  @PrimaryColumn(varchar(12))
  source!: SightingSource;

  /** Who may know that it was seen here. */
  @Column(varchar(12))
  reach!: 'partner' | 'second_line';
}
