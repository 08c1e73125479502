import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, optionalInstant, text, varchar } from '../../platform/columns.js';

/** A list that somebody takes as a file. */
@Entity('export_job')
@Index('export_job_staff', ['staffId', 'requestedAt'])
@Index('export_job_requested', ['requestedAt'])
@Check('export_job_state_known', `state IN ('running', 'done', 'failed')`)
export class ExportJobRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  staffId!: string;

  @Column(varchar(20))
  list!: string;

  @Column(varchar(4))
  format!: 'csv' | 'xlsx';

  /** Filters as they were asked for. */
  @Column(json)
  wishes!: Readonly<Record<string, string>>;

  @Column(varchar(8))
  state!: 'running' | 'done' | 'failed';

  /** How many rows are written so far. */
  @Column('integer')
  rows!: number;

  @Column(instant)
  requestedAt!: number;

  @Column(optionalInstant)
  finishedAt!: number | null;

  /** When the work last gave a sign of life. */
  @Column(instant)
  touchedAt!: number;

  @Column(varchar(100))
  fileName!: string;
}

/** A piece of a file, small enough to be written and read without holding anybody up. */
@Entity('export_part')
export class ExportPartRow {
  @PrimaryColumn(id)
  @ForeignKey(() => ExportJobRow, { name: 'export_part_job_fk', onDelete: 'CASCADE' })
  exportId!: string;

  @PrimaryColumn('integer')
  position!: number;

  @Column(text)
  base64!: string;
}
