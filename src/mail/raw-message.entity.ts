import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, oneOf, optionalId, optionalInstant, optionalVarchar, text, varchar } from '../platform/columns.js';
import type { SenderStanding } from '../inquiries/intake/mail-intake.js';
import type { Authentication } from './intake/authentication.rules.js';
import type { MailKind, QuarantineReason } from './intake/intake.rules.js';

/** `stored`: bytes safe, not yet understood; `failed`: 要確認, a person looks. */
const rawMessageStates = ['stored', 'done', 'quarantined', 'failed'] as const;
export type RawMessageState = (typeof rawMessageStates)[number];

/** What a person decided about a quarantined mail. */
const quarantineDecisions = ['answered', 'spam', 'released', 'attached'] as const;
export type QuarantineDecision = (typeof quarantineDecisions)[number];

/** How a message reached us. */
export type MailSource = 'pipe' | 'imap' | 'demo';

/**
 * A message as it came in. Its bytes lie unchanged among the contents under its id; what is read out of them is
 * filled in by the intake and can be worked out again at any time.
 */
@Entity('raw_message')
@Index('raw_message_sha256', ['sha256', 'copy'], { unique: true })
@Index('raw_message_content', ['contentHash'])
@Index('raw_message_state', ['state', 'receivedAt'])
@Index('raw_message_inquiry', ['inquiryId'])
@Index('raw_message_desk', ['supportDeskId', 'receivedAt'])
@Index('raw_message_outbox', ['outboxId'], { where: 'outbox_id IS NOT NULL' })
@Index('raw_message_message_id', ['messageIdHash'])
@Check('raw_message_state_known', oneOf('state', rawMessageStates))
export class RawMessageRow {
  @PrimaryColumn(id)
  id!: string;

  /** Of the exact bytes; the same message handed over twice is one row. */
  @Column(varchar(64))
  sha256!: string;

  /** 0; counts on for messages without a Message-ID that lie in one mailbox several times (R17). */
  @Column({ type: 'integer', default: 0 })
  copy!: number;

  @Column('integer')
  size!: number;

  /** When the server handed it to us: the arrival that A4 and D1 count from, never the Date header. */
  @Column(instant)
  receivedAt!: number;

  @Column(varchar(8))
  source!: MailSource;

  @Column(optionalVarchar(320))
  envelopeTo!: string | null;

  /** Empty for the null sender `<>`; null where the server did not say. */
  @Column(optionalVarchar(320))
  envelopeFrom!: string | null;

  @Column(varchar(16))
  state!: RawMessageState;

  @Column(optionalVarchar(32))
  reason!: QuarantineReason | null;

  @Column(optionalVarchar(16))
  kind!: MailKind | null;

  @Column('integer')
  attempts!: number;

  @Column(optionalInstant)
  leasedUntil!: number | null;

  @Column(optionalVarchar(36))
  leasedBy!: string | null;

  @Column(optionalInstant)
  processedAt!: number | null;

  /** Without brackets; of any length a sender likes. */
  @Column(text)
  messageId!: string;

  /** SHA-256 of `messageId`, to look it up; empty where the message has none. */
  @Column(varchar(64))
  messageIdHash!: string;

  /** Of sender, subject, text and files: what the message says, however it travelled; empty while it is not read. */
  @Column({ ...varchar(64), default: '' })
  contentHash!: string;

  /** The earlier message that says the same: with its Message-ID it is that mail, without perhaps (重複の可能性). */
  @Column(optionalId)
  duplicateOf!: string | null;

  @Column(text)
  subject!: string;

  @Column(varchar(320))
  fromAddress!: string;

  @Column(text)
  fromName!: string;

  /** The new part of the text. */
  @Column(text)
  bodyText!: string;

  /** What the sender quoted; folded on the page, never dropped. */
  @Column(text)
  quotedText!: string;

  /** Whether there is HTML that the page could show; null while it is not read, and for what was read before this was asked. */
  @Column({ type: 'boolean', nullable: true })
  hasHtml!: boolean | null;

  @Column('boolean')
  hasJapanese!: boolean;

  @Column(varchar(8))
  authentication!: Authentication;

  @Column(optionalVarchar(32))
  sender!: SenderStanding | null;

  /** The desk whose address it came to; null for the common address. */
  @Column(optionalId)
  supportDeskId!: string | null;

  @Column(optionalId)
  customerId!: string | null;

  @Column(optionalId)
  contactId!: string | null;

  /** Where it was put. */
  @Column(optionalId)
  inquiryId!: string | null;

  /** What its token, ids or number point to, for the staff only: finding is no permission. */
  @Column(optionalId)
  linkedInquiryId!: string | null;

  /** The mail of ours that a bounce is about. */
  @Column(optionalId)
  outboxId!: string | null;

  /** Why the last attempt to understand it failed. */
  @Column(text)
  fault!: string;

  @Column(optionalVarchar(16))
  decision!: QuarantineDecision | null;

  @Column(optionalId)
  decidedBy!: string | null;

  @Column(optionalInstant)
  decidedAt!: number | null;

  @Column('integer')
  version!: number;
}
