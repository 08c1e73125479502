import { Column, Entity, PrimaryColumn } from 'typeorm';
import { varchar } from './columns.js';

/** Consecutive numbers by name, such as `inquiry-26`. */
@Entity('counter')
export class CounterRow {
  @PrimaryColumn(varchar(64))
  name!: string;

  @Column('integer')
  value!: number;
}
