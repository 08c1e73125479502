import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant, varchar } from '../platform/columns.js';

/**
 * The state of the whole record at the end of a day, in one hash that is chained to the one before. It
 * is kept in a file and mailed as well, so that who bends the database cannot bend it unseen.
 */
@Entity('record_head')
@Index('record_head_day', ['day'], { unique: true })
@Check('record_head_number_positive', 'number > 0')
export class RecordHeadRow {
  /** 1, 2, 3 …; a day on which the desk was off is covered by the next. */
  @PrimaryColumn('integer')
  number!: number;

  /** The last whole day that it covers, 'YYYY-MM-DD' in Japan. */
  @Column(varchar(10))
  day!: string;

  /** Streams that have grown since the head before. */
  @Column('integer')
  streams!: number;

  /** Events since the head before. */
  @Column('integer')
  events!: number;

  /** SHA-256 over the ends of those streams, in the order of their positions. */
  @Column(varchar(64))
  digest!: string;

  @Column(varchar(64))
  previousHash!: string;

  @Column(varchar(64))
  hash!: string;

  @Column(instant)
  createdAt!: number;
}

/** Where a stream ended when a head was written: what shows that its end was cut off. */
@Entity('record_head_stream')
@Index('record_head_stream_seq', ['streamType', 'streamId', 'seq'], { unique: true })
export class RecordHeadStreamRow {
  @PrimaryColumn('integer')
  number!: number;

  @PrimaryColumn('integer')
  position!: number;

  @Column(varchar(32))
  streamType!: string;

  @Column(varchar(64))
  streamId!: string;

  @Column('integer')
  seq!: number;

  @Column(varchar(64))
  hash!: string;
}
