import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, varchar } from '../platform/columns.js';
import { SupportDeskRow } from './support-desk.entity.js';

const successionStates = ['planned', 'done'] as const;
export type SuccessionState = (typeof successionStates)[number];

/** The support of one desk passing to another (B6, 第5条2). */
@Entity('succession')
@Index('succession_due', ['state', 'effectiveAt'])
@Check('succession_state', "state IN ('planned', 'done')")
export class SuccessionRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => SupportDeskRow, { name: 'succession_from_desk_fk' })
  fromDeskId!: string;

  @Column(id)
  @ForeignKey(() => SupportDeskRow, { name: 'succession_to_desk_fk' })
  toDeskId!: string;

  @Column(instant)
  effectiveAt!: number;

  @Column(varchar(16))
  state!: SuccessionState;

  @Column(id)
  orderedBy!: string;

  @Column(instant)
  orderedAt!: number;

  @Column(optionalInstant)
  executedAt!: number | null;

  /** How many customers moved; 0 while planned. */
  @Column('integer')
  customerCount!: number;
}
