import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, oneOf, optionalId, optionalInstant, optionalVarchar, text, varchar } from '../platform/columns.js';
import type { CallPurpose } from './rulebook/commands.js';
import type { CallOutcome, ResponseClock } from './rulebook/status.js';

/** Who may read a text: the customer, the partner's desk, or the second line only. */
export const disclosures = ['customer', 'partner', 'second_line'] as const;
export type Disclosure = (typeof disclosures)[number];

/** A free text of an inquiry: notes, reasons, summaries. The record refers to it by id (E1). */
@Entity('inquiry_text')
@Index('inquiry_text_inquiry', ['inquiryId', 'createdAt'])
@Check('inquiry_text_disclosure_known', oneOf('disclosure', ['customer', 'partner', 'second_line']))
export class InquiryTextRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  inquiryId!: string;

  /** What it is, such as `answer_summary`, `reason`, `note`, `mail_text`. */
  @Column(varchar(32))
  kind!: string;

  @Column(varchar(12))
  disclosure!: Disclosure;

  @Column(text)
  body!: string;

  @Column(instant)
  createdAt!: number;

  @Column(optionalId)
  createdBy!: string | null;
}

/** A telephone call about an inquiry, in or out, with its outcome. */
@Entity('call_log')
@Index('call_log_inquiry', ['inquiryId', 'calledAt'])
export class CallLogRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  inquiryId!: string;

  @Column(varchar(4))
  direction!: 'in' | 'out';

  /** When it truly took place. */
  @Column(instant)
  calledAt!: number;

  /** E.164. */
  @Column(optionalVarchar(32))
  number!: string | null;

  @Column(varchar(200))
  person!: string;

  @Column(varchar(20))
  outcome!: CallOutcome;

  @Column(varchar(16))
  purpose!: CallPurpose;

  @Column(optionalId)
  noteTextId!: string | null;

  @Column(optionalId)
  staffId!: string | null;

  @Column(instant)
  recordedAt!: number;
}

/** One response target and what became of it (D1, D2); a follow-up starts the next. */
@Entity('response_cycle')
@Index('response_cycle_watch', ['result', 'dueAt'])
@Index('response_cycle_accepted', ['acceptedAt'])
@Check('response_cycle_result_known', oneOf('result', ['running', 'met', 'missed', 'not_applicable']))
export class ResponseCycleRow {
  @PrimaryColumn(id)
  inquiryId!: string;

  @PrimaryColumn('integer')
  cycle!: number;

  @Column(instant)
  receivedAt!: number;

  @Column(instant)
  acceptedAt!: number;

  @Column(instant)
  dueAt!: number;

  /** When 80 % of the business time to the target has passed (D4). */
  @Column(instant)
  warnAt!: number;

  @Column('integer')
  calendarVersion!: number;

  @Column(optionalInstant)
  firstResponseAt!: number | null;

  @Column(varchar(16))
  result!: ResponseClock;

  @Column(optionalInstant)
  warnedAt!: number | null;

  @Column(optionalInstant)
  missedAt!: number | null;
}

/** 追記依頼: what the second line wants the first line to add (T19, T20). */
@Entity('addition_request')
@Index('addition_request_inquiry', ['inquiryId'])
@Index('addition_request_asked', ['requestedAt'])
export class AdditionRequestRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  inquiryId!: string;

  @Column(json)
  questionIds!: readonly string[];

  @Column(id)
  commentTextId!: string;

  @Column(id)
  requestedBy!: string;

  @Column(instant)
  requestedAt!: number;

  @Column(optionalInstant)
  completedAt!: number | null;
}

/** Why somebody is no copy recipient any more. */
export type CopyEnd = 'removed' | 'contact_changed' | 'inquiry_ended';

/** 同報先: whom the registered contact named for this inquiry, confirmed by telephone (A6). */
@Entity('copy_recipient')
@Index('copy_recipient_inquiry', ['inquiryId'])
export class CopyRecipientRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  inquiryId!: string;

  @Column(varchar(200))
  name!: string;

  @Column(varchar(254))
  address!: string;

  @Column(id)
  confirmedBy!: string;

  /** When the contact confirmed it on the telephone. */
  @Column(instant)
  confirmedAt!: number;

  /** The registered contact who named him: with another contact he gets nothing until confirmed again. */
  @Column(optionalId)
  contactId!: string | null;

  /** The call in which it was confirmed. */
  @Column(optionalId)
  callId!: string | null;

  @Column(optionalInstant)
  endedAt!: number | null;

  @Column(optionalVarchar(20))
  endedBecause!: CopyEnd | null;
}

/** Something a member of staff should look at; `dedupeKey` makes it once, across restarts (D4). */
@Entity('notice')
@Index('notice_dedupe', ['dedupeKey'], { unique: true })
@Index('notice_staff', ['staffId', 'seenAt'])
export class NoticeRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  staffId!: string;

  @Column(id)
  inquiryId!: string;

  @Column(varchar(32))
  kind!: string;

  @Column(varchar(160))
  dedupeKey!: string;

  @Column(instant)
  createdAt!: number;

  @Column(optionalInstant)
  seenAt!: number | null;
}
