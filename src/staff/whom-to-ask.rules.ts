import { DomainError } from '../platform/errors.js';
import { hasRole, type Role, type Scope } from '../platform/scope.js';
import { permissionLabels } from './permission-labels.js';
import { rights, roleNames, type Permission } from './permissions.js';

/** The refusal of what a person's role does not do: whose work it is, and whom to ask. */
export function notYours(scope: Scope, permissions: readonly Permission[], what?: string): DomainError {
  const [first] = permissions;
  const label = what ?? (first === undefined ? 'この操作' : permissionLabels[first]);
  if (permissions.some((permission) => hasRole(scope, ...rights[permission]))) {
    return new DomainError('forbidden', `このAPIトークンでは「${label}」はできません。その権限を付けたトークンを、アカウントの画面で作成してください。`);
  }
  return new DomainError('forbidden', `「${label}」は${rolesThatMay(permissions)}の操作です。必要なときは、その担当者に依頼してください。役割を見直してほしいときは、サービス主管に申し出てください。`);
}

function rolesThatMay(permissions: readonly Permission[]): string {
  const roles = new Set(permissions.flatMap((permission): readonly Role[] => rights[permission]));
  return [...roles].map((role) => roleNames[role]).join('・');
}
