import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, optionalVarchar, varchar } from './columns.js';

/**
 * One fact on the append-only record (E1). It holds ids, enumerations and hashes only: personal data
 * and free text are referred to, so that they can be erased without breaking the chain. A trigger
 * refuses update and delete.
 */
@Entity('event')
@Index('event_stream_seq', ['streamType', 'streamId', 'seq'], { unique: true })
@Index('event_type_occurred', ['type', 'occurredAt'])
@Check('event_seq_positive', 'seq > 0')
export class EventRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(32))
  streamType!: string;

  @Column(varchar(64))
  streamId!: string;

  /** 1, 2, 3 … within the stream. */
  @Column('integer')
  seq!: number;

  @Column(varchar(64))
  type!: string;

  /** When it truly happened. */
  @Column(instant)
  occurredAt!: number;

  /** When it was written down; later than `occurredAt` for what is entered afterwards. */
  @Column(instant)
  recordedAt!: number;

  @Column(varchar(16))
  actorKind!: string;

  @Column(optionalVarchar(36))
  actorId!: string | null;

  @Column(json)
  data!: Readonly<Record<string, unknown>>;

  @Column(varchar(64))
  previousHash!: string;

  @Column(varchar(64))
  hash!: string;
}
