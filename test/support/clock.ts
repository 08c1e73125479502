import { Clock, type Instant } from '../../src/platform/clock.js';

/** A clock that stands still until the test moves it. */
export class TestClock extends Clock {
  #now: Instant;

  /** @param at ISO 8601 with an offset or Z, or epoch milliseconds */
  constructor(at: string | Instant) {
    super();
    this.#now = toInstant(at);
  }

  now(): Instant {
    return this.#now;
  }

  set(at: string | Instant): void {
    this.#now = toInstant(at);
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** An instant from ISO 8601 with an offset or Z. */
export function toInstant(at: string | Instant): Instant {
  const value = typeof at === 'number' ? at : Date.parse(at);
  if (Number.isNaN(value)) throw new Error(`Not an instant: ${at}`);
  return value;
}
