import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../../platform/columns.js';

/** What a person has asked for about internal notices (D4). */
@Entity('notice_preference')
export class NoticePreferenceRow {
  @PrimaryColumn(id)
  staffId!: string;

  /** Notices by mail outside reception hours, too. */
  @Column('boolean')
  atNight!: boolean;

  @Column(instant)
  changedAt!: number;
}

/** That a person has had the summary of a closed time: once for each opening, even across restarts. */
@Entity('notice_summary')
export class NoticeSummaryRow {
  @PrimaryColumn(id)
  staffId!: string;

  /** The day of the opening, 'YYYY-MM-DD' in Japan. */
  @PrimaryColumn(varchar(10))
  day!: string;

  @Column('integer')
  notices!: number;

  @Column(instant)
  at!: number;
}
