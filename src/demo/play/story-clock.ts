import { Clock, type Instant } from '../../platform/clock.js';

/** A clock that stands where the story is. */
export class StoryClock extends Clock {
  #now: Instant;

  constructor(now: Instant) {
    super();
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  set(now: Instant): void {
    this.#now = now;
  }
}
