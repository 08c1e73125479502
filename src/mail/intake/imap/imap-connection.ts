import type { ImapFlow } from 'imapflow';
import { readFile } from 'node:fs/promises';
import type { MailboxSettings } from '../../../mailbox-settings.js';
import { mostMessageBytes } from '../../raw-messages.service.js';
import type { AccessTokens } from './access-tokens.js';
import { connectFailure } from './mailbox-failure.js';
import { readSecret } from './mailbox-secrets.js';

const connectMs = 20_000;
/** Nothing heard for so long, in IDLE too: the connection is dead though nobody said so. */
const silenceMs = 3 * 60_000;
const idleMs = 2 * 60_000;

/**
 * Signs in to a mailbox and opens its folder.
 *
 * @throws MailboxFailure
 */
export async function openMailbox(settings: MailboxSettings, tokens: AccessTokens): Promise<ImapFlow> {
  let client: ImapFlow | undefined;
  try {
    client = await newClient(settings, tokens);
    await client.connect();
    if (settings.moveTo !== undefined) await client.mailboxCreate(settings.moveTo);
    await client.mailboxOpen(settings.folder);
    return client;
  } catch (error) {
    client?.close();
    const failure = connectFailure(error);
    if (failure.fault === 'login_refused') tokens.forget(settings.name);
    throw failure;
  }
}

async function newClient(settings: MailboxSettings, tokens: AccessTokens): Promise<ImapFlow> {
  const { host, port, tls, caFile, user, login, name } = settings;
  const auth = login.kind === 'password' ? { user, pass: await readSecret(login.password) } : { user, accessToken: await tokens.tokenFor(name, login) };
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host,
    port,
    secure: tls === 'implicit',
    ...(tls === 'implicit' ? {} : { doSTARTTLS: tls === 'starttls' }),
    ...(caFile === undefined ? {} : { tls: { ca: await readFile(caFile) } }),
    auth,
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: idleMs,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    // A little more than the largest message taken: its size was asked for before.
    maxLiteralSize: mostMessageBytes + 1024 * 1024,
  });
  // Whoever waits for an answer is told of the error; without a listener it would end the process.
  client.on('error', () => undefined);
  return client;
}
