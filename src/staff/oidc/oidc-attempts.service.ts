import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { SecretBox } from '../../platform/secret-box.js';
import type { OidcSecrets } from './oidc-client.js';

/** Somebody who was sent to the provider and has not come back yet. */
export interface OidcAttempt extends OidcSecrets {
  /** Path of ours to go on to. */
  readonly next: string;
  /** Token of the invitation that brought him here. */
  readonly invitation: string | undefined;
  /** The session that asks for a proof once more, by its hash; undefined for a sign-in. */
  readonly confirms: string | undefined;
  readonly expiresAt: Instant;
}

export const oidcAttemptMs = 10 * 60_000;
const context = 'oidc-attempt';

/**
 * Keeps an attempt in the browser that makes it, sealed: following a link changes nothing on the
 * server, and nobody else's browser can finish it. The provider takes a code once.
 */
@Injectable()
export class OidcAttempts {
  constructor(
    private readonly clock: Clock,
    private readonly secretBox: SecretBox,
  ) {}

  seal(attempt: Omit<OidcAttempt, 'expiresAt'>): string {
    return this.secretBox.seal(JSON.stringify({ ...attempt, expiresAt: this.clock.now() + oidcAttemptMs }), context);
  }

  /** Undefined for what is not ours, or too old. */
  open(sealed: string): OidcAttempt | undefined {
    try {
      const attempt = JSON.parse(this.secretBox.open(sealed, context)) as OidcAttempt;
      return attempt.expiresAt > this.clock.now() ? attempt : undefined;
    } catch {
      return undefined;
    }
  }
}
