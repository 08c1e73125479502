import { hasRole, seesAllDesks, type Scope } from '../platform/scope.js';
import type { Subject } from './figures.rules.js';

/**
 * Whose figures a person may read (`domain.md` 3.4): a first line its own desks, a designated provider
 * what is assigned to it, the second line of the house, the owner and the auditor all (B5).
 */
export function subjectsFor(scope: Scope, deskIds: readonly string[]): readonly Subject[] {
  if (seesAllDesks(scope)) return ['all', ...deskIds.map((id): Subject => `desk:${id}`)];
  if (scope.providerId !== null) return [`provider:${scope.providerId}`];
  return scope.deskIds.map((id): Subject => `desk:${id}`);
}

/** Which small numbers are told; where one is not, it could be one customer. */
export interface Sight {
  readonly small: boolean;
  /** Those of what the analysts judged: how far the attack came, and whether it was one. */
  readonly judged: boolean;
}

/**
 * Small numbers identify customers: the owner, who knows every customer, and the auditor see them as they are, and
 * whose own cases are counted, for he reads these one by one. A judgement the first line learns with the report.
 */
export function sightOf(scope: Scope, subject: Subject): Sight {
  const knowsAll = hasRole(scope, 'service_owner', 'auditor');
  const isOwnFirm = subject === `provider:${scope.providerId ?? ''}`;
  const isOwnDesk = scope.deskIds.some((id) => subject === `desk:${id}`);
  return { small: knowsAll || isOwnFirm || isOwnDesk, judged: knowsAll || isOwnFirm };
}
