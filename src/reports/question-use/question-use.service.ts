import { Injectable } from '@nestjs/common';
import { HearingSheets, type HearingSheet } from '../../hearing/hearing-sheets.service.js';
import type { SheetDefinition } from '../../hearing/sheet-definition.schemas.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { inSlices } from '../../platform/in-slices.js';
import { sql, sqlList } from '../../platform/sql.js';
import { spanOf, yearUpTo, type Month } from '../month.rules.js';
import { QuestionUseQueries } from './question-use.queries.js';
import { addedUp, questionLines, steers, storedCounts, withInquiry, type QuestionCounts, type QuestionLine } from './question-use.rules.js';

/** What the page of one month shows. */
export interface MonthOfQuestions {
  readonly month: Month;
  /** Undefined where the month was not counted yet. */
  readonly computedAt: Instant | undefined;
  readonly lines: readonly QuestionLine[];
  /** The same over the twelve months that end with this one. */
  readonly year: readonly QuestionLine[];
}

/** Counts month by month which questions of the sheet served for an answer or a report (H9). */
@Injectable()
export class QuestionUse {
  /** By version: a published sheet never changes, and reading it once for each question takes a second. */
  readonly #steering = new Map<number, ReadonlySet<string>>();

  constructor(
    private readonly db: Db,
    private readonly queries: QuestionUseQueries,
    private readonly sheets: HearingSheets,
    private readonly clock: Clock,
  ) {}

  /** Counts a month anew. */
  async count(month: Month): Promise<void> {
    const now = this.clock.now();
    const definitions = new Map<number, SheetDefinition>();
    let counts: QuestionCounts = {};
    for await (const { sheetVersion, answers, texts } of this.queries.of(spanOf(month))) {
      const definition = definitions.get(sheetVersion) ?? (await this.sheets.byVersion(sheetVersion)).definition;
      definitions.set(sheetVersion, definition);
      counts = withInquiry(counts, { definition, answers, texts });
    }
    await this.db.tx((tx) =>
      this.db.execute(
        tx,
        sql`INSERT INTO question_use (month, computed_at, counts) VALUES (${month}, ${now}, ${JSON.stringify(counts)})
            ON CONFLICT (month) DO UPDATE SET computed_at = excluded.computed_at, counts = excluded.counts`,
      ),
    );
  }

  /** A month beside its year, question by question of the sheet in force. */
  async read(month: Month): Promise<MonthOfQuestions> {
    const sheet = await this.sheets.published();
    const steering = await this.#steeringOf(sheet);
    const rows = await this.db.rows<{ month: string; computedAt: Instant; counts: string }>(
      sql`SELECT month, computed_at AS "computedAt", counts FROM question_use WHERE month IN ${sqlList(yearUpTo(month))}`,
    );
    const counted = rows.map((row) => ({ ...row, counts: storedCounts(row.counts) }));
    const own = counted.find((row) => row.month === month);
    return {
      month,
      computedAt: own?.computedAt,
      lines: questionLines(sheet.definition, own?.counts ?? {}, steering),
      year: questionLines(sheet.definition, addedUp(counted.map(({ counts }) => counts)), steering),
    };
  }

  async #steeringOf({ version, definition }: HearingSheet): Promise<ReadonlySet<string>> {
    const known = this.#steering.get(version);
    if (known !== undefined) return known;
    const ids = definition.sections.flatMap(({ questions }) => questions.map(({ id }) => id));
    const needed = await inSlices(ids, (id) => steers(definition, id));
    const found = new Set(ids.filter((_, index) => needed[index]));
    this.#steering.set(version, found);
    return found;
  }
}
