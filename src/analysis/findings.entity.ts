import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InquiryRow } from '../inquiries/inquiry.entity.js';
import type { Disclosure } from '../inquiries/inquiry-records.entity.js';
import { id, instant, optionalInstant, text, varchar } from '../platform/columns.js';
import type { Confidence, Disposition, IndicatorSource, IndicatorType, Pap, Severity, Tlp, Urgency } from './marking.rules.js';

/** The analyst's judgement. Later ones are added; the newest is current. */
@Entity('assessment')
@Index('assessment_inquiry', ['inquiryId'])
export class AssessmentRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'assessment_inquiry_fk' })
  inquiryId!: string;

  @Column(varchar(32))
  disposition!: Disposition;

  @Column(varchar(8))
  confidence!: Confidence;

  @Column(varchar(16))
  severity!: Severity;

  @Column(varchar(16))
  urgency!: Urgency;

  /** Why the urgency differs from what the severity asks for; empty where it does not. */
  @Column(text)
  urgencyReason!: string;

  @Column(instant)
  assessedAt!: number;

  @Column(id)
  assessedBy!: string;

  @Column('boolean')
  isCurrent!: boolean;
}

/** 侵害指標: a value by which the attack is recognised, with who may know it. */
@Entity('indicator')
@Index('indicator_inquiry', ['inquiryId'])
@Check('indicator_disclosure_known', `disclosure IN ('customer', 'partner', 'second_line')`)
export class IndicatorRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'indicator_inquiry_fk' })
  inquiryId!: string;

  @Column(varchar(16))
  type!: IndicatorType;

  /** In the form of `normalizeIndicator`. */
  @Column(text)
  value!: string;

  @Column(optionalInstant)
  firstSeenAt!: number | null;

  @Column(varchar(24))
  source!: IndicatorSource;

  @Column(varchar(16))
  tlp!: Tlp;

  @Column(varchar(16))
  pap!: Pap;

  @Column(varchar(12))
  disclosure!: Disclosure;

  @Column(instant)
  addedAt!: number;

  @Column(id)
  addedBy!: string;
}

/** 開示承認: one exact value that the second-line lead lets out, with the reason on the record (C3). */
@Entity('disclosure_release')
@Index('disclosure_release_inquiry', ['inquiryId'])
export class DisclosureReleaseRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'disclosure_release_inquiry_fk' })
  inquiryId!: string;

  @Column(text)
  value!: string;

  @Column(id)
  reasonTextId!: string;

  @Column(instant)
  releasedAt!: number;

  @Column(id)
  releasedBy!: string;
}

/** 構成管理情報の詳細: what the customer said of his devices, versions and rules (C2). */
@Entity('configuration_detail')
@Index('configuration_detail_inquiry', ['inquiryId'])
export class ConfigurationDetailRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'configuration_detail_inquiry_fk' })
  inquiryId!: string;

  @Column(text)
  body!: string;

  @Column(instant)
  recordedAt!: number;

  @Column(id)
  recordedBy!: string;
}
