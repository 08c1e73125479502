import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, optionalId, optionalInstant, optionalVarchar, varchar } from '../platform/columns.js';
import { CustomerRow } from './customer.entity.js';
import { ImportRunRow } from './import-run.entity.js';
import type { ProposedRegistration } from './registration.js';

/** `superseded`: a later request for the same customer took its place. */
export const contactRequestStates = ['waiting', 'approved', 'refused', 'superseded'] as const;

export type ContactRequestState = (typeof contactRequestStates)[number];

/** A change of registration that a partner asks for and the service owner decides (section I, 第1条5). */
@Entity('contact_request')
@Index('contact_request_waiting', ['customerId'], { unique: true, where: "state = 'waiting'" })
@Index('contact_request_state', ['state', 'requestedAt'])
@Check('contact_request_state_known', "state IN ('waiting', 'approved', 'refused', 'superseded')")
@Check('contact_request_source_known', "source IN ('form', 'import')")
export class ContactRequestRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => CustomerRow, { name: 'contact_request_customer_fk' })
  customerId!: string;

  @Column(varchar(16))
  state!: ContactRequestState;

  @Column(varchar(16))
  source!: 'form' | 'import';

  @Column(optionalId)
  @ForeignKey(() => ImportRunRow, { name: 'contact_request_import_run_fk' })
  importRunId!: string | null;

  /** Line of the file it came from. */
  @Column({ type: 'integer', nullable: true })
  lineNumber!: number | null;

  @Column(id)
  requestedBy!: string;

  @Column(instant)
  requestedAt!: number;

  /** The registration as it is to be afterwards. */
  @Column(json)
  proposed!: ProposedRegistration;

  @Column(optionalId)
  decidedBy!: string | null;

  @Column(optionalInstant)
  decidedAt!: number | null;

  /** When an approved change takes effect. */
  @Column(optionalInstant)
  effectiveAt!: number | null;

  /** Why it was refused, for the partner to read. */
  @Column(optionalVarchar(500))
  decisionNote!: string | null;
}
