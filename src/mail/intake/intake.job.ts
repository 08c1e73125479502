import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../platform/jobs.js';
import { IntakeRun } from './intake-run.service.js';

/** Takes up what `mail receive` stored and could not finish. The messages have leases of their own. */
@Injectable()
export class IntakeJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly run: IntakeRun,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'mail.intake', everyMs: 3_000, leaseMs: 30_000, run: () => this.run.processDue() });
  }
}
