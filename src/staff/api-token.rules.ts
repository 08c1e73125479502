import type { Permission } from './permissions.js';

/** What secret scanners look for. */
export const apiTokenPrefix = 'desk_pat_';

/** Whether a bearer value is a personal token rather than that of a session. */
export function isApiToken(token: string): boolean {
  return token.startsWith(apiTokenPrefix);
}

/** What no token is ever given: whoever holds one must not be able to let others in, or to change what contacts are called back at. */
const neverGranted: ReadonlySet<Permission> = new Set(['staff.edit', 'staff.sign_in', 'contact.approve', 'succession.execute']);

/** Whether a permission may be given to a token. */
export function isGrantable(permission: Permission): boolean {
  return !neverGranted.has(permission);
}

/** Whether it only lets one look. */
export function isReading(permission: Permission): boolean {
  return /\.read(_|$)/.test(permission);
}

/** How long a token may be good for, in days. */
export const apiTokenDays = [7, 30, 90, 365] as const;
