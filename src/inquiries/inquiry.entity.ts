import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, oneOf, optionalId, optionalInstant, optionalVarchar, text, varchar } from '../platform/columns.js';
import type { Inquiry } from './rulebook/inquiry.js';
import type {
  Channel, Entitlement, Line, Resolution, ResponseClock, Status, SupportKind, Verification, VerificationMethod,
} from './rulebook/status.js';

/** An inquiry as it is stored: what the rules know, and what only pages, numbers and mails need. */
@Entity('inquiry')
@Index('inquiry_number', ['number'], { unique: true })
@Index('inquiry_reply_token', ['replyToken'], { unique: true })
@Index('inquiry_open_queue', ['isOpen', 'queueAt'])
@Index('inquiry_line_open_queue', ['line', 'isOpen', 'queueAt'])
@Index('inquiry_desk_open_queue', ['supportDeskId', 'isOpen', 'queueAt'])
@Index('inquiry_owner_open_queue', ['ownerId', 'isOpen', 'queueAt'])
@Index('inquiry_status_queue', ['status', 'queueAt'])
@Index('inquiry_desk_status_queue', ['supportDeskId', 'status', 'queueAt'])
@Index('inquiry_customer', ['customerId', 'receivedAt'])
@Index('inquiry_open_received', ['isOpen', 'receivedAt'])
@Index('inquiry_desk_open_received', ['supportDeskId', 'isOpen', 'receivedAt'])
@Index('inquiry_provider', ['providerId'], { where: 'provider_id IS NOT NULL' })
@Index('inquiry_open_logs', ['isOpen', 'logsLostAt'], { where: 'logs_lost_at IS NOT NULL' })
@Index('inquiry_is_urgent', ['queueAt'], { where: 'fast_track AND is_open' })
@Index('inquiry_has_addition', ['queueAt'], { where: 'open_addition_request AND is_open' })
@Index('inquiry_contact_is_changed', ['queueAt'], { where: 'contact_changed AND is_open' })
@Index('inquiry_contract_is_unclear', ['queueAt'], { where: `entitlement = 'unclear' AND is_open` })
@Index('inquiry_is_foreign', ['queueAt'], { where: `language = 'other' AND is_open` })
@Index('inquiry_is_missed', ['dueAt'], { where: `clock = 'missed' AND is_open` })
@Index('inquiry_is_running', ['dueAt'], { where: `clock = 'running' AND is_open` })
@Index('inquiry_ended', ['endedAt'], { where: 'ended_at IS NOT NULL' })
@Check(
  'inquiry_status_known',
  oneOf('status', ['received', 'hearing', 'first_line_work', 'escalated', 'second_line_work', 'report_review', 'awaiting_customer', 'answered', 'closed', 'declined', 'transferred', 'merged', 'withdrawn']),
)
@Check('inquiry_due_after_accepted', 'due_at > accepted_at')
@Check('inquiry_accepted_after_received', 'accepted_at >= received_at')
export class InquiryRow implements Inquiry {
  @PrimaryColumn(id)
  id!: string;

  /** `26-000123-7`: year, serial, check digit. */
  @Column(varchar(16))
  number!: string;

  /** Counts changes; the ETag of the inquiry. */
  @Column('integer')
  version!: number;

  @Column(varchar(24))
  status!: Status;

  @Column('boolean')
  isOpen!: boolean;

  @Column(varchar(8))
  line!: Line;

  @Column(varchar(8))
  channel!: Channel;

  /** `other` where a mail held no Japanese text (A3): shown flagged, with a courtesy answer ready. */
  @Column(varchar(8))
  language!: 'ja' | 'other';

  @Column(varchar(24))
  supportKind!: SupportKind;

  @Column(optionalId)
  supportDeskId!: string | null;

  @Column(optionalId)
  customerId!: string | null;

  @Column(optionalId)
  contactId!: string | null;

  @Column(varchar(12))
  verification!: Verification;

  @Column(optionalVarchar(40))
  verificationMethod!: VerificationMethod | null;

  @Column(optionalInstant)
  verifiedAt!: number | null;

  @Column(varchar(12))
  entitlement!: Entitlement;

  @Column(varchar(16))
  clock!: ResponseClock;

  @Column('integer')
  cycle!: number;

  @Column(instant)
  receivedAt!: number;

  @Column(instant)
  acceptedAt!: number;

  @Column(instant)
  dueAt!: number;

  /** What queues are ordered by; see `queueAtOf`. */
  @Column(instant)
  queueAt!: number;

  @Column(optionalInstant)
  firstResponseAt!: number | null;

  @Column(optionalId)
  ownerId!: string | null;

  @Column(optionalId)
  providerId!: string | null;

  @Column(optionalVarchar(24))
  returnStatus!: Status | null;

  @Column(optionalVarchar(32))
  resolution!: Resolution | null;

  @Column('boolean')
  everEscalated!: boolean;

  @Column('boolean')
  fastTrack!: boolean;

  @Column(optionalInstant)
  escalatedAt!: number | null;

  @Column('boolean')
  grave!: boolean;

  @Column(optionalInstant)
  reviewRequestedAt!: number | null;

  @Column(optionalId)
  reviewRequestedBy!: string | null;

  @Column(optionalId)
  reportApprovedBy!: string | null;

  @Column('boolean')
  openAdditionRequest!: boolean;

  @Column(optionalInstant)
  wishForSpecialistAt!: number | null;

  @Column(optionalInstant)
  consentToSpecialistAt!: number | null;

  @Column(optionalInstant)
  closingAnnouncedAt!: number | null;

  @Column('integer')
  unansweredCalls!: number;

  @Column('boolean')
  contactChanged!: boolean;

  @Column(optionalInstant)
  complaintAt!: number | null;

  @Column(optionalInstant)
  endedAt!: number | null;

  @Column(optionalInstant)
  resumedAt!: number | null;

  /** One line for lists: the customer's own words or the mail's subject, shortened. */
  @Column(varchar(200))
  headline!: string;

  /** Who called or wrote, as he gave himself. */
  @Column(varchar(200))
  callerName!: string;

  /** Number to call back as it was given; E.164. Call it with content only when it is a registered one. */
  @Column(optionalVarchar(32))
  callbackPhone!: string | null;

  /** Kinds of inquiry (B2), from the sheet. */
  @Column(json)
  kinds!: readonly string[];

  /** When the first log that is needed will be overwritten (H3); null while nothing is known of it. */
  @Column(optionalInstant)
  logsLostAt!: number | null;

  /** 相互確認コード (H1): three digits. */
  @Column(varchar(3))
  mutualCode!: string;

  /** In the reply address; finds the inquiry and proves nothing. */
  @Column(varchar(64))
  replyToken!: string;

  @Column('integer')
  sheetVersion!: number;

  @Column('integer')
  calendarVersion!: number;

  /** The version of the terms that governs the inquiry (A7, 第21条). */
  @Column(varchar(20))
  termsVersion!: string;

  @Column(optionalId)
  followUpOf!: string | null;

  @Column(optionalId)
  mergedInto!: string | null;

  /** The earlier inquiry whose mail says the same: 重複の可能性, for a person to judge. */
  @Column(optionalId)
  alikeInquiryId!: string | null;

  /** Message-IDs of the thread so far, oldest first, separated by spaces. */
  @Column(text)
  threadIds!: string;

  @Column('integer')
  eventSeq!: number;

  @Column(varchar(64))
  eventHash!: string;

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  updatedAt!: number;
}
