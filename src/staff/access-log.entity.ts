import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, varchar } from '../platform/columns.js';

/** Looked at on a page or in an answer of the API, or taken out as a file. */
export const accessActs = ['viewed', 'exported'] as const;
export type AccessAct = (typeof accessActs)[number];

/** What personal data and communication data stand in. */
export const accessSubjects = ['inquiry', 'evidence', 'message', 'outgoing', 'customer', 'contact_request', 'import', 'access_log', 'incident', 'list'] as const;
export type AccessSubject = (typeof accessSubjects)[number];

/** Who looked at or took out what, and when (E2): ids only, so that an erasure need not touch it. */
@Entity('access_log')
@Index('access_log_at', ['at'])
@Index('access_log_staff', ['staffId', 'at'])
@Index('access_log_customer', ['customerId', 'at'])
@Index('access_log_inquiry', ['inquiryId', 'at'])
@Index('access_log_subject', ['subject', 'at'])
@Check('access_log_act_known', `act IN ('viewed', 'exported')`)
export class AccessLogRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(instant)
  at!: number;

  /** Null for the operator at the command line. */
  @Column(optionalId)
  staffId!: string | null;

  @Column(varchar(8))
  act!: AccessAct;

  @Column(varchar(16))
  subject!: AccessSubject;

  @Column(varchar(64))
  subjectId!: string;

  @Column(optionalId)
  customerId!: string | null;

  @Column(optionalId)
  inquiryId!: string | null;
}
