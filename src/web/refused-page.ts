import { DomainError } from '../platform/errors.js';

/**
 * A refusal that brings its page along: the form with what was typed and each fault beside it. It is
 * thrown, not returned, so that the transaction of the act is rolled back.
 */
export class RefusedPage extends DomainError {
  constructor(
    refusal: DomainError,
    readonly html: string,
  ) {
    super(refusal.code, refusal.message, { faults: refusal.faults, facts: refusal.facts });
  }
}
