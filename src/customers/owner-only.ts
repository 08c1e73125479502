import { DomainError } from '../platform/errors.js';
import type { Actor } from '../platform/events.js';
import { hasRole, type Scope } from '../platform/scope.js';

/** Who acts: a signed-in person, or the operator at the command line, who may do what the owner may. */
export type Acting = Scope | 'operator';

/** Refuses everybody but the service owner; the routes refuse them too, by permission. */
export function requireOwner(by: Acting): void {
  if (!isOwner(by)) throw new DomainError('forbidden', 'この操作はサービス主管だけが行えます。必要なときは、サービス主管に依頼してください。');
}

/** Whether it is the service owner, or who runs the machine for him. */
export function isOwner(by: Acting): boolean {
  return by === 'operator' || hasRole(by, 'service_owner');
}

/** The actor that the record names. */
export function actorOf(by: Acting): Actor {
  return by === 'operator' ? { kind: 'operator' } : { kind: 'staff', id: by.staffId };
}

/** Whom rows name as their author; null for a command on the machine, behind which no account stands. */
export function staffIdOf(by: Acting): string | null {
  return by === 'operator' ? null : by.staffId;
}
