import { Injectable } from '@nestjs/common';
import { Calendars } from '../calendar/calendars.service.js';
import { HearingSheets } from '../hearing/hearing-sheets.service.js';
import { Clock, type Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { sql, sqlList } from '../platform/sql.js';
import { definitionsVersion } from './definitions.js';
import { FactsQueries } from './facts.queries.js';
import type { MonthFacts } from './facts.js';
import type { Figures } from './figures.js';
import { factsOf, figuresOf, type Subject } from './figures.rules.js';
import { spanOf, type Month } from './month.rules.js';

/** How often this month and the last are counted by themselves. */
export const countedEveryMs = 10 * 60_000;

/** The figures of a month and when they were counted. */
export interface CountedFigures {
  readonly month: Month;
  readonly subject: Subject;
  readonly computedAt: Instant;
  readonly figures: Figures;
}

/** Counts the figures of a month and keeps them, so that a page reads one row. */
@Injectable()
export class MonthlyFigures {
  constructor(
    private readonly db: Db,
    private readonly facts: FactsQueries,
    private readonly calendars: Calendars,
    private readonly sheets: HearingSheets,
    private readonly clock: Clock,
  ) {}

  /** The figures of some months for some subjects, as they were counted last; what was never counted is not there. */
  async read(months: readonly Month[], subjects: readonly Subject[]): Promise<readonly CountedFigures[]> {
    const rows = await this.db.rows<{ month: string; subject: Subject; computedAt: number; figures: string }>(
      sql`SELECT month, subject, computed_at AS "computedAt", figures FROM monthly_figures
          WHERE month IN ${sqlList(months)} AND subject IN ${sqlList(subjects)} AND definitions_version = ${definitionsVersion} ORDER BY month, subject`,
    );
    return rows.map((row) => ({ ...row, figures: JSON.parse(row.figures) as Figures }));
  }

  /** When each month was counted last under the definitions of today. */
  async countedAt(months: readonly Month[]): Promise<ReadonlyMap<Month, Instant>> {
    const rows = await this.db.rows<{ month: string; at: number }>(
      sql`SELECT month, MIN(computed_at) AS at FROM monthly_figures WHERE month IN ${sqlList(months)} AND definitions_version = ${definitionsVersion} GROUP BY month`,
    );
    return new Map(rows.map(({ month, at }) => [month, at]));
  }

  /** Counts a month anew for everybody. */
  async count(month: Month): Promise<void> {
    const now = this.clock.now();
    const facts = await this.facts.of(spanOf(month), now);
    const context = { calendar: await this.calendars.current(), categories: await this.#categories() };
    const computed = (await this.#subjects(facts)).map((subject) => ({ subject, figures: figuresOf(factsOf(facts, subject), context) }));
    await this.db.tx(async (tx) => {
      await this.db.execute(tx, sql`DELETE FROM monthly_figures WHERE month = ${month}`);
      for (const { subject, figures } of computed) {
        await this.db.execute(
          tx,
          sql`INSERT INTO monthly_figures (month, subject, definitions_version, computed_at, figures)
              VALUES (${month}, ${subject}, ${definitionsVersion}, ${now}, ${JSON.stringify(figures)})`,
        );
      }
    });
  }

  async #subjects(facts: MonthFacts): Promise<readonly Subject[]> {
    const desks = await this.db.rows<{ id: string }>(sql`SELECT id FROM support_desk ORDER BY id`);
    const providers = await this.db.rows<{ id: string }>(sql`SELECT id FROM designated_provider ORDER BY id`);
    const assigned = new Set([...facts.accepted, ...facts.open].map(({ providerId }) => providerId));
    return ['all', ...desks.map(({ id }): Subject => `desk:${id}`), ...providers.filter(({ id }) => assigned.has(id)).map(({ id }): Subject => `provider:${id}`)];
  }

  async #categories(): Promise<ReadonlyMap<string, string>> {
    const { definition } = await this.sheets.published();
    return new Map(definition.threatKinds.map(({ id, category }) => [id, category]));
  }
}

