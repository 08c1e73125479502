import { Injectable } from '@nestjs/common';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { dayMs } from '../../calendar/civil-day.rules.js';
import type { Answer } from '../../hearing/answers.rules.js';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql, sqlList } from '../../platform/sql.js';

/** What is stored of an inquiry, as far as its questions are counted. */
export interface StoredHearing {
  readonly sheetVersion: number;
  readonly answers: readonly Pick<Answer, 'questionId' | 'state' | 'value'>[];
  readonly texts: readonly string[];
}

interface AnswerLine { readonly inquiryId: string; readonly questionId: string; readonly groupIndex: number; readonly sheetVersion: number; readonly state: Answer['state']; readonly value: string | null }
interface TextLine { readonly inquiryId: string; readonly text: string }

/** What customers were asked and told, inquiry by inquiry (H9). */
@Injectable()
export class QuestionUseQueries {
  constructor(private readonly db: Db) {}

  /** The inquiries of the service itself that were accepted within the span, a day at a time: the driver of SQLite is synchronous. */
  async *of({ from, to }: { readonly from: Instant; readonly to: Instant }): AsyncGenerator<StoredHearing> {
    for (let day = from; day < to; day += dayMs) {
      const ids = (
        await this.db.rows<{ id: string }>(
          sql`SELECT i.id FROM response_cycle f JOIN inquiry i ON i.id = f.inquiry_id
              WHERE f.cycle = 1 AND f.accepted_at >= ${day} AND f.accepted_at < ${Math.min(to, day + dayMs)} AND i.support_kind = ${'incident_support'}`,
        )
      ).map(({ id }) => id);
      if (ids.length > 0) yield* await this.#hearings(ids);
      await turnOfTheLoop();
    }
  }

  async #hearings(ids: readonly string[]): Promise<readonly StoredHearing[]> {
    const answers = await this.db.rows<AnswerLine>(
      sql`SELECT inquiry_id AS "inquiryId", question_id AS "questionId", group_index AS "groupIndex", sheet_version AS "sheetVersion", state, value
          FROM hearing_answer WHERE inquiry_id IN ${sqlList(ids)} AND erased_at IS NULL ORDER BY inquiry_id, seq`,
    );
    const texts = await this.db.rows<TextLine>(
      sql`SELECT inquiry_id AS "inquiryId", body AS text FROM inquiry_text WHERE inquiry_id IN ${sqlList(ids)} AND kind IN ${sqlList(['answer_summary', 'answer_text'])}
          UNION ALL SELECT inquiry_id, sections FROM report WHERE inquiry_id IN ${sqlList(ids)} AND sent_at IS NOT NULL`,
    );
    return ids.flatMap((id) => {
      const newest = new Map(answers.filter(({ inquiryId }) => inquiryId === id).map((line) => [`${line.questionId} ${line.groupIndex}`, line]));
      const given = [...newest.values()].filter(({ state }) => state !== 'cleared');
      const version = given.at(-1)?.sheetVersion;
      if (version === undefined) return [];
      const told = texts.filter(({ inquiryId }) => inquiryId === id).map(({ text }) => words(text));
      return [{ sheetVersion: version, answers: given.map(({ questionId, state, value }) => ({ questionId, state, value: value === null ? null : (JSON.parse(value) as Answer['value']) })), texts: told }];
    });
  }
}

/** Of a report what was written, without the names of its fields. */
function words(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    return Object.values(JSON.parse(text) as Record<string, unknown>).filter((value) => typeof value === 'string').join('\n');
  } catch {
    return text;
  }
}
