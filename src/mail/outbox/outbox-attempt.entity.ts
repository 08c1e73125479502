import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, oneOf, text, varchar } from '../../platform/columns.js';
import type { AttemptOutcome } from './send-outcome.rules.js';

/** One attempt to hand a mail over, as it ended: shown with the mail, and what the rates are counted from. */
@Entity('outbox_attempt')
@Index('outbox_attempt_outbox', ['outboxId', 'startedAt'])
@Index('outbox_attempt_ended', ['endedAt'])
@Check('outbox_attempt_outcome_known', oneOf('outcome', ['sent', 'retry', 'server', 'failed', 'unknown', 'interrupted']))
export class OutboxAttemptRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  outboxId!: string;

  /** Counts from 1; begins again when a person sends the mail once more. */
  @Column('integer')
  number!: number;

  @Column(instant)
  startedAt!: number;

  @Column(instant)
  endedAt!: number;

  @Column(varchar(16))
  outcome!: AttemptOutcome;

  @Column('boolean')
  bodyOut!: boolean;

  @Column({ type: 'integer', nullable: true })
  replyCode!: number | null;

  /** The server's words; no address, secret or content of ours. */
  @Column(text)
  detail!: string;
}
