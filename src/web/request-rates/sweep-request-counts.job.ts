import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { RequestCounts } from './request-counts.queries.js';
import { windowMs, windowOf } from './request-rates.rules.js';

const everyMs = 3_600_000;
const leaseMs = 60_000;

/** Removes the counts of minutes that are over. */
@Injectable()
export class SweepRequestCounts implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly db: Db,
    private readonly counts: RequestCounts,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'sweep-request-counts', everyMs, leaseMs, run: () => this.run() });
  }

  async run(): Promise<void> {
    await this.db.tx((tx) => this.counts.removeBefore(tx, windowOf(Date.now()) - windowMs));
  }
}
