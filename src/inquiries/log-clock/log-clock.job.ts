import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../platform/jobs.js';
import { LogClock } from './log-clock.service.js';

const hourMs = 3_600_000;

/** Turns the log clocks on (H3): what has been overwritten is not what waiting destroys. */
@Injectable()
export class LogClockJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly logClock: LogClock,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'inquiries.log-clock', everyMs: hourMs, leaseMs: 60_000, run: () => this.logClock.turn() });
  }
}
