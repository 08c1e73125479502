import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, text, varchar } from '../../platform/columns.js';
import type { PhraseOccasion } from './phrase.rules.js';

/** One edition of a ready-made text (定型文); the newest is in force. Append-only, as the texts of mails are. */
@Entity('phrase_version')
@Check('phrase_version_positive', 'version > 0')
@Check('phrase_version_occasion_known', `occasion IN ('answer', 'await-customer', 'request-logs', 'request-addition')`)
export class PhraseVersionRow {
  @PrimaryColumn(id)
  phraseId!: string;

  @PrimaryColumn('integer')
  version!: number;

  /** The act in whose form it is offered. */
  @Column(varchar(24))
  occasion!: PhraseOccasion;

  @Column(varchar(60))
  title!: string;

  @Column(text)
  body!: string;

  /** Offered no more; its versions stay. */
  @Column('boolean')
  retired!: boolean;

  @Column(instant)
  createdAt!: number;

  @Column(id)
  createdBy!: string;
}
