import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InquiryRow } from '../inquiries/inquiry.entity.js';
import { id, instant, text, varchar } from '../platform/columns.js';
import type { AttackStage, StageState } from './attack-progress.rules.js';

/** One judgement of one step of the attack. Later ones are added; the newest is current. */
@Entity('attack_progress')
@Index('attack_progress_inquiry', ['inquiryId'])
@Check('attack_progress_state_known', `state IN ('observed', 'suspected', 'not_observed', 'ruled_out', 'not_observable')`)
export class AttackProgressRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'attack_progress_inquiry_fk' })
  inquiryId!: string;

  @Column(varchar(24))
  stage!: AttackStage;

  @Column(varchar(16))
  state!: StageState;

  /** For the customer. */
  @Column(text)
  wording!: string;

  /** For the second line only. */
  @Column(text)
  evidence!: string;

  @Column(instant)
  recordedAt!: number;

  @Column(id)
  recordedBy!: string;

  @Column('boolean')
  isCurrent!: boolean;
}
