import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalInstant, text } from '../platform/columns.js';
import { StaffRow } from './staff.entity.js';

/** What somebody sent after his session had ended by time, kept until he has signed in again; or what he typed of a call and has not sent yet. */
@Entity('kept_form')
@Index('kept_form_staff', ['staffId', 'createdAt'])
@Index('kept_form_created', ['createdAt'])
export class KeptFormRow {
  @PrimaryColumn(id)
  id!: string;

  /** Whose session it was: nobody else ever sees it. */
  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'kept_form_staff_fk' })
  staffId!: string;

  /** Address and fields, sealed by `SecretBox`. */
  @Column(text)
  sealed!: string;

  @Column(instant)
  createdAt!: number;

  /** Until when it is kept; a day where it does not say. */
  @Column(optionalInstant)
  keptUntil!: number | null;
}
