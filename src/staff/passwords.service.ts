import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../platform/errors.js';
import { normalizePassword } from './password.rules.js';

/** argon2id with the parameters OWASP asks for at least: 19 MiB, two passes (ASVS 11.4.2). */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Made once, at the first sign-in. */
let nobodysHash: Promise<string> | undefined;

const atOnce = 2;
const waitingMax = 100;

/** Hashes passwords, two at once, so that a crowd of sign-ins cannot take the machine. */
@Injectable()
export class Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** PHC string of a new password. */
  async hash(password: string): Promise<string> {
    return this.#bounded(() => hash(normalizePassword(password), cost));
  }

  /**
   * Whether the password belongs to the hash. Without a hash the same work is done in vain, so that
   * the time taken does not tell which accounts exist (ASVS 6.3.8, V46).
   */
  async matches(password: string, passwordHash: string | null): Promise<boolean> {
    nobodysHash ??= hash('nobody', cost);
    const against = passwordHash ?? (await nobodysHash);
    const right = await this.#bounded(() => verify(against, normalizePassword(password)));
    return right && passwordHash !== null;
  }

  async #bounded<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < atOnce) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= waitingMax) throw new DomainError('rate_limited', 'ただいま混み合っています。少し待ってからお試しください。', { facts: { retryAfterSeconds: 5 } });
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The place is handed on to who waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
