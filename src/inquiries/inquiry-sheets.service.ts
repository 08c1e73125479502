import { Injectable } from '@nestjs/common';
import { HearingSheets, type HearingSheet } from '../hearing/hearing-sheets.service.js';
import { Hearings, type Recorded } from '../hearing/hearings.service.js';
import type { AnswerSource, AnswerValue, SheetAnswers } from '../hearing/answers.rules.js';
import { answersTo, textOf, tokensOf } from '../hearing/answers.rules.js';
import { isGrave, visibleQuestions } from '../hearing/hearing.rules.js';
import { inquiryKinds } from '../hearing/sheet-definition.schemas.js';
import type { NewAnswer } from '../hearing/recording.rules.js';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { sql } from '../platform/sql.js';
import { update } from '../platform/write.js';
import { Inquiries, type Acting } from './inquiries.service.js';
import type { InquiryRow } from './inquiry.entity.js';
import { AdditionRequestRow } from './inquiry-records.entity.js';
import { SheetFactsLoader } from './sheet-facts.service.js';
import { SheetFollow } from './sheet-follow.service.js';
import { WritingChecks } from './writing-checks.service.js';

/** The hearing sheet of an inquiry: what was heard becomes facts on its record. */
@Injectable()
export class InquirySheets {
  constructor(
    private readonly db: Db,
    private readonly sheets: HearingSheets,
    private readonly hearings: Hearings,
    private readonly inquiries: Inquiries,
    private readonly factsLoader: SheetFactsLoader,
    private readonly checks: WritingChecks,
    private readonly sheetFollow: SheetFollow,
  ) {}

  /** The sheet in the version the inquiry is filled in with, and its answers. */
  async of(row: InquiryRow): Promise<{ sheet: HearingSheet; answers: SheetAnswers }> {
    return { sheet: await this.sheets.byVersion(row.sheetVersion), answers: await this.hearings.current(row.id, await this.factsLoader.facts(row)) };
  }

  /**
   * Records answers. The sheet is saved while somebody types, so it asks for no version of the
   * inquiry: two people who answer the same question are told by the sheet itself.
   */
  async record(
    acting: Acting & { readonly kind: 'staff' },
    id: string,
    heard: { readonly answers: readonly NewAnswer[]; readonly source: AnswerSource; readonly seenSeq?: number },
  ): Promise<{ row: InquiryRow; recorded: Recorded }> {
    return this.db.tx(async (tx) => {
      const before = await this.inquiries.load(tx, acting, { id, version: null });
      const recording = { inquiryId: id, sheetVersion: before.sheetVersion, recordedBy: acting.scope.staffId, ...heard };
      const recorded = await this.hearings.record(tx, { ...recording, at: this.inquiries.now() });
      if (recorded.changed.length === 0) return { row: before, recorded };
      const texts = recorded.changed.flatMap(({ value, originalText }) => [...textsOf(value), originalText ?? '']);
      await this.checks.run({ inquiryId: id, by: acting.scope.staffId, disclosure: 'partner', texts });
      const row = await this.#noteOnRecord(acting, before, recorded);
      await this.sheetFollow.follow(tx, row, recorded.answers);
      return { row, recorded };
    });
  }

  /** B4: what is still open becomes 不明 in one act with one reason. */
  async markOpenUnknown(tx: Tx, row: InquiryRow, act: { readonly reason: string; readonly by: string; readonly at: Instant }): Promise<void> {
    const { id: inquiryId, sheetVersion } = row;
    const { reason, by: recordedBy, at } = act;
    await this.hearings.markOpenUnknown(tx, { inquiryId, sheetVersion, recordedBy, at, reason, source: 'customer_phone', gate: 'escalation', facts: await this.factsLoader.facts(row) });
  }

  /** Freezes the sheet as it goes up with an escalation. */
  async freeze(tx: Tx, row: InquiryRow, at: Instant): Promise<{ sheetHash: string; sheetVersion: number }> {
    const freeze = await this.hearings.freeze(tx, { inquiryId: row.id, sheetVersion: row.sheetVersion, at });
    return { sheetHash: freeze.sha256, sheetVersion: freeze.sheetVersion };
  }

