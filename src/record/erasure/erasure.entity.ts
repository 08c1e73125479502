import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, optionalInstant, optionalJson, optionalVarchar, varchar } from '../../platform/columns.js';
import type { Certificate } from './certificate.rules.js';

/**
 * `requested`: use has stopped, the second person is waited for · `confirmed`, `erasing`: the desk is at it ·
 * `telling`: everything is gone but what the last notice needs · `held`: what a hold keeps is still there.
 */
export const erasureStates = ['requested', 'confirmed', 'erasing', 'telling', 'held', 'done', 'cancelled'] as const;
export type ErasureState = (typeof erasureStates)[number];

/** What the customer chose (第10条4). */
export const erasureChoices = ['return', 'disposal'] as const;
export type ErasureChoice = (typeof erasureChoices)[number];

/** Why: he asked for it, or the contract is over. */
export const erasureGrounds = ['request', 'contract_end'] as const;
export type ErasureGround = (typeof erasureGrounds)[number];

/** The erasure of all that is held of a customer, asked for by one person and confirmed by another (E3). */
@Entity('erasure')
@Index('erasure_open', ['customerId'], { unique: true, where: `state NOT IN ('done', 'cancelled')` })
@Check('erasure_state_known', `state IN ('requested', 'confirmed', 'erasing', 'telling', 'held', 'done', 'cancelled')`)
@Check('erasure_choice_known', `choice IN ('return', 'disposal')`)
@Check('erasure_ground_known', `ground IN ('request', 'contract_end')`)
@Check('erasure_two_persons', 'confirmed_by IS NULL OR confirmed_by <> requested_by')
export class ErasureRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  customerId!: string;

  @Column(varchar(12))
  state!: ErasureState;

  @Column(varchar(8))
  choice!: ErasureChoice;

  @Column(varchar(16))
  ground!: ErasureGround;

  @Column(instant)
  requestedAt!: number;

  @Column(id)
  requestedBy!: string;

  /** When the data was last taken out to be given back. */
  @Column(optionalInstant)
  exportedAt!: number | null;

  @Column(optionalInstant)
  confirmedAt!: number | null;

  @Column(optionalId)
  confirmedBy!: string | null;

  /** The mail by which the customer is told; it goes with the address. */
  @Column(optionalId)
  noticeId!: string | null;

  /** When everything but the last notice, and what is held, was gone. */
  @Column(optionalInstant)
  erasedAt!: number | null;

  @Column(optionalInstant)
  finishedAt!: number | null;

  @Column(optionalJson)
  certificate!: Certificate | null;
}

/** Why data is kept although it should go. */
export const holdKinds = ['legal', 'evidence'] as const;
export type HoldKind = (typeof holdKinds)[number];

/** A hold on one inquiry, or on all of a customer: while it stands, erasure and retention leave that alone and name it. */
@Entity('data_hold')
@Index('data_hold_customer', ['customerId'])
@Check('data_hold_kind_known', `kind IN ('legal', 'evidence')`)
export class DataHoldRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  customerId!: string;

  /** Null for all of the customer. */
  @Column(optionalId)
  inquiryId!: string | null;

  @Column(varchar(16))
  kind!: HoldKind;

  @Column(varchar(200))
  ground!: string;

  /** Last day, `YYYY-MM-DD`; null until it is lifted. */
  @Column(optionalVarchar(10))
  until!: string | null;

  @Column(instant)
  placedAt!: number;

  @Column(id)
  placedBy!: string;

  @Column(optionalInstant)
  liftedAt!: number | null;

  @Column(optionalId)
  liftedBy!: string | null;
}
