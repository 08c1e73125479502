import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs.js';
import { Successions } from './successions.service.js';

const everyMs = 30_000;
const leaseMs = 10 * 60_000;

/** Moves the customers of a planned succession when its instant has come. */
@Injectable()
export class ExecuteSuccessions implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly successions: Successions,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'execute-successions', everyMs, leaseMs, run: () => this.successions.executeDue() });
  }
}
