import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InquiryRow } from '../inquiries/inquiry.entity.js';
import { id, instant, json, optionalId, optionalInstant, optionalVarchar, text, varchar } from '../platform/columns.js';
import type { ConsentMeans, LogRequestState, PeriodZone, ReceivedVia, ScanState, UnusableBecause } from './marking.rules.js';

/** ログ提供依頼 with the customer's declaration that he may hand the log over (C2, E2). */
@Entity('log_request')
@Index('log_request_inquiry', ['inquiryId'])
@Index('log_request_asked', ['requestedAt'])
@Index('log_request_number', ['number'], { unique: true })
@Check('log_request_state_known', `state IN ('draft', 'sent', 'partially_received', 'received', 'unusable', 'withdrawn', 'expired')`)
@Check('log_request_period_in_order', 'period_to >= period_from')
export class LogRequestRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'log_request_inquiry_fk' })
  inquiryId!: string;

  /** `26-000123-7-L1`. */
  @Column(varchar(32))
  number!: string;

  @Column(json)
  items!: readonly string[];

  @Column(varchar(200))
  host!: string;

  @Column(instant)
  periodFrom!: number;

  @Column(instant)
  periodTo!: number;

  @Column(varchar(8))
  zone!: PeriodZone;

  @Column(text)
  purpose!: string;

  @Column(text)
  handling!: string;

  @Column(text)
  delivery!: string;

  @Column(instant)
  dueAt!: number;

  @Column(instant)
  consentAt!: number;

  @Column(varchar(100))
  consentBy!: string;

  @Column(varchar(8))
  consentMeans!: ConsentMeans;

  @Column(varchar(24))
  state!: LogRequestState;

  @Column(instant)
  requestedAt!: number;

  @Column(id)
  requestedBy!: string;
}

/**
 * A file that came from the customer. Its bytes lie unchanged and sealed among the contents under its id;
 * its custody is the stream `evidence` of the record.
 */
@Entity('evidence_item')
@Index('evidence_item_inquiry', ['inquiryId'])
@Index('evidence_item_number', ['number'], { unique: true })
export class EvidenceItemRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'evidence_item_inquiry_fk' })
  inquiryId!: string;

  /** `26-000123-7-E1`. */
  @Column(varchar(32))
  number!: string;

  @Column(optionalId)
  @ForeignKey(() => LogRequestRow, { name: 'evidence_item_request_fk' })
  logRequestId!: string | null;

  /** As the sender called it: to be shown, never used as a path. */
  @Column(varchar(255))
  fileName!: string;

  @Column(varchar(100))
  contentType!: string;

  /** Bytes. */
  @Column('integer')
  size!: number;

  /** Worked out on receipt. */
  @Column(varchar(64))
  sha256!: string;

  /** As the sender stated it; null where he stated none. */
  @Column(optionalVarchar(64))
  statedSha256!: string | null;

  @Column(varchar(8))
  receivedVia!: ReceivedVia;

  /** Who sent it, as known: a name or an address. */
  @Column(varchar(254))
  receivedFrom!: string;

  @Column(instant)
  receivedAt!: number;

  /** Who put it on record; null where the desk did by itself. */
  @Column(optionalId)
  recordedBy!: string | null;

  @Column(optionalInstant)
  coveredFrom!: number | null;

  @Column(optionalInstant)
  coveredTo!: number | null;

  @Column(varchar(8))
  zone!: PeriodZone;

  /** Who declared that he may hand it over, where he handed it over himself (E2). */
  @Column(optionalVarchar(100))
  declaredBy!: string | null;

  @Column({ ...varchar(16), default: 'unscanned' })
  scanState!: ScanState;

  /** What the scanner found, or why it could not look. */
  @Column(optionalVarchar(200))
  scanDetail!: string | null;

  @Column(optionalInstant)
  scannedAt!: number | null;

  /** Why nobody can work with it. */
  @Column(optionalVarchar(32))
  unusableBecause!: UnusableBecause | null;

  /** The bytes are gone; what they were stays on record (第10条4). */
  @Column(optionalInstant)
  destroyedAt!: number | null;
}

/** What became of a proposal: taken up, thought over, turned down, or not called for after all. */
export const proposalOutcomes = ['adopted', 'considering', 'declined', 'not_needed'] as const;

export type ProposalOutcome = (typeof proposalOutcomes)[number];

/** B7: the partner should propose UTM, or firewall with proxy, to a customer who was attacked. */
@Entity('gateway_proposal')
@Index('gateway_proposal_inquiry', ['inquiryId'], { unique: true })
export class GatewayProposalRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'gateway_proposal_inquiry_fk' })
  inquiryId!: string;

  @Column(id)
  customerId!: string;

  /** Whoever sold the contract proposes. */
  @Column(optionalId)
  partnerId!: string | null;

  @Column(optionalId)
  supportDeskId!: string | null;

  @Column(instant)
  raisedAt!: number;

  /** Null where the desk raised it by itself (T40). */
  @Column(optionalId)
  raisedBy!: string | null;

  @Column(optionalInstant)
  doneAt!: number | null;

  /** What became of it; null while it waits for the partner. */
  @Column(optionalVarchar(16))
  outcome!: ProposalOutcome | null;

  /** In the partner's words; empty where the outcome says it all. */
  @Column(optionalVarchar(500))
  outcomeNote!: string | null;

  @Column(optionalId)
  doneBy!: string | null;
}
