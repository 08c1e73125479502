import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, optionalInstant, optionalVarchar, varchar } from '../platform/columns.js';
import { PartnerRow } from './partner.entity.js';
import { SupportDeskRow } from './support-desk.entity.js';

/** What stands at the customer's gateway; without UTM or firewall with proxy an attack makes a proposal task (B7). */
export const gatewayProtections = ['utm', 'fw_proxy', 'none', 'unknown'] as const;

export type GatewayProtection = (typeof gatewayProtections)[number];

/** A company that uses the service (利用者). Make rows with `customerRow`, which fills the search columns. */
@Entity('customer')
@Index('customer_partner', ['partnerId'])
@Index('customer_support_desk', ['supportDeskId', 'kanaFold'])
@Index('customer_name_fold', ['nameFold'])
@Index('customer_kana_fold', ['kanaFold'])
@Index('customer_main_phone_digits', ['mainPhoneDigits'])
@Index('customer_use_stopped', ['id'], { where: 'use_stopped_at IS NOT NULL' })
@Check('customer_gateway_protection', "gateway_protection IN ('utm', 'fw_proxy', 'none', 'unknown')")
export class CustomerRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(200))
  name!: string;

  @Column(varchar(200))
  kana!: string;

  /** The company's registered main number in E.164; null where the parameter sheet named none. */
  @Column(optionalVarchar(20))
  mainPhone!: string | null;

  /** Who sold the contract; a succession of the support does not touch it (B6). */
  @Column(optionalId)
  @ForeignKey(() => PartnerRow, { name: 'customer_partner_fk' })
  partnerId!: string | null;

  /** Who hears the customer: the wall of B5 runs along this column. */
  @Column(id)
  @ForeignKey(() => SupportDeskRow, { name: 'customer_support_desk_fk' })
  supportDeskId!: string;

  @Column(varchar(16))
  gatewayProtection!: GatewayProtection;

  /** `foldForSearch(name)`. */
  @Column(varchar(400))
  nameFold!: string;

  /** `foldForSearch(kana)`. */
  @Column(varchar(400))
  kanaFold!: string;

  /** The main number as it is dialled in Japan, digits only. */
  @Column(varchar(20))
  mainPhoneDigits!: string;

  @Column(instant)
  createdAt!: number;

  /** Goes up with every change of the customer, its contracts or its contact; the ETag of the API. */
  @Column('integer')
  version!: number;

  /** Since when nobody but owner and auditor may use what is kept of it, because it is to be erased (第10条4). */
  @Column(optionalInstant)
  useStoppedAt!: number | null;
}
