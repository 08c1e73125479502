import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, optionalVarchar, varchar } from '../platform/columns.js';
import { CustomerRow } from './customer.entity.js';

/** A parent or subsidiary that uses the service with written consent (第2条(5)); it inquires through the same contact. Make rows with `affiliateRow`. */
@Entity('affiliate')
@Index('affiliate_customer', ['customerId'])
@Index('affiliate_name_fold', ['nameFold'])
@Index('affiliate_kana_fold', ['kanaFold'])
export class AffiliateRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => CustomerRow, { name: 'affiliate_customer_fk' })
  customerId!: string;

  @Column(varchar(200))
  name!: string;

  @Column(varchar(200))
  kana!: string;

  /** Date of the written consent, `YYYY-MM-DD`. */
  @Column(varchar(10))
  consentedOn!: string;

  /** The day on which the use ended, `YYYY-MM-DD`; null while it goes on. */
  @Column(optionalVarchar(10))
  endedOn!: string | null;

  /** `foldForSearch(name)`. */
  @Column({ ...varchar(400), default: '' })
  nameFold!: string;

  /** `foldForSearch(kana)`. */
  @Column({ ...varchar(400), default: '' })
  kanaFold!: string;
}
