import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs.js';
import { BulkRuns } from './bulk/bulk-runs.service.js';
import { Drafts } from './drafts/drafts.service.js';
import { Presence } from './presence/presence.service.js';

const hourMs = 3_600_000;

/** Removes what was of use for a while only: leases, drafts nobody came back to, results that were read long ago. */
@Injectable()
export class SweepQueueTraces implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly presence: Presence,
    private readonly bulkRuns: BulkRuns,
    private readonly drafts: Drafts,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'inquiries.sweep', everyMs: hourMs, leaseMs: 60_000, run: () => this.#sweep() });
  }

  async #sweep(): Promise<void> {
    await this.presence.sweep();
    await this.bulkRuns.sweep();
    await this.drafts.sweep();
  }
}
