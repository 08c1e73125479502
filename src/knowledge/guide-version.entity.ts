import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, json, varchar } from '../platform/columns.js';
import type { GuideEntry } from './guide-entry.schemas.js';

/** One edition of what the threat guide says about a kind of traffic; the newest is in force and none is ever changed. */
@Entity('threat_guide_version')
export class GuideVersionRow {
  /** Id of the kind of traffic, as the hearing sheet names it. */
  @PrimaryColumn(varchar(40))
  kind!: string;

  /** 1, 2, 3 …; 0 is the text that came with the desk. */
  @PrimaryColumn('integer')
  version!: number;

  @Column(json)
  entry!: GuideEntry;

  /** Why it was edited. */
  @Column(varchar(500))
  reason!: string;

  @Column(instant)
  writtenAt!: number;

  @Column(id)
  writtenBy!: string;
}
