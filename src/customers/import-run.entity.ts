import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, varchar } from '../platform/columns.js';

const importFormats = ['csv', 'xlsx'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** One parameter sheet that was read (section I). */
@Entity('import_run')
@Index('import_run_at', ['at'])
@Check('import_run_format', "format IN ('csv', 'xlsx')")
export class ImportRunRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(255))
  fileName!: string;

  @Column(varchar(64))
  sha256!: string;

  @Column(varchar(8))
  format!: ImportFormat;

  /** How the text was encoded, for the report: `UTF-8`, `UTF-8 (BOM)`, `CP932`, `XLSX`. */
  @Column(varchar(16))
  encoding!: string;

  /** The person; null for the command line. */
  @Column(optionalId)
  byStaffId!: string | null;

  @Column(instant)
  at!: number;

  @Column('integer')
  taken!: number;

  @Column('integer')
  requested!: number;

  @Column('integer')
  unchanged!: number;

  @Column('integer')
  refused!: number;

  /** Headers that are no column of ours, one per line. */
  @Column(varchar(2000))
  unknownHeaders!: string;
}

export const importOutcomes = ['taken', 'requested', 'unchanged', 'refused'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

/** What became of one line of the file. */
@Entity('import_line')
@Check('import_line_outcome', "outcome IN ('taken', 'requested', 'unchanged', 'refused')")
export class ImportLineRow {
  @PrimaryColumn(id)
  @ForeignKey(() => ImportRunRow, { name: 'import_line_run_fk' })
  runId!: string;

  /** As a text editor or Excel counts it: the header is line 1. */
  @PrimaryColumn('integer')
  lineNumber!: number;

  /** As it stood in the file, cut to the width of the column. */
  @Column(varchar(64))
  contractNumber!: string;

  @Column(varchar(16))
  outcome!: ImportOutcome;

  /** Japanese, for the reader: why it was refused, or what to note about what was taken. */
  @Column(varchar(1000))
  reason!: string;

  /** Set unless the line was refused. */
  @Column({ ...id, nullable: true })
  customerId!: string | null;
}
