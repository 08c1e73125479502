import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InquiryRow } from '../inquiries/inquiry.entity.js';
import type { AnswerMeans } from '../inquiries/rulebook/status.js';
import { id, instant, json, optionalId, optionalInstant, optionalJson, optionalVarchar, varchar } from '../platform/columns.js';
import type { Edition, ReportState, Tlp } from './marking.rules.js';
import type { PrintedSection, ReportFields } from './report-sections.rules.js';

/** A report to the customer. Once sent a trigger refuses every change; a correction is the next report. */
@Entity('report')
@Index('report_inquiry_serial', ['inquiryId', 'serial'], { unique: true })
@Check('report_state_known', `state IN ('draft', 'in_review', 'approved', 'sent')`)
export class ReportRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'report_inquiry_fk' })
  inquiryId!: string;

  /** 1, 2, 3 … within the inquiry. */
  @Column('integer')
  serial!: number;

  /** `26-000123-7-R1`. */
  @Column(varchar(32))
  number!: string;

  @Column(varchar(12))
  edition!: Edition;

  @Column(varchar(16))
  tlp!: Tlp;

  @Column(varchar(12))
  state!: ReportState;

  /** Goes up with every save, so that two people who write at once notice. */
  @Column('integer')
  version!: number;

  @Column(json)
  sections!: ReportFields;

  /** What went to the customer, word by word. */
  @Column(optionalJson)
  printed!: readonly PrintedSection[] | null;

  /** SHA-256 of `printed`. */
  @Column(optionalVarchar(64))
  contentSha256!: string | null;

  @Column(id)
  authorId!: string;

  /** Everybody who has written on it: none of them is its second reader. */
  @Column(json)
  writerIds!: readonly string[];

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  updatedAt!: number;

  @Column(optionalInstant)
  sentAt!: number | null;

  @Column(optionalId)
  sentBy!: string | null;

  @Column(optionalVarchar(8))
  sentMeans!: AnswerMeans | null;

  /** False where it went out after 60 minutes unread, to be read afterwards (C4). */
  @Column('boolean')
  readBeforeSending!: boolean;
}

/** Somebody read a report; never changed. */
@Entity('report_reading')
@Index('report_reading_report', ['reportId'])
@Check('report_reading_outcome_known', `outcome IN ('approved', 'returned', 'approved_afterwards')`)
export class ReportReadingRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => ReportRow, { name: 'report_reading_report_fk' })
  reportId!: string;

  @Column('integer')
  version!: number;

  @Column(varchar(24))
  outcome!: 'approved' | 'returned' | 'approved_afterwards';

  @Column(id)
  readBy!: string;

  @Column(instant)
  readAt!: number;

  @Column(optionalId)
  commentTextId!: string | null;
}
