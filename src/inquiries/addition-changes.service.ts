import { Injectable } from '@nestjs/common';
import { diffSince } from '../hearing/answer-changes.rules.js';
import { answerText } from '../hearing/answer-text.rules.js';
import { isMailReading, type Answer } from '../hearing/answers.rules.js';
import { HearingSheets } from '../hearing/hearing-sheets.service.js';
import { Hearings } from '../hearing/hearings.service.js';
import type { Question } from '../hearing/sheet-definition.schemas.js';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { sql, sqlList } from '../platform/sql.js';
import type { InquiryRow } from './inquiry.entity.js';

/** One answer of the sheet that was added or changed, as people read it. */
export interface AdditionChange {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** The question was one that the 追記依頼 asked for. */
  readonly asked: boolean;
  readonly who: string;
  readonly at: Instant;
}

/** What the sheet says more than when the second line last asked the first line to add to it. */
export interface Addition {
  readonly requestedAt: Instant;
  /** Null while the first line is still at it. */
  readonly completedAt: Instant | null;
  readonly changes: readonly AdditionChange[];
}

interface Request {
  readonly questionIds: string;
  readonly requestedAt: Instant;
  readonly completedAt: Instant | null;
}

/** T20: the difference that the second line is shown. */
@Injectable()
export class AdditionChanges {
  constructor(
    private readonly db: Db,
    private readonly sheets: HearingSheets,
    private readonly hearings: Hearings,
  ) {}

  /** Since the newest 追記依頼, and no later than its end; undefined where there was none. */
  async of(row: InquiryRow): Promise<Addition | undefined> {
    const request = await this.db.row<Request>(
      sql`SELECT question_ids AS "questionIds", requested_at AS "requestedAt", completed_at AS "completedAt"
          FROM addition_request WHERE inquiry_id = ${row.id} ORDER BY requested_at DESC, id DESC LIMIT 1`,
    );
    if (request === undefined) return undefined;
    const { requestedAt, completedAt } = request;
    const history = (await this.hearings.history(row.id)).filter(({ recordedAt }) => completedAt === null || recordedAt <= completedAt);
    return { requestedAt, completedAt, changes: await this.#printed(row, history, request) };
  }

  async #printed(row: InquiryRow, history: readonly Answer[], { questionIds, requestedAt }: Request): Promise<AdditionChange[]> {
    const { definition } = await this.sheets.byVersion(row.sheetVersion);
    const questions = new Map(definition.sections.flatMap((section) => section.questions).map((question) => [question.id, question]));
    const asked = new Set(JSON.parse(questionIds) as string[]);
    const names = await this.#names(history);
    return diffSince(history, requestedAt).flatMap(({ questionId, group, before, after }) => {
      const question = questions.get(questionId);
      const last = history.findLast((answer) => answer.questionId === questionId && answer.group === group);
      if (question === undefined || last === undefined) return [];
      const [was, is] = [answerText(question, before), answerText(question, after)];
      if (was === is) return [];
      return [{ label: labelOf(question, group), before: was, after: is, asked: asked.has(questionId), who: isMailReading(last) ? 'メールから読み取り（未確認）' : (names.get(last.recordedBy) ?? '不明'), at: last.recordedAt }];
    });
  }

  async #names(history: readonly Answer[]): Promise<Map<string, string>> {
    const ids = [...new Set(history.map(({ recordedBy }) => recordedBy))];
    const rows = await this.db.rows<{ id: string; name: string }>(sql`SELECT id, display_name AS name FROM staff WHERE id IN ${sqlList(ids)}`);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

function labelOf({ label }: Question, group: number): string {
  return group === 0 ? label : `${label}（${group + 1}件目）`;
}
