import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, optionalInstant, varchar } from '../../platform/columns.js';
import { InquiryRow } from '../inquiry.entity.js';
import type { AppointmentKind, AppointmentOutcome } from '../rulebook/status.js';

export type AppointmentState = 'open' | AppointmentOutcome;

/** Something promised to the customer for a certain time: a call-back, a supervisor's call, an online meeting. */
@Entity('appointment')
@Index('appointment_state_starts', ['state', 'startsAt'])
@Index('appointment_inquiry', ['inquiryId'])
@Check('appointment_kind_known', `kind IN ('callback', 'meeting', 'supervisor_call')`)
@Check('appointment_state_known', `state IN ('open', 'kept', 'no_show', 'cancelled')`)
export class AppointmentRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'appointment_inquiry_fk' })
  inquiryId!: string;

  @Column(varchar(16))
  kind!: AppointmentKind;

  @Column(instant)
  startsAt!: number;

  @Column('integer')
  minutes!: number;

  /** Where to meet: the address of an online meeting; empty for a call. */
  @Column(varchar(500))
  place!: string;

  /** What it is about, for colleagues. */
  @Column(optionalId)
  noteTextId!: string | null;

  /** How often it was moved or called off after the first invitation (RFC 5545 SEQUENCE). */
  @Column('integer')
  sequence!: number;

  /** The contact was sent an invitation, so that he hears of changes too. */
  @Column('boolean')
  invited!: boolean;

  @Column(varchar(12))
  state!: AppointmentState;

  @Column(id)
  madeBy!: string;

  @Column(instant)
  madeAt!: number;

  @Column(optionalInstant)
  settledAt!: number | null;

  @Column(optionalId)
  settledBy!: string | null;
}
