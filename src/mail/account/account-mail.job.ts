import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../platform/jobs.js';
import { AccountMailDelivery } from './account-mail-delivery.service.js';

/** Sends what has happened to accounts, and links for new passwords, every five seconds. */
@Injectable()
export class AccountMailJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly delivery: AccountMailDelivery,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'account-mail', everyMs: 5_000, leaseMs: 120_000, run: () => this.delivery.deliverDue() });
  }
}
