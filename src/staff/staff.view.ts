import type { Config } from '../config.js';
import { hasRole, roles, type Role, type Scope } from '../platform/scope.js';
import { can, roleNames } from './permissions.js';
import { isFirstLineRole, mayManage } from './staff-rights.rules.js';
import type { StaffEntry } from './staff.queries.js';

/** The address of a one-time link: built from the configuration, never from a request (V47). */
export function linkUrl(config: Config, token: string): string {
  return `${config.baseUrl}/welcome/${token}`;
}

/** A line of the staff list. */
export interface StaffView {
  readonly id: string;
  readonly name: string;
  readonly mail: string;
  readonly roles: string;
  readonly desks: string;
  /** The designated provider he works for; empty where he is one of the desk's own. */
  readonly provider: string;
  readonly state: { readonly text: string; readonly tone: string };
  readonly active: boolean;
  readonly version: number;
  /** Whether the person who looks may change this one. */
  readonly manageable: boolean;
}

/** A person as the list shows him to someone. */
export function staffView(scope: Scope, entry: StaffEntry): StaffView {
  const supportDeskIds = entry.supportDesks.map(({ id }) => id);
  return {
    id: entry.id,
    name: entry.displayName,
    mail: entry.loginName,
    roles: entry.roles.map((role) => roleNames[role]).join('・'),
    desks: entry.supportDesks.map(({ name }) => name).join('・'),
    provider: entry.providerName ?? '',
    state: stateOf(entry),
    active: entry.active,
    version: entry.version,
    manageable: can(scope, 'staff.edit') && entry.id !== scope.staffId && mayManage(scope, { roles: entry.roles, supportDeskIds }),
  };
}

function stateOf(entry: StaffEntry): { text: string; tone: string } {
  if (!entry.active) return { text: '無効', tone: 'tone-neutral' };
  return entry.hasPassword ? { text: '有効', tone: 'tone-success' } : { text: 'パスワード未設定', tone: 'tone-warn' };
}

/** The roles that someone may give. */
export function grantableRoles(scope: Scope): readonly { readonly value: Role; readonly label: string }[] {
  const open = hasRole(scope, 'service_owner') ? roles : roles.filter(isFirstLineRole);
  return open.map((value) => ({ value, label: roleNames[value] }));
}