  /** @throws DomainError validation_failed for a question that the sheet of this inquiry does not show, so that nobody could answer it */
  async requireQuestions(row: InquiryRow, questionIds: readonly string[]): Promise<void> {
    const { sheet, answers } = await this.of(row);
    const shown = new Set(visibleQuestions(sheet.definition, answers).map(({ question }) => question.id));
    if (questionIds.every((id) => shown.has(id))) return;
    throw new DomainError('validation_failed', 'この問合せのヒアリングシートにない項目です。', {
      faults: [{ field: 'questionIds', message: '項目を選び直してください。' }],
    });
  }

  async questionLabels(row: InquiryRow, questionIds: readonly string[]): Promise<string[]> {
    const known = await this.#labels(row);
    return questionIds.map((id) => known.get(id) ?? id);
  }

  /**
   * Closes the open 追記依頼 and returns its id. What was asked for and has no answer since is named, and
   * stays open only knowingly.
   *
   * @throws DomainError illegal_transition, fields_missing
   */
  async closeAdditionRequest(tx: Tx, row: InquiryRow, { at, leaveOpen }: { readonly at: Instant; readonly leaveOpen: boolean }): Promise<string> {
    const open = await this.db.row<{ id: string; questionIds: string; requestedAt: Instant }>(
      sql`SELECT id, question_ids AS "questionIds", requested_at AS "requestedAt" FROM addition_request WHERE inquiry_id = ${row.id} AND completed_at IS NULL ORDER BY requested_at DESC LIMIT 1`,
    );
    if (open === undefined) throw new DomainError('illegal_transition', '追記依頼は出ていません。画面を更新してください。');
    const labels = await this.#labels(row);
    const since = new Set((await this.hearings.history(row.id)).filter(({ recordedAt }) => recordedAt >= open.requestedAt).map(({ questionId }) => questionId));
    const untouched = (JSON.parse(open.questionIds) as string[]).filter((id) => !since.has(id));
    if (untouched.length > 0 && !leaveOpen) throw stillAsked(untouched.map((id) => labels.get(id) ?? id));
    await update(tx, AdditionRequestRow, { id: open.id }, { completedAt: at });
    return open.id;
  }

  async #labels(row: InquiryRow): Promise<Map<string, string>> {
    const { definition } = await this.sheets.byVersion(row.sheetVersion);
    return new Map(definition.sections.flatMap((section) => section.questions.map((question) => [question.id, question.label] as const)));
  }

  async #noteOnRecord(acting: Acting, before: InquiryRow, recorded: Recorded): Promise<InquiryRow> {
    const { definition } = await this.sheets.byVersion(before.sheetVersion);
    const { answers, changed } = recorded;
    const columns = columnsFrom(before, answers);
    return this.inquiries.perform(acting, { id: before.id, version: null }, async (_tx, _row, now) => ({
      command: { act: 'record_hearing', questionIds: [...new Set(changed.map((answer) => answer.questionId))], grave: isGrave(definition, answers), occurredAt: now },
      columns,
    }));
  }
}

/** What lists and mails need of the sheet: kinds, caller, headline, call-back number. */
function columnsFrom(before: InquiryRow, answers: SheetAnswers): Partial<Pick<InquiryRow, 'kinds' | 'callerName' | 'headline' | 'callbackPhone'>> {
  const first = (id: string): string | undefined => textOf(answersTo(answers, id)[0]);
  const kinds = tokensOf(answersTo(answers, 'inquiry_kinds')[0]).filter((token) => (inquiryKinds as readonly string[]).includes(token));
  return {
    kinds: kinds.length > 0 ? kinds : before.kinds,
    callerName: (first('caller_name') ?? before.callerName).slice(0, 200),
    headline: (first('customer_statement') ?? before.headline).replaceAll(/\s+/g, ' ').slice(0, 200),
    callbackPhone: first('callback_phone') ?? before.callbackPhone,
  };
}

/** The words of an answer; a number or a date and time has none. */
function textsOf(value: AnswerValue | null): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value : [];
}

function stillAsked(labels: readonly string[]): DomainError {
  const named = labels.map((label) => `「${label}」`).join('');
  return new DomainError('fields_missing', `依頼された${named}に、まだ追記がありません。ヒアリングシートに書く（分からなければ「不明」を選ぶ）か、追記しないまま終えることを確かめてください。`, {
    faults: [{ field: 'leaveOpen', message: `${named}を追記しないまま終えるときは、印を付けてください。` }],
  });
}
