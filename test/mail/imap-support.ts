import { AccessTokens } from '../../src/mail/intake/imap/access-tokens.js';
import { openMailbox } from '../../src/mail/intake/imap/imap-connection.js';
import { MailboxFailure } from '../../src/mail/intake/imap/mailbox-failure.js';
import { MailboxFetch } from '../../src/mail/intake/imap/mailbox-fetch.service.js';
import { MailboxLeases } from '../../src/mail/intake/imap/mailbox-leases.service.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import type { MailboxFault } from '../../src/mail/intake/mailbox-faults.rules.js';
import type { MailboxSettings } from '../../src/mailbox-settings.js';
import { sql } from '../../src/platform/sql.js';
import { aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import type { DatabaseKind } from '../support/databases.js';
import { startTestDesk, type DeskWishes, type TestDesk } from '../support/desk.js';
import type { Dovecot } from '../support/dovecot.js';
import { passed, rawMail, textPart, type RawWishes } from './corpus.js';

/** A desk whose mailboxes a test fetches step by step. */
export interface FetchingDesk extends TestDesk {
  /** One connection; what it stored, or what went wrong. */
  fetch(settings: MailboxSettings): Promise<number | MailboxFault>;
  /** Deals with what was stored. */
  understand(): Promise<void>;
  count(table: 'inquiry' | 'raw_message'): Promise<number>;
}

export async function startFetchingDesk(database: DatabaseKind, wishes: DeskWishes = {}): Promise<FetchingDesk> {
  const desk = await startTestDesk({ ...wishes, database });
  const { id: supportDeskId } = await aSupportDesk(desk.db, { mailAddress: 'aoba@desk.example.jp' });
  await aRegisteredContact(desk.db, (await aCustomer(desk.db, { supportDeskId })).id, { email: 'taro@customer.example' });
  const tables = { inquiry: sql`inquiry`, raw_message: sql`raw_message` };
  return {
    ...desk,
    fetch: (settings) => fetchOnce(desk, settings),
    understand: () => desk.app.get(IntakeRun).processDue(),
    count: async (table) => Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM ${tables[table]}`))?.n),
  };
}

async function fetchOnce(desk: TestDesk, settings: MailboxSettings): Promise<number | MailboxFault> {
  await desk.app.get(MailboxLeases).take(settings.name);
  try {
    const client = await openMailbox(settings, desk.app.get(AccessTokens));
    try {
      return await desk.app.get(MailboxFetch).fetchNew({ client, settings, goOn: () => undefined });
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof MailboxFailure) return error.fault;
    throw error;
  }
}

let serial = 0;

/** A mail of the registered contact, unlike every other. */
export function aMail(wishes: RawWishes & { readonly bytes?: number } = {}): Buffer {
  serial += 1;
  const text = `お尋ねします ${serial}\r\n`.padEnd(wishes.bytes ?? 0, 'あいうえお、かきくけこ。\r\n');
  return rawMail({ headers: [passed], body: textPart('utf-8', Buffer.from(text)), ...wishes });
}

export const mails = (count: number, wishes?: Parameters<typeof aMail>[0]): Buffer[] => Array.from({ length: count }, () => aMail(wishes));

/** UIDs of a folder with and without \Seen. */
export async function flagsIn(dovecot: Dovecot, user: string, folder = 'INBOX'): Promise<{ seen: number; unseen: number }> {
  return dovecot.asUser(user, async (client) => {
    await client.mailboxOpen(folder);
    const count = async (seen: boolean): Promise<number> => {
      const found = await client.search({ seen }, { uid: true });
      return found === false || found === undefined ? 0 : found.length;
    };
    return { seen: await count(true), unseen: await count(false) };
  });
}
