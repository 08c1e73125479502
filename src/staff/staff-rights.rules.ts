import { hasRole, type Role, type Scope } from '../platform/scope.js';

interface RolesAndDesks {
  readonly roles: readonly Role[];
  readonly supportDeskIds: readonly string[];
}

/** Roles that are held for a support desk. */
export function isFirstLineRole(role: Role): boolean {
  return role === 'first_line' || role === 'first_line_supervisor';
}

/** Why a set of roles cannot be held, as a Japanese sentence; undefined where it can. */
export function rolesFault({ roles, supportDeskIds, providerId }: RolesAndDesks & { readonly providerId: string | null }): string | undefined {
  if (roles.length === 0) return '役割を1つ以上選んでください。';
  const firstLine = roles.some(isFirstLineRole);
  if (firstLine && supportDeskIds.length === 0) return '一次受付の役割には、受付窓口を選んでください。';
  if (!firstLine && supportDeskIds.length > 0) return '受付窓口を選べるのは、一次受付の役割だけです。';
  if (roles.includes('auditor') && roles.length > 1) return '監査の役割は、ほかの役割と兼ねられません。';
  if (providerId !== null && roles.some((role) => role !== 'second_line')) return '指定の専門業者のスタッフは、二次受付（分析担当）だけになれます。';
  return undefined;
}

/** Whose accounts a person may make and change: the owner everybody's, a supervisor those of his own desks' first line. */
export function mayManage(by: Scope, { roles, supportDeskIds }: RolesAndDesks): boolean {
  if (hasRole(by, 'service_owner')) return true;
  if (!hasRole(by, 'first_line_supervisor')) return false;
  return roles.length > 0 && roles.every(isFirstLineRole) && supportDeskIds.every((id) => by.deskIds.includes(id));
}
