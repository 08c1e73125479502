import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../platform/jobs.js';
import { PasswordResets } from './password-resets.service.js';
import { Sessions } from './sessions.service.js';
import { SignInSteps } from './sign-in-steps.service.js';
import { SignInThrottle } from './sign-in-throttle.js';

const everyMs = 15 * 60_000;
const leaseMs = 5 * 60_000;

/** Removes sessions and sign-ins that have ended by time, and old attempts. */
@Injectable()
export class SweepSessions implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly sessions: Sessions,
    private readonly steps: SignInSteps,
    private readonly throttle: SignInThrottle,
    private readonly resets: PasswordResets,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'sweep-sessions', everyMs, leaseMs, run: () => this.run() });
  }

  async run(): Promise<void> {
    await this.sessions.sweep();
    await this.steps.sweep();
    await this.throttle.sweep();
    await this.resets.sweep();
  }
}
