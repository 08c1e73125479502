import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, optionalInstant, optionalVarchar, varchar } from '../platform/columns.js';

/** What the service owner can lay over weekends, year-end and holidays (A2, A8). */
const closureKinds = ['closure', 'reopening', 'suspension'] as const;
export type ClosureKind = (typeof closureKinds)[number];

/**
 * One act of the service owner on the calendar: days closed, a national holiday re-opened, or
 * reception suspended for a span of instants. Never deleted; a revocation is written beside it.
 */
@Entity('closure')
@Check('closure_kind', "kind IN ('closure', 'reopening', 'suspension')")
@Check('closure_span', "(kind = 'suspension' AND from_at < to_at) OR (kind <> 'suspension' AND from_date <= to_date)")
export class ClosureRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(16))
  kind!: ClosureKind;

  /** First and last day of a closure or re-opening. */
  @Column(optionalVarchar(10))
  fromDate!: string | null;

  @Column(optionalVarchar(10))
  toDate!: string | null;

  /** Span of a suspension, half-open. */
  @Column(optionalInstant)
  fromAt!: number | null;

  @Column(optionalInstant)
  toAt!: number | null;

  /** Printed on pages and in explanations to customers. */
  @Column(varchar(200))
  reason!: string;

  @Column(instant)
  declaredAt!: number;

  /** The person; null for the desk itself and the command line. */
  @Column(optionalId)
  declaredBy!: string | null;

  @Column(optionalInstant)
  revokedAt!: number | null;

  @Column(optionalId)
  revokedBy!: string | null;
}
