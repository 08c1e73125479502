import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../../platform/jobs.js';
import { MailboxWatch } from './mailbox-watch.service.js';

/** Sees to it that somebody watches each mailbox; a process that serves pages only watches none. */
@Injectable()
export class MailboxWatchJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly watch: MailboxWatch,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'mail.fetch', everyMs: 5_000, leaseMs: 30_000, run: () => this.watch.start() });
  }
}
