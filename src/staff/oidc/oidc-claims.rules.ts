import { z } from 'zod';
import type { OidcSettings, RoleMapping } from '../../oidc-settings.js';
import type { Role } from '../../platform/scope.js';

/** What a provider says of somebody who has signed in there. */
export interface ProviderPerson {
  readonly subject: string;
  /** The address, where the provider has verified it itself; undefined otherwise. */
  readonly verifiedMail: string | undefined;
  readonly name: string;
  /** The provider vouches for a second factor. */
  readonly secondFactor: boolean;
  /** When he proved who he is, in seconds since 1970; undefined where it is not said. */
  readonly authenticatedAt: number | undefined;
  /** Values of the claim that the mapping reads. */
  readonly values: readonly string[];
}

/** Claims by name, from the ID token and, where it says less, from the userinfo endpoint. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Reads the claims. How somebody signed in counts only from the signed ID token; an address counts
 * only where the provider says that it is verified.
 */
export function personFrom(idToken: Claims, userInfo: Claims, settings: Pick<OidcSettings, 'mfa' | 'mapping'>): ProviderPerson {
  const all = { ...userInfo, ...idToken };
  const mail = z.email().max(254).safeParse(all['email']).data;
  const subject = z.string().min(1).max(255).parse(idToken['sub']);
  return {
    subject,
    verifiedMail: all['email_verified'] === true ? mail : undefined,
    name: z.string().trim().min(1).max(100).safeParse(all['name']).data ?? mail ?? subject.slice(0, 100),
    secondFactor: provesSecondFactor(idToken, settings.mfa),
    authenticatedAt: z.number().int().positive().safeParse(idToken['auth_time']).data,
    values: settings.mapping === undefined ? [] : textsOf(all[settings.mapping.claim]),
  };
}

function provesSecondFactor(idToken: Claims, accepted: readonly string[]): boolean {
  return [...textsOf(idToken['amr']), ...textsOf(idToken['acr'])].some((value) => accepted.includes(value));
}

function textsOf(claim: unknown): string[] {
  return [claim].flat(1).filter((value) => typeof value === 'string');
}

/** The roles that the mapping gives for the provider's values: nothing beyond what it names. */
export function mappedRoles({ values: table }: RoleMapping, values: readonly string[]): { readonly roles: readonly Role[]; readonly supportDesks: readonly string[] } {
  const found = values.flatMap((value) => (Object.hasOwn(table, value) ? (table[value] ?? []) : []));
  return {
    roles: [...new Set(found.flatMap(({ roles }) => roles))],
    supportDesks: [...new Set(found.flatMap(({ supportDesk }) => supportDesk ?? []))],
  };
}
