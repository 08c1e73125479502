/** What a person may be; one person may hold several (the owner's staff can stand in as a first line). */
export const roles = [
  'first_line',
  'first_line_supervisor',
  'second_line',
  'second_line_lead',
  'service_owner',
  'auditor',
] as const;

export type Role = (typeof roles)[number];

/**
 * Who looks and how far he sees. `staff/` makes one from a signed-in person; every query takes one,
 * and there is no query without one (B5).
 */
export interface Scope {
  readonly staffId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The support desks the person works for as a first line. */
  readonly deskIds: readonly string[];
  /** The designated provider the person belongs to; such an analyst sees only what is assigned to it. */
  readonly providerId: string | null;
  /** The permissions that are left where a token for programs acts; all of the roles' where this is missing. */
  readonly limitedTo?: readonly string[];
}

/** Whether a person has one of these roles. */
export function hasRole(scope: Scope, ...wanted: readonly Role[]): boolean {
  return wanted.some((role) => scope.roles.includes(role));
}

/** Whether the walls between support desks do not apply: second line of the house, owner, auditor. */
export function seesAllDesks(scope: Scope): boolean {
  return scope.providerId === null && hasRole(scope, 'second_line', 'second_line_lead', 'service_owner', 'auditor');
}

/** Whether a person still sees the customers whose use has stopped because they are to be erased: only who answers for it (第10条4). */
export function seesWhatIsStopped(scope: Scope): boolean {
  return scope.providerId === null && hasRole(scope, 'service_owner', 'auditor');
}
