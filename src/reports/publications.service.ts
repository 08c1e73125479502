import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { Events } from '../platform/events.js';
import { sha256 } from '../platform/ids.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import { definitions } from './definitions.js';
import { PublishedReportRow, type PublishedContent } from './figures.entity.js';
import type { Figures } from './figures.js';
import { MonthlyFigures } from './figures.service.js';
import { monthLabel, spanOf, type Month } from './month.rules.js';

/** A report as it was published. */
export interface Publication {
  readonly month: Month;
  readonly publishedAt: Instant;
  readonly content: PublishedContent;
}

/** Freezes the figures of a month with their definitions: what was told stays told. */
@Injectable()
export class Publications {
  constructor(
    private readonly db: Db,
    private readonly figures: MonthlyFigures,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  async of(month: Month): Promise<Publication | undefined> {
    return (await this.db.one(PublishedReportRow, { month })) ?? undefined;
  }

  /**
   * Counts the month once more and publishes it.
   *
   * @throws DomainError illegal_transition while the month is not over, already_exists where it was published
   */
  async publish(scope: Scope, month: Month): Promise<void> {
    const now = this.clock.now();
    if (spanOf(month).to > now) throw new DomainError('illegal_transition', `${monthLabel(month)}はまだ終わっていません。翌月になってから公開してください。`);
    if ((await this.of(month)) !== undefined) throw alreadyPublished(month);
    await this.figures.count(month);
    const rows = await this.db.rows<{ subject: string; figures: string }>(sql`SELECT subject, figures FROM monthly_figures WHERE month = ${month} ORDER BY subject`);
    const content: PublishedContent = {
      definitions: Object.fromEntries(Object.entries(definitions).map(([name, [, definition]]) => [name, definition])),
      figures: Object.fromEntries(rows.map(({ subject, figures }) => [subject, JSON.parse(figures) as Figures])),
    };
    const hash = sha256(JSON.stringify(content));
    await this.db.tx(async (tx) => {
      if ((await this.db.row(sql`SELECT month FROM published_report WHERE month = ${month}`)) !== undefined) throw alreadyPublished(month);
      await insert(tx, PublishedReportRow, { month, publishedAt: now, publishedBy: scope.staffId, sha256: hash, content });
      const event = { type: 'report.published', occurredAt: now, data: { month, sha256: hash } };
      await this.events.append(tx, { type: 'report', id: month }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events: [event] });
    });
  }
}

function alreadyPublished(month: Month): DomainError {
  return new DomainError('already_exists', `${monthLabel(month)}の報告は公開済みです。公開後の変更は「訂正」として表示されます。`);
}
