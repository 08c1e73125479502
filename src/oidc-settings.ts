import { z } from 'zod';
import { isLoopback } from './platform/loopback.js';
import { roles, type Role } from './platform/scope.js';

/** What a value of the provider's claim stands for here. */
export interface MappedRole {
  readonly roles: readonly Role[];
  /** Code of the support desk for which roles of the first line are held. */
  readonly supportDesk: string | undefined;
}

/** How the provider's word becomes roles; whoever comes through it has these roles and no others. */
export interface RoleMapping {
  readonly claim: string;
  readonly values: Readonly<Record<string, MappedRole>>;
  /** Whether somebody unknown with a verified address and a mapped value gets an account. */
  readonly createAccounts: boolean;
}

/** Sign-in at an OpenID Connect provider. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button calls it. */
  readonly name: string;
  readonly scope: string;
  /** Values of `amr` or `acr` that prove a second factor. */
  readonly mfa: readonly string[];
  /** Undefined: roles are those that the desk has given. */
  readonly mapping: RoleMapping | undefined;
}

const mappingFile = z.strictObject({
  claim: z.string().min(1),
  createAccounts: z.boolean().default(false),
  values: z.record(z.string().min(1), z.strictObject({ roles: z.array(z.enum(roles)).min(1), supportDesk: z.string().min(1).optional() })),
});

/** The variables of the environment that bear on it, as they were given. */
export interface OidcVariables {
  readonly DESK_OIDC_ISSUER?: string | undefined;
  readonly DESK_OIDC_CLIENT_ID?: string | undefined;
  readonly DESK_OIDC_CLIENT_SECRET_FILE?: string | undefined;
  readonly DESK_OIDC_NAME: string;
  readonly DESK_OIDC_SCOPE: string;
  readonly DESK_OIDC_MFA: string;
  readonly DESK_OIDC_ROLES?: string | undefined;
}

/** The settings, or all that is wrong with them; neither where no provider is named. */
export function oidcSettings(given: OidcVariables, readText: (path: string) => string): { readonly oidc: OidcSettings | undefined; readonly faults: readonly string[] } {
  const { DESK_OIDC_ISSUER: issuer, DESK_OIDC_CLIENT_ID: clientId, DESK_OIDC_CLIENT_SECRET_FILE: secretFile } = given;
  const named = [issuer, clientId, secretFile].filter((value) => value !== undefined).length;
  if (issuer === undefined || clientId === undefined || secretFile === undefined) {
    return { oidc: undefined, faults: named === 0 ? [] : ['DESK_OIDC_ISSUER: signing in there wants DESK_OIDC_ISSUER, DESK_OIDC_CLIENT_ID and DESK_OIDC_CLIENT_SECRET_FILE together.'] };
  }
  const faults: string[] = [];
  if (!isSafe(issuer)) faults.push('DESK_OIDC_ISSUER: must be https, unless it is this machine itself.');
  const clientSecret = attempt(faults, 'DESK_OIDC_CLIENT_SECRET_FILE', () => readText(secretFile).trim()) ?? '';
  if (faults.length === 0 && clientSecret === '') faults.push('DESK_OIDC_CLIENT_SECRET_FILE: the file is empty.');
  const { DESK_OIDC_ROLES: rolesFile } = given;
  const mapping = rolesFile === undefined ? undefined : attempt(faults, 'DESK_OIDC_ROLES', () => parseMapping(readText(rolesFile)));
  const mfa = given.DESK_OIDC_MFA.split(/[\s,]+/).filter((value) => value !== '');
  return { oidc: { issuer, clientId, clientSecret, name: given.DESK_OIDC_NAME, scope: given.DESK_OIDC_SCOPE, mfa, mapping }, faults };
}

function parseMapping(text: string): RoleMapping {
  const { claim, createAccounts, values } = mappingFile.parse(JSON.parse(text));
  return { claim, createAccounts, values: Object.fromEntries(Object.entries(values).map(([value, { roles: held, supportDesk }]) => [value, { roles: held, supportDesk }])) };
}

function attempt<T>(faults: string[], setting: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    faults.push(`${setting}: ${error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : String(error instanceof Error ? error.message : error)}`);
    return undefined;
  }
}

function isSafe(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'https:' || isLoopback(hostname);
}
