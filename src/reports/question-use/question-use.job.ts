import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Jobs } from '../../platform/jobs.js';
import { monthOf, monthsLater } from '../month.rules.js';
import { QuestionUse } from './question-use.service.js';

const everyMs = 6 * 60 * 60_000;
const leaseMs = 30 * 60_000;

/** Keeps this month and the last counted: an answer may follow its question into the next month. */
@Injectable()
export class QuestionUseJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly use: QuestionUse,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'count-question-use', everyMs, leaseMs, run: () => this.#run() });
  }

  async #run(): Promise<void> {
    const current = monthOf(this.clock.now());
    for (const month of [monthsLater(current, -1), current]) await this.use.count(month);
  }
}
