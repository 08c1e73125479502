import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, optionalId, optionalInstant, text, varchar } from '../../platform/columns.js';

/** A mail that went, or was about to go, to the wrong person (E5). What is done about it stands on its stream of the record. */
@Entity('mail_incident')
@Index('mail_incident_outbox', ['outboxId'], { unique: true })
@Index('mail_incident_customer', ['customerId'])
export class MailIncidentRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  outboxId!: string;

  @Column(optionalId)
  inquiryId!: string | null;

  /** Whose information it was. */
  @Column(id)
  customerId!: string;

  /** Who got it. */
  @Column(varchar(254))
  toAddress!: string;

  @Column(varchar(100))
  mailLabel!: string;

  /** Null where it was stopped in time. */
  @Column(optionalInstant)
  sentAt!: number | null;

  /** When somebody of the desk came to know (発覚): the days of the law count from here. */
  @Column(instant)
  discoveredAt!: number;

  /** 不正の目的 may be behind it: 60 days instead of 30 for the 確報. */
  @Column('boolean')
  malicious!: boolean;

  @Column(text)
  circumstances!: string;

  /** What was disclosed, a line each, as the customer is told. */
  @Column(json)
  items!: readonly string[];

  /** What was done, a line each, as the customer is told. */
  @Column(json)
  measures!: readonly string[];

  @Column(optionalId)
  noticeId!: string | null;

  @Column(optionalInstant)
  notifiedAt!: number | null;

  @Column(instant)
  openedAt!: number;

  @Column(id)
  openedBy!: string;

  @Column(optionalInstant)
  closedAt!: number | null;

  @Column(optionalId)
  closedBy!: string | null;
}
