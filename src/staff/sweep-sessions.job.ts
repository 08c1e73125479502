import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs.js';
import { SignInSweeps } from './sign-in-sweeps.service.js';

const everyMs = 15 * 60_000;
const leaseMs = 5 * 60_000;

/** Removes what signing in leaves behind. */
@Injectable()
export class SweepSessions implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly sweeps: SignInSweeps,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'sweep-sessions', everyMs, leaseMs, run: () => this.sweeps.sweep() });
  }
}
