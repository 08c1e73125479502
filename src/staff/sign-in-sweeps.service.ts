import { Injectable } from '@nestjs/common';
import { KeptForms } from './kept-forms.service.js';
import { PasskeyChallenges } from './passkeys/passkey-challenges.service.js';
import { PasswordResets } from './password-resets.service.js';
import { Sessions } from './sessions.service.js';
import { SignInSteps } from './sign-in-steps.service.js';
import { SignInThrottle } from './sign-in-throttle.js';

/** Removes sessions and sign-ins that have ended by time, old attempts, and forms that nobody came back for. */
@Injectable()
export class SignInSweeps {
  constructor(
    private readonly sessions: Sessions,
    private readonly steps: SignInSteps,
    private readonly throttle: SignInThrottle,
    private readonly resets: PasswordResets,
    private readonly keptForms: KeptForms,
    private readonly challenges: PasskeyChallenges,
  ) {}

  async sweep(): Promise<void> {
    await this.sessions.sweep();
    await this.steps.sweep();
    await this.throttle.sweep();
    await this.resets.sweep();
    await this.keptForms.sweep();
    await this.challenges.sweep();
  }
}
