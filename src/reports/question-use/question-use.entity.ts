import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, json, varchar } from '../../platform/columns.js';
import type { QuestionCounts } from './question-use.rules.js';

/** How the questions of the hearing sheet were answered and used in one month, computed by a job (H9). */
@Entity('question_use')
export class QuestionUseRow {
  /** `2026-11`. */
  @PrimaryColumn(varchar(7))
  month!: string;

  @Column(instant)
  computedAt!: number;

  @Column(json)
  counts!: QuestionCounts;
}
