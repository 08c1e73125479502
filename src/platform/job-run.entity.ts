import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, optionalInstant, optionalVarchar, varchar } from './columns.js';

/** When a recurring job last ran and who runs it now; one row a job, shared by all processes. */
@Entity('job_run')
export class JobRunRow {
  @PrimaryColumn(varchar(64))
  name!: string;

  /** Real time, never `DESK_CLOCK`: it paces the machine, not the desk. */
  @Column(instant)
  nextRunAt!: number;

  @Column(optionalInstant)
  leasedUntil!: number | null;

  @Column(optionalVarchar(36))
  leasedBy!: string | null;
}
