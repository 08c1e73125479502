import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, optionalVarchar, varchar } from '../platform/columns.js';
import { CustomerRow } from './customer.entity.js';

/** Why a contract ended; running out without a notice is no reason, it renews by itself (第4条3). */
export const contractEndReasons = ['non_renewal', 'cancellation'] as const;

export type ContractEndReason = (typeof contractEndReasons)[number];

/** One right to use the service (本サービス利用権). Dates are civil dates in Japan, `YYYY-MM-DD`. */
@Entity('contract')
@Index('contract_number', ['contractNumber'], { unique: true })
@Index('contract_number_fold', ['numberFold'])
@Index('contract_device_fold', ['deviceFold'])
@Index('contract_customer', ['customerId'])
@Check('contract_end_reason', "end_reason IN ('non_renewal', 'cancellation')")
export class ContractRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => CustomerRow, { name: 'contract_customer_fk' })
  customerId!: string;

  @Column(varchar(64))
  contractNumber!: string;

  /** Number of the CTS hardware; empty where not known yet. */
  @Column(varchar(64))
  deviceId!: string;

  /** 納入完了日: the term starts on it (第4条2). */
  @Column(optionalVarchar(10))
  deliveredOn!: string | null;

  @Column(optionalVarchar(10))
  termStartsOn!: string | null;

  /** As the partner's papers say; never computed, because 「１年間」 can be read in two ways. */
  @Column(optionalVarchar(10))
  termEndsOn!: string | null;

  /** Last day of use after a recorded notice or cancellation; null while the contract renews by itself. */
  @Column(optionalVarchar(10))
  endedOn!: string | null;

  @Column(optionalVarchar(16))
  endReason!: ContractEndReason | null;

  /** The day the notice or cancellation was received. */
  @Column(optionalVarchar(10))
  endNoticeOn!: string | null;

  /** Key of the service profile (F2), such as `soc_in_pocket`. */
  @Column(varchar(32))
  serviceProfile!: string;

  /** The version of the terms that governs the contract (第21条). */
  @Column(varchar(32))
  termsVersion!: string;

  /** `foldForSearch(contractNumber)`. */
  @Column(varchar(128))
  numberFold!: string;

  /** `foldForSearch(deviceId)`. */
  @Column(varchar(128))
  deviceFold!: string;
}
