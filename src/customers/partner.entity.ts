import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, varchar } from '../platform/columns.js';

/** A sales partner (販売パートナー): sold the contract; notices of contract stay with it (第4条3). */
@Entity('partner')
@Index('partner_code', ['code'], { unique: true })
export class PartnerRow {
  @PrimaryColumn(id)
  id!: string;

  /** Short name for files and the command line, such as `P1`. */
  @Column(varchar(32))
  code!: string;

  @Column(varchar(200))
  name!: string;

  /** Goes up with every change; the ETag of the API. */
  @Column('integer')
  version!: number;
}
