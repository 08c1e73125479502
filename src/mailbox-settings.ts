import { z } from 'zod';
import { isLoopback } from './platform/loopback.js';

/** Where a secret comes from: a file, read when it is wanted, or a variable of the environment. */
export type Secret =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'variable'; readonly name: string; readonly value: string | undefined }
  /** Kept by the desk itself; `keep` puts another in its place. */
  | { readonly kind: 'held'; readonly value: string; readonly keep: (next: string) => Promise<void> };

/** OAuth 2 (RFC 6749) for XOAUTH2: with a refresh token as a person's mailbox, without as an application's (client credentials). */
export interface OAuthSettings {
  readonly kind: 'oauth2';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  readonly refreshToken: Secret | undefined;
  readonly scope: string | undefined;
}

/** One mailbox that the desk fetches by IMAP. */
export interface MailboxSettings {
  /** How people know it; also its key in the database. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `none` towards this machine only. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly caFile: string | undefined;
  readonly user: string;
  readonly login: { readonly kind: 'password'; readonly password: Secret } | OAuthSettings;
  readonly folder: string;
  /** Folder for what is safe with us; undefined: it stays and is flagged as seen. */
  readonly moveTo: string | undefined;
  /** Addresses of the desk whose mail lands here, lower case. */
  readonly addresses: readonly string[];
  readonly pollMs: number;
}

const secret = z.union([z.strictObject({ file: z.string().min(1) }), z.strictObject({ variable: z.string().min(1) })]);

const oauth2 = z.strictObject({
  tokenUrl: z.url(),
  clientId: z.string().min(1),
  clientSecret: secret.optional(),
  refreshToken: secret.optional(),
  scope: z.string().optional(),
});

/** What is known of a mailbox beside its secrets, alike in the file and on the page. */
export const mailboxPlace = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/).describe('How people know it, such as `common`; keep it, the desk remembers by it what it has taken'),
  host: z.string().min(1).describe('IMAP server'),
  port: z.int().min(1).max(65_535).default(993).describe('Its port'),
  tls: z.enum(['implicit', 'starttls', 'none']).default('implicit').describe('`none` is accepted towards a loopback host only'),
  caFile: z.string().optional().describe('Certificate (PEM) of an authority of your own, beside the public ones'),
  user: z.string().min(1).describe('Whom to sign in as'),
  folder: z.string().min(1).default('INBOX').describe('Folder to fetch; everything in it is taken once'),
  moveTo: z.string().min(1).optional().describe('Folder to move what is stored to; if not given it stays and is flagged as seen'),
  addresses: z.array(z.email()).min(1).describe('Addresses of the desk whose mail lands in this mailbox'),
  pollSeconds: z.int().min(5).max(900).default(60).describe('How often to look where the server does not tell by itself (IDLE)'),
});

const mailbox = mailboxPlace.extend({
  password: secret.optional().describe('`{"file": "…"}` or `{"variable": "…"}`: where the password lies; or give `oauth2`'),
  oauth2: oauth2.optional().describe('`tokenUrl`, `clientId`, `clientSecret`, `refreshToken`, `scope`; the secrets as for `password`. Without a refresh token the application signs in by itself (client credentials)'),
});

const mailboxes = z.array(mailbox);

/** One field of the file, for the README. */
export const mailboxFields: readonly { readonly name: string; readonly standard: string; readonly description: string }[] = Object.entries(mailbox.shape).map(
  ([name, schema]) => {
    const standard = schema.safeParse(undefined).data;
    return { name, standard: typeof standard === 'string' || typeof standard === 'number' ? String(standard) : '', description: schema.description ?? '' };
  },
);

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the JSON file of `DESK_MAILBOXES`; what is wrong comes back as sentences instead. */
export function parseMailboxes(text: string, variables: Variables): { mailboxes: readonly MailboxSettings[]; faults: readonly string[] } {
  const parsed = mailboxes.safeParse(readJson(text));
  if (!parsed.success) return { mailboxes: [], faults: parsed.error.issues.map((issue) => `DESK_MAILBOXES: ${issue.path.join('.')} ${issue.message}`) };
  const faults = parsed.data.flatMap((each) => faultsOf(each).map((fault) => `DESK_MAILBOXES: ${each.name}: ${fault}`));
  const names = parsed.data.map(({ name }) => name);
  if (new Set(names).size < names.length) faults.push('DESK_MAILBOXES: two mailboxes have the same name.');
  return { mailboxes: faults.length > 0 ? [] : parsed.data.map((each) => toSettings(each, variables)), faults };
}

/** Secrets that the environment does not give; a desk that is to fetch cannot start without them. */
export function missingSecrets(settings: readonly MailboxSettings[]): string[] {
  return settings.flatMap(({ name, login }) => {
    const secrets = login.kind === 'password' ? [login.password] : [login.clientSecret, login.refreshToken];
    return secrets.flatMap((each) => (each?.kind === 'variable' && each.value === undefined ? [`${each.name}: is missing; the mailbox ${name} wants it.`] : []));
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function faultsOf(given: z.infer<typeof mailbox>): string[] {
  const faults: string[] = [];
  if ((given.password === undefined) === (given.oauth2 === undefined)) faults.push('give either password or oauth2.');
  if (given.tls === 'none' && !isLoopback(given.host)) faults.push('mail may be fetched without TLS from a loopback host only.');
  if (given.oauth2 !== undefined && !isSafeAddress(given.oauth2.tokenUrl)) faults.push('oauth2.tokenUrl must be https unless it is on this machine.');
  if (given.moveTo === given.folder) faults.push('moveTo must be another folder.');
  return faults;
}

/** Whether a token may be asked for there: over TLS, or on this machine. */
export function isSafeAddress(address: string): boolean {
  const url = new URL(address);
  return url.protocol === 'https:' || isLoopback(url.hostname);
}

function toSettings(given: z.infer<typeof mailbox>, variables: Variables): MailboxSettings {
  return placedMailbox(given, loginOf(given, variables));
}

/** A mailbox with the way to sign in to it. */
export function placedMailbox(given: z.infer<typeof mailboxPlace>, login: MailboxSettings['login']): MailboxSettings {
  const { name, host, port, tls, caFile, user, folder, moveTo, pollSeconds } = given;
  const addresses = given.addresses.map((address) => address.toLowerCase());
  return { name, host, port, tls, caFile, user, folder, moveTo, addresses, pollMs: pollSeconds * 1_000, login };
}

function loginOf({ password, oauth2: oauth }: z.infer<typeof mailbox>, variables: Variables): MailboxSettings['login'] {
  const located = (given: z.infer<typeof secret>): Secret =>
    'file' in given ? { kind: 'file', path: given.file } : { kind: 'variable', name: given.variable, value: variables[given.variable] };
  const optional = (given: z.infer<typeof secret> | undefined): Secret | undefined => (given === undefined ? undefined : located(given));
  if (oauth === undefined) return { kind: 'password', password: located(password ?? { variable: '' }) };
  const { tokenUrl, clientId, scope } = oauth;
  return { kind: 'oauth2', tokenUrl, clientId, scope, clientSecret: optional(oauth.clientSecret), refreshToken: optional(oauth.refreshToken) };
}
