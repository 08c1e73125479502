import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { DesignatedProviderRow } from '../customers/designated-provider.entity.js';
import { id, instant, optionalId, optionalInstant, optionalVarchar, varchar } from '../platform/columns.js';

/** A person who works at the desk. Never deleted: the record refers to him. */
@Entity('staff')
@Index('staff_login_name', ['loginName'], { unique: true })
export class StaffRow {
  @PrimaryColumn(id)
  id!: string;

  /** Mail address in the form of `normalizeLoginName`. */
  @Column(varchar(254))
  loginName!: string;

  @Column(varchar(100))
  displayName!: string;

  /** PHC string of argon2id; null until the person has set a password through his one-time link. */
  @Column(optionalVarchar(255))
  passwordHash!: string | null;

  /** The designated provider the person belongs to (第10条3); null for the desk's own people. */
  @Column(optionalId)
  @ForeignKey(() => DesignatedProviderRow, { name: 'staff_provider_fk' })
  providerId!: string | null;

  @Column('boolean')
  active!: boolean;

  @Column(instant)
  createdAt!: number;

  @Column(optionalInstant)
  disabledAt!: number | null;

  @Column('integer')
  version!: number;
}
