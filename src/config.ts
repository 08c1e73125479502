import { join } from 'node:path';
import { z } from 'zod';
import { filesFaults, filesSettings, filesVariables, type FilesSettings } from './files-settings.js';
import { oidcSettings, type OidcSettings } from './oidc-settings.js';
import { missingSecrets, parseMailboxes, type MailboxSettings } from './mailbox-settings.js';
import { parseClockSetting, type ClockSetting } from './platform/clock.js';
import type { DatabaseTarget } from './platform/data-sources.js';
import { isLoopback } from './platform/loopback.js';
import { isTrustedProxy, trustedProxies } from './platform/trusted-proxies.js';
import { parseSecretKey, type SecretKeySetting } from './platform/secret-box.js';

/** How mail leaves the desk. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** `required`: STARTTLS or TLS with a checked certificate; `none` only towards a loopback host. */
  readonly tls: 'required' | 'none';
}

/** The key with which outgoing mail is signed (RFC 6376). */
export interface DkimSettings {
  readonly domain: string;
  readonly selector: string;
  /** PEM, RSA of at least 2048 bits. */
  readonly keyFile: string;
}

/** Everything the environment decides, checked once and frozen. */
export interface Config extends FilesSettings {
  readonly mode: 'production' | 'demo' | 'test';
  readonly host: string;
  readonly port: number;
  /** Address people open; links in mails and the Origin check are built from it, never from a request. */
  readonly baseUrl: string;
  /** Proxies whose `X-Forwarded-For` is believed; empty where nobody stands in front. */
  readonly trustedProxies: readonly string[];
  /** How long a request may take to arrive, header and body; then a slow client is cut off. */
  readonly requestTimeoutMs: number;
  /** What the limits on requests a minute are multiplied by. */
  readonly rateFactor: number;
  readonly dataDir: string;
  readonly database: DatabaseTarget;
  readonly clock: ClockSetting;
  readonly smtp: SmtpSettings | undefined;
  readonly dkim: DkimSettings | undefined;
  /** Domain of our Message-IDs and of the reply addresses. */
  readonly mailDomain: string;
  /** Host name whose `Authentication-Results` are believed (RFC 8601 authserv-id). */
  readonly authservId: string | undefined;
  /** File that names the mailboxes; empty where none is fetched. */
  readonly mailboxesFile: string;
  readonly mailboxes: readonly MailboxSettings[];
  /** Where backups leave the wrapped keys without which nobody reads them. */
  readonly keysDir: string;
  /** Whether a telephone answer of the first line is followed by a mail that says when it was given (別紙3 2(4)②). */
  readonly phoneRecordMails: boolean;
  readonly runJobs: boolean;
  /** Key under which secrets lie in the database; undefined only for commands that need none. */
  readonly secretKey: SecretKeySetting | undefined;
  /** Undefined where nobody signs in at a provider. */
  readonly oidc: OidcSettings | undefined;
}

