import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text, varchar } from '../columns.js';

/** `unassigned`: for what belongs to no customer yet, a new key each month. */
export const keyKinds = ['customer', 'unassigned'] as const;
export type KeyKind = (typeof keyKinds)[number];

/**
 * A data key, wrapped under the desk's secret key. Whoever deletes the row makes everything unreadable that
 * is sealed under it, in the database, in the files and in every copy of them.
 */
@Entity('data_key')
@Index('data_key_owner', ['kind', 'ownerId'], { unique: true })
@Check('data_key_kind_known', `kind IN ('customer', 'unassigned')`)
export class DataKeyRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(16))
  kind!: KeyKind;

  /** The customer's id, or the month `2026-11`. */
  @Column(varchar(36))
  ownerId!: string;

  @Column(text)
  wrapped!: string;

  @Column(instant)
  createdAt!: number;
}
