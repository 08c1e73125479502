import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, varchar } from '../platform/columns.js';

/** `shipped`: the list that came with the release; `file`: one the service owner imported. */
const importSources = ['shipped', 'file'] as const;
export type ImportSource = (typeof importSources)[number];

/** An official list that was taken over; its bytes lie in the blobs under the hash. */
@Entity('calendar_import')
@Index('calendar_import_imported', ['importedAt'])
@Check('calendar_import_source', "source IN ('shipped', 'file')")
export class CalendarImportRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(64))
  sha256!: string;

  @Column(varchar(16))
  source!: ImportSource;

  @Column(instant)
  importedAt!: number;

  @Column(optionalId)
  importedBy!: string | null;

  @Column('integer')
  rowCount!: number;

  /** The last holiday of the list, `YYYY-MM-DD`. */
  @Column(varchar(10))
  lastDay!: string;
}
