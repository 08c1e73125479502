/** An instant as UTC epoch milliseconds. */
export type Instant = number;

/** Where "now" comes from; handed to services at the edge, never to rules (they take an instant). */
export abstract class Clock {
  abstract now(): Instant;
}

/** What `DESK_CLOCK` may say; production refuses anything but `system`. */
export type ClockSetting =
  | { readonly kind: 'system' }
  | { readonly kind: 'fixed'; readonly at: Instant }
  | { readonly kind: 'shifted'; readonly at: Instant };

class SystemClock extends Clock {
  now(): Instant {
    return Date.now();
  }
}

class FixedClock extends Clock {
  constructor(private readonly at: Instant) {
    super();
  }

  now(): Instant {
    return this.at;
  }
}

/** Starts at a given instant when it is made and runs on from there. */
class ShiftedClock extends Clock {
  readonly #offsetMs: number;

  constructor(at: Instant) {
    super();
    this.#offsetMs = at - Date.now();
  }

  now(): Instant {
    return Date.now() + this.#offsetMs;
  }
}

/** The clock that a setting asks for. */
export function makeClock(setting: ClockSetting): Clock {
  if (setting.kind === 'fixed') return new FixedClock(setting.at);
  if (setting.kind === 'shifted') return new ShiftedClock(setting.at);
  return new SystemClock();
}

/**
 * Reads `DESK_CLOCK`: empty for the system clock, an ISO 8601 instant with offset or Z to start
 * there and run on, or `fixed:` before it to stand still. Returns undefined for anything else.
 */
export function parseClockSetting(text: string | undefined): ClockSetting | undefined {
  if (text === undefined || text === '' || text === 'system') return { kind: 'system' };
  const match = /^(fixed:)?(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))$/.exec(text);
  const at = match?.[2] === undefined ? Number.NaN : Date.parse(match[2]);
  if (Number.isNaN(at)) return undefined;
  return { kind: match?.[1] === undefined ? 'shifted' : 'fixed', at };
}
