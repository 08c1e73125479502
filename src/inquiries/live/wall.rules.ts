import { seesAllDesks, type Scope } from '../../platform/scope.js';

/** The same for all who see the same inquiries, so that what they may be told is looked up once. */
export function wallOf(scope: Scope): string {
  if (seesAllDesks(scope)) return 'all';
  return scope.providerId === null ? `desks ${scope.deskIds.toSorted().join(' ')}` : `provider ${scope.providerId}`;
}
