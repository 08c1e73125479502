import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, optionalInstant, varchar } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/** A token with which a program acts for a person, within some of his rights, until a day. */
@Entity('api_token')
@Index('api_token_hash', ['tokenHash'], { unique: true })
@Index('api_token_staff', ['staffId'])
export class ApiTokenRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(64))
  tokenHash!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'api_token_staff_fk' })
  staffId!: string;

  /** What its owner calls it. */
  @Column(varchar(100))
  name!: string;

  /** The permissions it was given; what its owner may not do any more, it may not either. */
  @Column(json)
  permissions!: readonly string[];

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  expiresAt!: number;

  @Column(optionalInstant)
  lastUsedAt!: number | null;

  @Column(optionalInstant)
  revokedAt!: number | null;
}
