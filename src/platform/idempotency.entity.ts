import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, text, varchar } from './columns.js';

/**
 * What was answered to an act that carried an `Idempotency-Key`, written in the transaction of the
 * act itself: a second click finds the first answer, or nothing at all.
 */
@Entity('idempotency_key')
export class IdempotencyRow {
  @PrimaryColumn(id)
  staffId!: string;

  @PrimaryColumn(varchar(200))
  key!: string;

  /** SHA-256 of method, path and body. */
  @Column(varchar(64))
  requestHash!: string;

  @Column('integer')
  status!: number;

  /** The answer as JSON. */
  @Column(text)
  response!: string;

  @Column(instant)
  createdAt!: number;
}
