import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant, json, optionalId, optionalInstant, varchar } from '../platform/columns.js';

/** A version of the hearing sheet (B1). A draft may be replaced; a trigger refuses any change once it is published. */
@Entity('hearing_sheet')
@Index('hearing_sheet_published', ['publishedAt'])
@Check('hearing_sheet_state', "state IN ('draft', 'published')")
@Check('hearing_sheet_version_positive', 'version > 0')
@Check('hearing_sheet_published_when', "(state = 'published') = (published_at IS NOT NULL)")
export class HearingSheetRow {
  @PrimaryColumn('integer')
  version!: number;

  @Column(varchar(120))
  title!: string;

  /** As uploaded; read through `readDefinition`. */
  @Column(json)
  definition!: unknown;

  /** SHA-256 of the definition as JSON. */
  @Column(varchar(64))
  sha256!: string;

  @Column(varchar(16))
  state!: string;

  @Column(instant)
  createdAt!: number;

  /** Null for the sheet that the desk ships with. */
  @Column(optionalId)
  createdBy!: string | null;

  @Column(optionalInstant)
  publishedAt!: number | null;

  @Column(optionalId)
  publishedBy!: string | null;
}
