import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config, Variables } from './config.js';
import type { ClockSetting, Instant } from './platform/clock.js';

/** What the desk leaves in its data folder when it starts; no secret is among it. */
const lastStart = z.object({
  database: z.enum(['sqlite', 'postgres']),
  files: z.enum(['folder', 's3']).default('folder'),
  startedAt: z.number(),
  clock: z.object({ kind: z.enum(['system', 'fixed', 'shifted']), at: z.number() }),
  variables: z.record(z.string(), z.string()),
});

export interface LastStart {
  readonly database: 'sqlite' | 'postgres';
  readonly files: 'folder' | 's3';
  readonly variables: Variables;
}

/** Notes how the desk was started, for the commands that work on the same data folder. */
export function rememberStart(config: Config, now: Instant): void {
  const { mode, port, baseUrl, mailDomain, authservId, mailboxesFile, smtp, clock, database, secretKey, files, keysDir } = config;
  const smtpVariables = smtp === undefined ? {} : { DESK_SMTP_HOST: smtp.host, DESK_SMTP_PORT: String(smtp.port), DESK_SMTP_TLS: smtp.tls };
  const note: z.infer<typeof lastStart> = {
    database: database.kind,
    files: files.kind,
    startedAt: now,
    clock: { kind: clock.kind, at: clock.kind === 'system' ? 0 : clock.at },
    variables: {
      DESK_MODE: mode,
      DESK_PORT: String(port),
      DESK_BASE_URL: baseUrl,
      DESK_MAIL_DOMAIN: mailDomain,
      ...(authservId === undefined ? {} : { DESK_AUTHSERV_ID: authservId }),
      ...(mailboxesFile === '' ? {} : { DESK_MAILBOXES: mailboxesFile }),
      ...smtpVariables,
      ...(secretKey?.kind === 'file' && !secretKey.make ? { DESK_SECRET_KEY_FILE: secretKey.path } : {}),
      DESK_KEYS_DIR: keysDir,
      ...(files.kind === 'folder' ? { DESK_FILES_DIR: files.path } : {}),
    },
  };
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const file = fileIn(config.dataDir);
  // Written beside and renamed: a command that reads at this moment finds the old note or the new one.
  writeFileSync(`${file}.new`, JSON.stringify(note), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** How the desk of a data folder was last started; undefined where none ever was. */
export function recallStart(dataDir: string, now: Instant): LastStart | undefined {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return undefined;
  const { database, files, startedAt, clock, variables } = lastStart.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { database, files, variables: { ...variables, DESK_CLOCK: clockText(clock, now - startedAt) } };
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'last-start.json');
}

/** A shifted clock has run on since the desk was started. */
function clockText(clock: { readonly kind: ClockSetting['kind']; readonly at: Instant }, elapsedMs: number): string {
  if (clock.kind === 'system') return 'system';
  return clock.kind === 'fixed' ? `fixed:${new Date(clock.at).toISOString()}` : new Date(clock.at + elapsedMs).toISOString();
}
