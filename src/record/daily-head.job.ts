import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Jobs } from '../platform/jobs.js';
import { DailyHead } from './daily-head.service.js';

const everyMs = 10 * 60_000;
const leaseMs = 30 * 60_000;

/** Looks every ten minutes whether a day has ended in Japan; days on which the desk was off are caught up. */
@Injectable()
export class DailyHeadJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly heads: DailyHead,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'record.head', everyMs, leaseMs, run: () => this.heads.writeDue(this.clock.now()) });
  }
}
