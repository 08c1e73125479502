import type { Role, Scope } from '../platform/scope.js';

export interface RoleOfStaff {
  readonly role: Role;
  readonly supportDeskId: string | null;
}

/** How far a person sees: the one place that turns roles into a `Scope`. */
export function scopeOf(
  staff: { readonly staffId: string; readonly name: string; readonly providerId: string | null },
  held: readonly RoleOfStaff[],
): Scope {
  const deskIds = held.flatMap(({ supportDeskId }) => (supportDeskId === null ? [] : [supportDeskId]));
  return {
    staffId: staff.staffId,
    name: staff.name,
    roles: [...new Set(held.map(({ role }) => role))],
    deskIds: [...new Set(deskIds)],
    providerId: staff.providerId,
  };
}
