import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, varchar } from '../../platform/columns.js';
import { CustomerRow } from '../customer.entity.js';
import type { DrillResult } from './contact-drill.rules.js';

/** One contact drill (連絡訓練, H8): whether the registered contact can be reached as registered. Append-only. */
@Entity('contact_drill')
@Index('contact_drill_customer', ['customerId', 'drilledAt'])
@Check('contact_drill_person_known', `person_result IN ('reached', 'unreached', 'changed')`)
@Check('contact_drill_phone_known', `phone_result IN ('reached', 'unreached', 'changed')`)
@Check('contact_drill_alt_phone_known', `alt_phone_result IN ('reached', 'unreached', 'changed')`)
@Check('contact_drill_email_known', `email_result IN ('reached', 'unreached', 'changed')`)
export class ContactDrillRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => CustomerRow, { name: 'contact_drill_customer_fk' })
  customerId!: string;

  /** The registered contact whose numbers were tried. */
  @Column(id)
  contactId!: string;

  @Column(varchar(12))
  personResult!: DrillResult;

  @Column(varchar(12))
  phoneResult!: DrillResult;

  @Column(varchar(12))
  altPhoneResult!: DrillResult;

  @Column(varchar(12))
  emailResult!: DrillResult;

  /** When the call was made; it may be written down later. */
  @Column(instant)
  drilledAt!: number;

  @Column(instant)
  recordedAt!: number;

  @Column(id)
  recordedBy!: string;
}
