import type { Instant } from '../platform/clock.js';

/**
 * 受付停止 (A8): reception fails for a span of instants. It counts as closed time from its
 * declaration on, for what has not been accepted by then.
 */
export interface Suspension {
  readonly from: Instant;
  /** The first instant at which reception is open again. */
  readonly to: Instant;
  readonly declaredAt: Instant;
  readonly reason: string;
}

/** A half-open span of time. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** What was declared, asked in the two ways the calendar needs. */
export class Suspensions {
  readonly #declared: readonly Suspension[];
  readonly #lastEnd: Instant;

  constructor(suspensions: readonly Suspension[]) {
    this.#declared = suspensions.filter((one) => effective(one).from < one.to).toSorted((a, b) => effective(a).from - effective(b).from);
    this.#lastEnd = Math.max(Number.NEGATIVE_INFINITY, ...this.#declared.map((one) => one.to));
  }

  /** Whether nothing that lasts beyond this instant was ever declared: the ordinary case, answered at once. */
  noneAfter(at: Instant): boolean {
    return at >= this.#lastEnd;
  }

  /** The suspension in force at an instant. */
  inForce(at: Instant): Suspension | undefined {
    return this.#declared.find((one) => effective(one).from <= at && at < one.to);
  }

  /**
   * The closed spans that count for something accepted at an instant: those declared by then, in
   * order and without overlap.
   */
  declaredBy(acceptedAt: Instant): readonly Span[] {
    return merge(this.#declared.filter((one) => one.declaredAt <= acceptedAt).map(effective));
  }

  /** The reason of the first suspension that counts for `acceptedAt` and touches a span. */
  reasonWithin(span: Span, acceptedAt: Instant): string | undefined {
    return this.#declared.find((one) => one.declaredAt <= acceptedAt && effective(one).from < span.to && span.from < one.to)?.reason;
  }
}

function effective(suspension: Suspension): Span {
  return { from: Math.max(suspension.from, suspension.declaredAt), to: suspension.to };
}

function merge(sorted: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last === undefined || span.from > last.to) merged.push(span);
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return merged;
}
