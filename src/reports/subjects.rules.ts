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

/** Small numbers identify customers: only the owner, who knows every customer, and the auditor see them as they are. */
export function seesSmallNumbers(scope: Scope): boolean {
  return hasRole(scope, 'service_owner', 'auditor');
}
