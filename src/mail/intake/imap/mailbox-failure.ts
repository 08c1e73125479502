import type { MailboxFault } from '../mailbox-faults.rules.js';

/** Why a mailbox could not be fetched, as one of the faults that people can read. */
export class MailboxFailure extends Error {
  constructor(
    readonly fault: MailboxFault,
    cause?: unknown,
  ) {
    super(`${fault}${cause === undefined ? '' : `: ${briefly(cause)}`}`, { cause });
    this.name = 'MailboxFailure';
  }
}

/** For the log: the kind of error, never what a server said, which may hold an address (E4). */
function briefly(cause: unknown): string {
  const { code, responseStatus } = facts(cause);
  return [cause instanceof Error ? cause.name : 'unknown', code, responseStatus].filter((part) => part !== '').join(' ');
}

interface Facts {
  readonly code: string;
  readonly responseStatus: string;
  readonly authenticationFailed: boolean;
  readonly mailboxMissing: boolean;
  readonly tlsFailed: boolean;
}

/** What imapflow and Node add to their errors. */
function facts(error: unknown): Facts {
  const of = (name: string): unknown => (typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    code: text(of('code')),
    responseStatus: text(of('responseStatus')),
    authenticationFailed: of('authenticationFailed') === true,
    mailboxMissing: of('mailboxMissing') === true,
    tlsFailed: of('tlsFailed') === true,
  };
}

/** While connecting and signing in. */
export function connectFailure(error: unknown): MailboxFailure {
  if (error instanceof MailboxFailure) return error;
  const { code, authenticationFailed, mailboxMissing, tlsFailed } = facts(error);
  if (authenticationFailed) return new MailboxFailure('login_refused', error);
  if (mailboxMissing) return new MailboxFailure('folder_missing', error);
  if (/CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ALTNAME/.test(code)) return new MailboxFailure('certificate', error);
  if (tlsFailed || /STARTTLS|EPROTO|^ERR_SSL|ERR_TLS/.test(code)) return new MailboxFailure('no_tls', error);
  return new MailboxFailure('unreachable', error);
}

/** Once signed in. */
export function sessionFailure(error: unknown): MailboxFailure {
  return error instanceof MailboxFailure ? error : new MailboxFailure('cut_off', error);
}

/** While storing: SQLite's SQLITE_FULL, PostgreSQL's disk_full (53100), or the file system's own word (R21). */
export function storeFailure(error: unknown): MailboxFailure {
  if (error instanceof MailboxFailure) return error;
  const said = `${facts(error).code} ${error instanceof Error ? error.message : ''}`;
  return new MailboxFailure(/SQLITE_FULL|53100|ENOSPC|disk is full|No space left/.test(said) ? 'disk_full' : 'not_stored', error);
}

/** True where the server refused one command and the connection lives on. */
export function isRefusal(error: unknown): boolean {
  return ['NO', 'BAD'].includes(facts(error).responseStatus);
}
