import { Injectable } from '@nestjs/common';
import { isGrave } from '../../hearing/hearing.rules.js';
import { HearingSheets } from '../../hearing/hearing-sheets.service.js';
import { Hearings } from '../../hearing/hearings.service.js';
import type { Tx } from '../../platform/db.js';
import { Inquiries } from '../inquiries.service.js';
import type { InquiryRow } from '../inquiry.entity.js';
import type { Command } from '../rulebook/commands.js';
import { isOpen } from '../rulebook/status.js';
import { SheetFollow } from '../sheet-follow.service.js';
import type { AlertReading, NewMailInquiry } from './mail-intake.js';

/** A notice that came with a mail, and where it belongs. */
interface Noticed extends Pick<NewMailInquiry, 'rawMessageId'> {
  readonly inquiryId: string;
  readonly alert?: AlertReading | undefined;
}

/** What a customer wrote of his own. */
type Stated = Pick<NewMailInquiry, 'rawMessageId' | 'text'> & { readonly inquiryId: string };

/** C2 of the sheet; a sheet that asks it otherwise is left alone. */
const statementQuestion = 'customer_statement';
const longestStatement = 10_000;

/** Puts what a mail says on the hearing sheet, as read from it: the customer's words, and the lines of a CTS notice that he forwarded (別紙2, 別紙3 1(4)①). */
@Injectable()
export class MailReadings {
  constructor(
    private readonly inquiries: Inquiries,
    private readonly sheets: HearingSheets,
    private readonly hearings: Hearings,
    private readonly sheetFollow: SheetFollow,
  ) {}

  /** Only where the alert part of the sheet is still untouched: lines of two notices are never mixed. */
  async takeAlert(tx: Tx, { inquiryId, rawMessageId, alert }: Noticed): Promise<void> {
    if (alert === undefined || (!alert.several && alert.answers.length === 0)) return;
    const acting = { kind: 'system' } as const;
    const row = await this.inquiries.load(tx, acting, { id: inquiryId, version: null });
    if (!isOpen(row.status) || row.sheetVersion !== alert.sheetVersion) return;
    const { definition } = await this.sheets.byVersion(row.sheetVersion);
    const alertQuestions = new Set(definition.sections.filter(({ repeats }) => repeats === 'alerts').flatMap(({ questions }) => questions.map(({ id }) => id)));
    const history = await this.hearings.history(inquiryId);
    if (history.some(({ questionId }) => alertQuestions.has(questionId))) return;
    const at = this.inquiries.now();
    if (alert.several) return this.#note(row, { act: 'leave_alert', rawMessageId, occurredAt: at });
    const read = { inquiryId, sheetVersion: row.sheetVersion, at, answers: alert.answers.filter(({ questionId }) => alertQuestions.has(questionId)) };
    const { changed, answers } = await this.hearings.recordReadings(tx, read);
    if (changed.length === 0) return;
    await this.sheetFollow.follow(tx, row, answers);
    const questionIds = changed.map(({ questionId }) => questionId);
    await this.#note(row, { act: 'read_alert', rawMessageId, questionIds, grave: isGrave(definition, answers), occurredAt: at });
  }

  /** The customer's own words for 「問合せ内容（お客様の言葉）」, as his mail has them; what is too long for the sheet stays with the mail. */
  async takeStatement(tx: Tx, { inquiryId, rawMessageId, text }: Stated): Promise<void> {
    if (text.trim() === '' || text.length > longestStatement) return;
    const row = await this.inquiries.load(tx, { kind: 'system' }, { id: inquiryId, version: null });
    const at = this.inquiries.now();
    const answer = { questionId: statementQuestion, group: 0, state: 'value', value: text.trim(), originalText: null } as const;
    const { changed } = await this.hearings.recordReadings(tx, { inquiryId, sheetVersion: row.sheetVersion, at, answers: [answer] });
    if (changed.length > 0) await this.#note(row, { act: 'read_statement', rawMessageId, questionIds: [statementQuestion], occurredAt: at });
  }

  async #note({ id }: InquiryRow, command: Command): Promise<void> {
    await this.inquiries.perform({ kind: 'system' }, { id, version: null }, async () => ({ command }));
  }
}
