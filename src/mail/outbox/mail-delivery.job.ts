import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../platform/jobs.js';
import { MailDelivery } from './mail-delivery.service.js';
import { NightRest } from './night-rest.service.js';

/** A slow server is left to itself after this, so that the next look is never long in coming. */
const patienceMs = 5_000;

/** Sends what is due every two seconds. The rows have leases of their own, so the job's is short. */
@Injectable()
export class MailDeliveryJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly nightRest: NightRest,
    private readonly delivery: MailDelivery,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'mail.deliver', everyMs: 2_000, leaseMs: 15_000, run: () => this.#run() });
  }

  async #run(): Promise<void> {
    await this.nightRest.begin();
    await this.delivery.deliverDue(patienceMs);
  }
}
