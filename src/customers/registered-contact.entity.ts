import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, varchar } from '../platform/columns.js';
import { CustomerRow } from './customer.entity.js';

/**
 * A registered contact (本サービス担当者) of a customer, from an instant up to another (A6). Rows are
 * history: a change closes one and opens the next. The partial unique index lets at most one stay open.
 */
@Entity('registered_contact')
@Index('registered_contact_current', ['customerId'], { unique: true, where: 'valid_to IS NULL' })
@Index('registered_contact_history', ['customerId', 'validFrom'])
@Index('registered_contact_email', ['emailFold'])
@Index('registered_contact_phone', ['phoneDigits'])
@Index('registered_contact_alt_phone', ['altPhoneDigits'])
export class RegisteredContactRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => CustomerRow, { name: 'registered_contact_customer_fk' })
  customerId!: string;

  @Column(varchar(100))
  name!: string;

  @Column(varchar(100))
  kana!: string;

  @Column(varchar(100))
  department!: string;

  @Column(varchar(100))
  title!: string;

  @Column(varchar(254))
  email!: string;

  /** E.164. */
  @Column(varchar(20))
  phone!: string;

  /** E.164; the one that does not run through the company's exchange. */
  @Column(varchar(20))
  altPhone!: string;

  /** The address in lower case, for finding a sender. */
  @Column(varchar(254))
  emailFold!: string;

  /** As dialled in Japan, digits only. */
  @Column(varchar(20))
  phoneDigits!: string;

  @Column(varchar(20))
  altPhoneDigits!: string;

  @Column(instant)
  validFrom!: number;

  /** Exclusive; null for the last one. A change that takes effect later sets it ahead of time. */
  @Column(optionalInstant)
  validTo!: number | null;
}
