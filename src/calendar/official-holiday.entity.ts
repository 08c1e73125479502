import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, varchar } from '../platform/columns.js';

/** A row of the official list that is in force: the last one imported. */
@Entity('official_holiday')
export class OfficialHolidayRow {
  /** `YYYY-MM-DD`. */
  @PrimaryColumn(varchar(10))
  date!: string;

  @Column(varchar(64))
  name!: string;

  @Column(id)
  importId!: string;
}
