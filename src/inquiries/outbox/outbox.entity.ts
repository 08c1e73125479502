import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, oneOf, optionalId, optionalInstant, optionalText, optionalVarchar, text, varchar } from '../../platform/columns.js';

/** What has become of an outgoing mail. `unknown`: the body went out and the answer was lost; a person decides. */
const outboxStates = ['waiting', 'sending', 'sent', 'unknown', 'failed', 'withdrawn'] as const;
export type OutboxState = (typeof outboxStates)[number];

/** How long a mail is tried before it is given up: four days (RFC 5321 4.5.4.1). */
export const keptForMs = 4 * 24 * 60 * 60_000;

/** What our own automatic mail says of itself (RFC 3834). */
export type AutoSubmitted = 'no' | 'auto-replied' | 'auto-generated';

/**
 * One mail to one recipient, written in the transaction of the act that wants it sent; `mail`
 * delivers it. Recipient and contents are fixed here, so a later change of contact or template
 * changes nothing that was decided.
 */
@Entity('outbox')
@Index('outbox_customer', ['customerId'])
@Index('outbox_inquiry_seq', ['inquiryId', 'seq'])
@Index('outbox_state_next', ['state', 'nextAttemptAt'])
@Index('outbox_message_id', ['messageId'], { unique: true })
@Check('outbox_state_known', oneOf('state', outboxStates))
export class OutboxRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(optionalId)
  inquiryId!: string | null;

  /** Whom it is about, where no inquiry says so. */
  @Column(optionalId)
  customerId!: string | null;

  /** Order within the inquiry: a later mail waits for the earlier ones. */
  @Column('integer')
  seq!: number;

  @Column(varchar(40))
  template!: string;

  /** The version of its text when the mail was queued; 0 for the text that came with the program. */
  @Column({ type: 'integer', default: 0 })
  templateVersion!: number;

  /** The template's data (`OutgoingMails[template]`). */
  @Column(json)
  data!: object;

  @Column(varchar(200))
  toName!: string;

  @Column(varchar(254))
  toAddress!: string;

  @Column(optionalId)
  contactId!: string | null;

  @Column(varchar(200))
  fromName!: string;

  @Column(varchar(254))
  fromAddress!: string;

  /** Finds the inquiry when the customer answers; proves nothing. */
  @Column(optionalVarchar(64))
  replyToken!: string | null;

  /** Without angle brackets; the same for every attempt. */
  @Column(varchar(200))
  messageId!: string;

  @Column(optionalVarchar(998))
  inReplyTo!: string | null;

  /** Message-IDs of the thread, oldest first, separated by spaces, without angle brackets. */
  @Column(text)
  threadIds!: string;

  @Column(varchar(16))
  autoSubmitted!: AutoSubmitted;

  @Column(varchar(16))
  state!: OutboxState;

  @Column('integer')
  attempts!: number;

  @Column(instant)
  nextAttemptAt!: number;

  @Column(optionalInstant)
  leasedUntil!: number | null;

  @Column(optionalVarchar(36))
  leasedBy!: string | null;

  /** Set, and committed, before the first byte of the body leaves; with it a crash leaves `unknown`. */
  @Column(optionalInstant)
  bodyStartedAt!: number | null;

  /** SHA-256 of the exact bytes, among the contents under the row's id, once built. */
  @Column(optionalVarchar(64))
  contentSha256!: string | null;

  @Column(optionalText)
  lastError!: string | null;

  /** True when the act counted as the first response: its failure takes that back (D2). */
  @Column('boolean')
  countsAsAnswer!: boolean;

  @Column(instant)
  createdAt!: number;

  @Column(optionalInstant)
  sentAt!: number | null;

  /** When it is given up if it could not be sent by then; null in rows from before there was such a time. */
  @Column(optionalInstant)
  giveUpAt!: number | null;
}