/** All that is wrong with the environment at once. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The desk cannot start with these settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

const port = z.coerce.number().int().min(0).max(65_535);
const onOff = z.enum(['on', 'off']);

const environment = z.object({
  DESK_MODE: z.enum(['production', 'demo', 'test']).default('production').describe('`production` refuses unsafe settings; `npm run demo` sets `demo`'),
  DESK_HOST: z.string().default('127.0.0.1').describe('Address to listen on. Put a proxy with TLS in front rather than listening to the world'),
  DESK_PORT: port.default(3000).describe('Port to listen on'),
  DESK_BASE_URL: z.url().optional().describe('Address people open, such as `https://desk.example.co.jp`. Needed in production'),
  DESK_TRUSTED_PROXY: z.string().optional().describe('Addresses or networks of the proxies in front, with commas: their `X-Forwarded-For` says who signs in. Nobody is believed if not given'),
  DESK_REQUEST_SECONDS: z.coerce.number().int().min(1).max(3600).default(60).describe('Seconds within which a request must have arrived, header and body, and after which a connection that neither sends nor reads is cut off'),
  DESK_RATE_FACTOR: z.coerce.number().min(0.001).max(10_000).default(1).describe('Multiplies the limits on requests a minute, such as `2` where very many people share one address, or `1000` while the load is measured'),
  DESK_DATA_DIR: z.string().optional().describe('Folder of the data, `.desk/` beside package.json if not given'),
  DATABASE_URL: z.string().optional().describe('`postgres://…`; an SQLite file in the data folder if not given'),
  DESK_CLOCK: z.string().optional().describe('An instant (ISO 8601 with offset) from which the clock runs, or `fixed:` and an instant. For trying things out; production refuses it'),
  DESK_SMTP_HOST: z.string().optional().describe('Mail server that takes our mail. Needed in production'),
  DESK_SMTP_PORT: port.default(587).describe('Its port; 465 speaks TLS from the start'),
  DESK_SMTP_USER: z.string().optional().describe('Its user, where it wants one'),
  DESK_SMTP_PASSWORD: z.string().optional().describe('The user’s password'),
  DESK_SMTP_TLS: z.enum(['required', 'none']).default('required').describe('`none` is accepted towards a loopback host only'),
  DESK_DKIM_DOMAIN: z.hostname().optional().describe('Domain that signs outgoing mail (DKIM); with the two below, or none of the three'),
  DESK_DKIM_SELECTOR: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/).optional().describe('Selector under which the public key is published: `SELECTOR._domainkey.DOMAIN`'),
  DESK_DKIM_KEY_FILE: z.string().optional().describe('File of the private key, PEM, RSA of at least 2048 bits; checked at the start'),
  DESK_MAIL_DOMAIN: z.hostname().optional().describe('Domain of the desk’s own mail addresses. Needed in production'),
  DESK_AUTHSERV_ID: z.string().optional().describe('Name under which our mail server writes `Authentication-Results` (RFC 8601); others are not believed'),
  DESK_MAILBOXES: z.string().optional().describe('JSON file that names the mailboxes to fetch by IMAP, see below'),
  DESK_PHONE_RECORD_MAILS: onOff.default('off').describe('`on` sends the registered contact a mail after an answer by telephone: when, by whom and about what, never the answer'),
  DESK_SECRET_KEY: z.string().optional().describe('Key of 32 random bytes (`openssl rand -base64 32`) under which secrets lie in the database. This or the file is needed in production; keep a copy apart from the backups'),
  DESK_SECRET_KEY_FILE: z.string().optional().describe('File that holds the key instead'),
  DESK_KEYS_DIR: z.string().optional().describe('Folder to which `desk backup` copies the customers’ keys (wrapped), `keys/` in the data folder if not given. Name one on another disk, of which no old generations are kept'),
  ...filesVariables,
  DESK_OIDC_ISSUER: z.url().optional().describe('OpenID Connect provider at which people may sign in, such as `https://login.example.co.jp`; with the two below, or none of the three'),
  DESK_OIDC_CLIENT_ID: z.string().optional().describe('Client id of the desk there; its redirect address is `DESK_BASE_URL` and `/sign-in/oidc/callback`'),
  DESK_OIDC_CLIENT_SECRET_FILE: z.string().optional().describe('File that holds the client secret'),
  DESK_OIDC_NAME: z.string().max(40).default('会社のアカウント').describe('What the button on the sign-in page calls it'),
  DESK_OIDC_SCOPE: z.string().default('openid email profile').describe('Scopes to ask for; the provider may want a further one for groups'),
  DESK_OIDC_MFA: z.string().default('mfa').describe('Values of `amr` or `acr`, with commas, that prove a second factor at the provider; without one the desk asks for its own'),
  DESK_OIDC_ROLES: z.string().optional().describe('JSON file that maps values of a claim to roles, see below; roles are those given in the desk if not given'),
  DESK_JOBS: onOff.default('on').describe('`off` in processes that serve pages only'),
});

/** One setting, for the README. */
export interface Setting {
  readonly name: string;
  readonly description: string;
  /** Empty where there is none. */
  readonly standard: string;
}

/** Every setting that the environment may hold. */
export const settings: readonly Setting[] = Object.entries(environment.shape).map(([name, schema]) => {
  const standard = schema.safeParse(undefined).data;
  return { name, description: schema.description ?? '', standard: standard === undefined ? '' : String(standard) };
});

type Environment = z.infer<typeof environment>;

/** Variables by name, as a process's environment gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The text of a file that a setting names; throws where it cannot be read. */
export type ReadText = (path: string) => string;

const readNothing: ReadText = (path) => {
  throw new Error(`${path} is not read here`);
};

/**
 * Turns the environment into a `Config`. Pure: the caller hands in the variables, the project's
 * folder, below which `.desk/` lies unless `DESK_DATA_DIR` says otherwise, and how files are read.
 *
 * @throws ConfigError naming everything that is wrong
 */
