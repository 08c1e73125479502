import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, text, varchar } from '../../platform/columns.js';

/**
 * One edition, by the service owner, of how a notice is recognised; the newest of a name is in force,
 * and stands in the place of the file of that name that came with the program. Append-only.
 */
@Entity('alert_recogniser_version')
@Check('alert_recogniser_version_positive', 'version > 0')
export class AlertRecogniserVersionRow {
  @PrimaryColumn(varchar(57))
  name!: string;

  @PrimaryColumn('integer')
  version!: number;

  /** JSON as it was typed; empty where the recogniser is no longer used. */
  @Column(text)
  definition!: string;

  @Column(varchar(500))
  reason!: string;

  @Column(instant)
  createdAt!: number;

  @Column(id)
  createdBy!: string;
}
