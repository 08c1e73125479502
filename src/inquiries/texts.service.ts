import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import type { Tx } from '../platform/db.js';
import { newId } from '../platform/ids.js';
import { insert } from '../platform/write.js';
import { InquiryTextRow, type Disclosure } from './inquiry-records.entity.js';
import { WritingChecks, type Writing } from './writing-checks.service.js';

/** A text to keep with an inquiry, apart from the record. */
export interface NewText {
  readonly inquiryId: string;
  readonly kind: TextKind;
  readonly disclosure: Disclosure;
  readonly body: string;
  readonly at: Instant;
  readonly by: string | null;
}

export const textKindLabels = {
  reason: '理由',
  note: 'メモ',
  question: 'ご確認事項',
  answer_summary: '回答の要旨',
  answer_text: '回答文',
  call_note: '通話メモ',
  mail_text: 'メール本文',
  unconfirmed_mail: '未確認のメールの本文',
  suspected_mail: 'なりすましの疑いがあるメールの本文',
  detached_mail: '取り外したメールの本文',
  customer_words: 'お客様のお話',
  watch_request: 'お客様に見ていただくこと',
  addition_comment: '追記依頼の内容',
  review_comment: '確認者のコメント',
} as const;

export type TextKind = keyof typeof textKindLabels;

/** Free texts of inquiries. They can be erased; the record that refers to them stays whole. */
@Injectable()
export class InquiryTexts {
  constructor(private readonly checks: WritingChecks) {}

  /** Stores a text and returns its id for the command that refers to it. */
  async add(tx: Tx, text: NewText): Promise<string> {
    const id = newId();
    const { inquiryId, kind, disclosure, body, at, by } = text;
    await this.check({ inquiryId, by, disclosure, texts: [body] });
    await insert(tx, InquiryTextRow, { id, inquiryId, kind, disclosure, body, createdAt: at, createdBy: by });
    return id;
  }

  /**
   * For words that are kept elsewhere, or go out without being kept.
   *
   * @throws DomainError what a check refuses
   */
  async check(writing: Writing): Promise<void> {
    await this.checks.run(writing);
  }
}