export function parseConfig(env: Variables, projectDir: string, readText: ReadText = readNothing): Config {
  return parse(env, projectDir, readText, (given, mailboxes) => [
    ...(given.DESK_MODE === 'production' ? productionFaults(given) : []),
    ...(given.DESK_JOBS === 'on' ? missingSecrets(mailboxes) : []),
  ]);
}

/**
 * The same for a command, which serves nobody: what is unsafe only for the web process is no fault.
 *
 * @throws ConfigError naming everything that is wrong
 */
export function parseCommandConfig(env: Variables, projectDir: string, readText: ReadText = readNothing): Config {
  return parse(env, projectDir, readText, () => []);
}

type FurtherFaults = (given: Environment, mailboxes: Config['mailboxes']) => readonly string[];

function parse(env: Variables, projectDir: string, readText: ReadText, furtherFaults: FurtherFaults): Config {
  const { given, unreadable } = readable(env);
  const { mailboxes, faults: mailboxFaults } = mailboxesOf(given, env, readText);
  const { oidc, faults: oidcFaults } = oidcSettings(given, readText);
  const further = unreadable.has('DESK_MODE') ? [] : furtherFaults(given, mailboxes);
  const others = [...commonFaults(given), ...mailboxFaults, ...oidcFaults, ...further].filter((fault) => !unreadable.has(fault.split(':')[0] ?? ''));
  const faults = [...[...unreadable].map(([name, message]) => `${name}: ${message}`), ...others];
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze({ ...toConfig(given, projectDir), mailboxes, oidc });
}

/** What can be read, beside what cannot: the rest is checked all the same, so that everything wrong is said at once. */
function readable(env: Variables): { readonly given: Environment; readonly unreadable: ReadonlyMap<string, string> } {
  const present = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const parsed = environment.safeParse(Object.fromEntries(present));
  if (parsed.success) return { given: parsed.data, unreadable: new Map() };
  const unreadable = new Map(parsed.error.issues.map(({ path, message }) => [path.join('.'), message]));
  return { given: environment.parse(Object.fromEntries(present.filter(([name]) => !unreadable.has(name)))), unreadable };
}

