import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../../platform/columns.js';

/**
 * That an automatic mail went to an address, or was withheld: what the limits are counted from (R15).
 * Hashes only, so that nothing here need be erased; rows older than two days are swept away.
 */
@Entity('automatic_mail')
@Index('automatic_mail_to', ['toHash', 'at'])
@Index('automatic_mail_at', ['at'])
export class AutomaticMailRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(64))
  toHash!: string;

  /** Of the subject without its numbers: two desks that answer each other repeat themselves. */
  @Column(varchar(64))
  topicHash!: string;

  @Column('boolean')
  authenticated!: boolean;

  @Column('boolean')
  withheld!: boolean;

  @Column(instant)
  at!: number;
}
