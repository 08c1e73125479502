import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../../platform/columns.js';

/** What the service owner has decided of one setting. */
@Entity('service_setting')
export class ServiceSettingRow {
  @PrimaryColumn(varchar(40))
  name!: string;

  @Column(varchar(100))
  value!: string;

  @Column(instant)
  changedAt!: number;

  @Column(id)
  changedBy!: string;
}