function mailboxesOf({ DESK_MAILBOXES: file }: Environment, env: Variables, readText: ReadText): ReturnType<typeof parseMailboxes> {
  if (file === undefined) return { mailboxes: [], faults: [] };
  try {
    return parseMailboxes(readText(file), env);
  } catch (error) {
    return { mailboxes: [], faults: [`DESK_MAILBOXES: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

function toConfig(env: Environment, projectDir: string): Omit<Config, 'mailboxes' | 'oidc'> {
  const dataDir = env.DESK_DATA_DIR ?? join(projectDir, '.desk');
  return {
    mode: env.DESK_MODE,
    host: env.DESK_HOST,
    port: env.DESK_PORT,
    baseUrl: (env.DESK_BASE_URL ?? `http://localhost:${env.DESK_PORT}`).replace(/\/$/, ''),
    trustedProxies: trustedProxies(env.DESK_TRUSTED_PROXY),
    requestTimeoutMs: env.DESK_REQUEST_SECONDS * 1000,
    rateFactor: env.DESK_RATE_FACTOR,
    dataDir,
    database: databaseTarget(env.DATABASE_URL, dataDir),
    clock: parseClockSetting(env.DESK_CLOCK) ?? { kind: 'system' },
    smtp: smtpSettings(env),
    dkim: dkimSettings(env),
    mailDomain: env.DESK_MAIL_DOMAIN ?? 'desk.example.jp',
    authservId: env.DESK_AUTHSERV_ID,
    mailboxesFile: env.DESK_MAILBOXES ?? '',
    phoneRecordMails: env.DESK_PHONE_RECORD_MAILS === 'on',
    runJobs: env.DESK_JOBS === 'on',
    secretKey: secretKey(env, dataDir),
    ...filesSettings(env, dataDir),
    keysDir: env.DESK_KEYS_DIR ?? join(dataDir, 'keys'),
  };
}

function databaseTarget(url: string | undefined, dataDir: string): DatabaseTarget {
  return url === undefined ? { kind: 'sqlite', file: join(dataDir, 'desk.sqlite') } : { kind: 'postgres', url };
}

function smtpSettings(env: Environment): SmtpSettings | undefined {
  if (env.DESK_SMTP_HOST === undefined) return undefined;
  return {
    host: env.DESK_SMTP_HOST,
    port: env.DESK_SMTP_PORT,
    user: env.DESK_SMTP_USER,
    password: env.DESK_SMTP_PASSWORD,
    tls: env.DESK_SMTP_TLS,
  };
}

function dkimSettings({ DESK_DKIM_DOMAIN: domain, DESK_DKIM_SELECTOR: selector, DESK_DKIM_KEY_FILE: keyFile }: Environment): DkimSettings | undefined {
  return domain === undefined || selector === undefined || keyFile === undefined ? undefined : { domain, selector, keyFile };
}

/** Outside production the desk makes its own key in the data folder. */
function secretKey(env: Environment, dataDir: string): SecretKeySetting | undefined {
  const key = env.DESK_SECRET_KEY === undefined ? undefined : parseSecretKey(env.DESK_SECRET_KEY);
  if (key !== undefined) return { kind: 'given', key };
  if (env.DESK_SECRET_KEY_FILE !== undefined) return { kind: 'file', path: env.DESK_SECRET_KEY_FILE, make: false };
  return env.DESK_MODE === 'production' ? undefined : { kind: 'file', path: join(dataDir, 'secret.key'), make: true };
}

function commonFaults(env: Environment): string[] {
  const faults: string[] = filesFaults(env, isLoopback);
  if (parseClockSetting(env.DESK_CLOCK) === undefined) {
    faults.push('DESK_CLOCK: give an ISO 8601 instant with an offset or Z, `fixed:` and an instant, or leave it out.');
  }
  if (env.DATABASE_URL !== undefined && !/^postgres(ql)?:\/\//.test(env.DATABASE_URL)) {
    faults.push('DATABASE_URL: only postgres:// addresses are known; leave it out for an SQLite file.');
  }
  const dkim = [env.DESK_DKIM_DOMAIN, env.DESK_DKIM_SELECTOR, env.DESK_DKIM_KEY_FILE].filter((value) => value !== undefined).length;
  if (dkim > 0 && dkim < 3) faults.push('DESK_DKIM_KEY_FILE: signing wants DESK_DKIM_DOMAIN, DESK_DKIM_SELECTOR and DESK_DKIM_KEY_FILE together.');
  if (env.DESK_SMTP_TLS === 'none' && env.DESK_SMTP_HOST !== undefined && !isLoopback(env.DESK_SMTP_HOST)) {
    faults.push('DESK_SMTP_TLS: mail may go without TLS to a loopback host only.');
  }
  for (const entry of trustedProxies(env.DESK_TRUSTED_PROXY)) {
    if (!isTrustedProxy(entry)) faults.push(`DESK_TRUSTED_PROXY: ${entry} is no address or network (a prefix of 8 bits at least), such as 10.0.0.5 or 10.0.0.0/24.`);
  }
  if (env.DESK_SECRET_KEY !== undefined && parseSecretKey(env.DESK_SECRET_KEY) === undefined) {
    faults.push('DESK_SECRET_KEY: give 32 random bytes in base64 or as 64 hexadecimal digits (openssl rand -base64 32).');
  }
  return faults;
}

function productionFaults(env: Environment): string[] {
  const faults: string[] = [];
  if (parseClockSetting(env.DESK_CLOCK)?.kind !== 'system') faults.push('DESK_CLOCK: production runs on the system clock only.');
  if (env.DESK_BASE_URL === undefined) faults.push('DESK_BASE_URL: say the address people open, such as https://desk.example.co.jp.');
  else if (!isSafeAddress(env.DESK_BASE_URL)) faults.push('DESK_BASE_URL: must be https unless it is http://localhost.');
  if (env.DESK_SMTP_HOST === undefined) faults.push('DESK_SMTP_HOST: without a mail server customers never get their answer.');
  if (env.DESK_MAIL_DOMAIN === undefined) faults.push('DESK_MAIL_DOMAIN: say the domain of the desk’s own mail addresses.');
  if (env.DESK_SECRET_KEY === undefined && env.DESK_SECRET_KEY_FILE === undefined) faults.push('DESK_SECRET_KEY: without it (or DESK_SECRET_KEY_FILE) nobody’s second factor can be kept.');
  if (env.DESK_SMTP_USER !== undefined && env.DESK_SMTP_PASSWORD === undefined) faults.push('DESK_SMTP_PASSWORD: is missing beside DESK_SMTP_USER.');
  return faults;
}

function isSafeAddress(address: string): boolean {
  const url = new URL(address);
  return url.protocol === 'https:' || isLoopback(url.hostname);
}
