import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Jobs } from '../platform/jobs.js';
import { countedEveryMs, MonthlyFigures } from './figures.service.js';
import { monthOf, monthsLater, yearUpTo } from './month.rules.js';

const leaseMs = 10 * 60_000;
/** A month that is over changes rarely: what was entered late shows the next day. */
const dayMs = 24 * 60 * 60_000;

/** Keeps the figures of the last twelve months counted: this month and the last at every run, older ones once a day, one a run. */
@Injectable()
export class FiguresJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly figures: MonthlyFigures,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'count-figures', everyMs: countedEveryMs, leaseMs, run: () => this.run() });
  }

  async run(): Promise<void> {
    const now = this.clock.now();
    const current = monthOf(now);
    for (const month of [current, monthsLater(current, -1)]) await this.figures.count(month);
    const older = yearUpTo(current).slice(0, 10);
    const countedAt = await this.figures.countedAt(older);
    const never = older.filter((month) => !countedAt.has(month));
    const stale = older.filter((month) => (countedAt.get(month) ?? now) < now - dayMs);
    // The first run on a database with history counts all of it; later ones spread the work.
    for (const month of [...never, ...stale.slice(0, 1)]) await this.figures.count(month);
  }
}
