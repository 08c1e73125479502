import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../platform/jobs.js';
import { RetentionRun } from './retention-run.service.js';

const everyMs = 24 * 60 * 60_000;
const leaseMs = 60 * 60_000;

/** Once a day. */
@Injectable()
export class RetentionJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly disposal: RetentionRun,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'record.retention', everyMs, leaseMs, run: () => this.disposal.run() });
  }
}
