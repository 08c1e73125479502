import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InquiryRow } from '../inquiries/inquiry.entity.js';
import { id, instant, text } from '../platform/columns.js';

/** What the customer was notified of, as he reads it in his own portal; quoted in the report (C3). */
@Entity('portal_notice_check')
@Index('portal_notice_check_inquiry', ['inquiryId'])
export class PortalNoticeCheckRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'portal_notice_check_inquiry_fk' })
  inquiryId!: string;

  @Column(text)
  quote!: string;

  @Column(instant)
  checkedAt!: number;

  @Column(id)
  checkedBy!: string;

  /** A corrected quotation replaces the one before, which then no longer counts as seen by the customer. */
  @Column('boolean')
  isCurrent!: boolean;
}

/** 「詳細情報（利用者には非公開）」: what only the portal's management screen shows. Never changed, never disclosed (C3). */
@Entity('portal_note')
@Index('portal_note_inquiry', ['inquiryId'])
export class PortalNoteRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => InquiryRow, { name: 'portal_note_inquiry_fk' })
  inquiryId!: string;

  @Column(text)
  body!: string;

  @Column(instant)
  writtenAt!: number;

  @Column(id)
  writtenBy!: string;
}
