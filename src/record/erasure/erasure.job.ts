import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../platform/jobs.js';
import { ErasureRun } from './erasure-run.service.js';

/** Looks each minute for erasures that two persons have decided, and for holds that have ended. */
@Injectable()
export class ErasureJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly run: ErasureRun,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'record.erasures', everyMs: 60_000, leaseMs: 3_600_000, run: () => this.run.runDue() });
  }
}
