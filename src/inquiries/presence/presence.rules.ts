import { hasRole, seesAllDesks, type Role, type Scope } from '../../platform/scope.js';

export const doings = ['viewing', 'writing'] as const;
export type Doing = (typeof doings)[number];

export const doingLabels: Readonly<Record<Doing, string>> = { viewing: '表示中', writing: '入力中' };

/** A page says so often that it is still open, and is believed so long. */
export const sayEveryMs = 20_000;
export const leaseMs = 45_000;

/** Somebody at an inquiry. */
export interface AtInquiry {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly providerId: string | null;
  /** The inquiry's record names him already. */
  readonly onRecord: boolean;
}

/**
 * What a person is called to another. Whoever sees all desks reads names; the others read names of
 * their own side, and of the other side only those that the record shows them anyway.
 */
export function calledFor(viewer: Scope, person: AtInquiry): string {
  const named = seesAllDesks(viewer) || person.onRecord || (sideOf(viewer) === sideOf(person) && viewer.providerId === person.providerId);
  return named ? `${person.name}さん` : sideLabels[sideOf(person)];
}

export type Side = 'first' | 'second' | 'owner' | 'auditor';

const sideLabels: Readonly<Record<Side, string>> = {
  first: '一次受付窓口の方',
  second: '二次受付窓口の方',
  owner: 'サービス主管の方',
  auditor: '監査の方',
};

/** The side of the house a person works on. */
export function sideOf({ roles }: { readonly roles: readonly Role[] }): Side {
  const held = { roles } as Scope;
  if (hasRole(held, 'first_line', 'first_line_supervisor')) return 'first';
  if (hasRole(held, 'second_line', 'second_line_lead')) return 'second';
  return hasRole(held, 'service_owner') ? 'owner' : 'auditor';
}
