import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InquiryRow } from '../../inquiries/inquiry.entity.js';
import { id, instant, optionalInstant, optionalText, text, varchar } from '../../platform/columns.js';

/** One cause behind the inquiries of several customers (同一事象, H6): one analysis and one wording for all of them. */
@Entity('common_cause')
export class CommonCauseRow {
  @PrimaryColumn(id)
  id!: string;

  /** How both lines call it; no customer is named in it. */
  @Column(varchar(120))
  title!: string;

  /** Common to all; the second line's alone (C3). */
  @Column(text)
  analysis!: string;

  /** What customers are told, as it is being written. */
  @Column(text)
  wording!: string;

  /** The same as the support desks read it. */
  @Column(optionalText)
  publishedWording!: string | null;

  @Column(optionalInstant)
  publishedAt!: number | null;

  @Column(optionalInstant)
  endedAt!: number | null;

  @Column(instant)
  createdAt!: number;

  @Column(id)
  createdBy!: string;

  @Column('integer')
  version!: number;
}

/** An inquiry that a common cause stands behind; one at most. */
@Entity('cause_inquiry')
@Index('cause_inquiry_cause', ['causeId'])
export class CauseInquiryRow {
  @PrimaryColumn(id)
  @ForeignKey(() => InquiryRow, { name: 'cause_inquiry_inquiry_fk' })
  inquiryId!: string;

  @Column(id)
  @ForeignKey(() => CommonCauseRow, { name: 'cause_inquiry_cause_fk' })
  causeId!: string;

  @Column(instant)
  addedAt!: number;

  @Column(id)
  addedBy!: string;
}
