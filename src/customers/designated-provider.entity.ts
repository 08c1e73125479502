import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, optionalVarchar, varchar } from '../platform/columns.js';

/** An outside firm that works as second line (指定の専門業者); it sees what is assigned to it. */
@Entity('designated_provider')
export class DesignatedProviderRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(200))
  name!: string;

  /** Date of its undertaking of secrecy (第10条3); before it nothing may be handed over (E2). */
  @Column(optionalVarchar(10))
  secrecyUndertakenOn!: string | null;

  /** From this day on it works for the desk no more; null while it does. */
  @Column(optionalVarchar(10))
  endedOn!: string | null;

  /** Goes up with every change; the ETag of the API. */
  @Column('integer', { default: 1 })
  version!: number;
}
