import { createTransport } from 'nodemailer';
import type { Config, SmtpSettings } from '../config.js';
import { ok, warn, wrong, type Check } from './check.js';

const patienceMs = 8_000;

/** Whether the mail server takes our connection, TLS and credentials; nothing is sent. */
export function mailServerCheck({ smtp, mode }: Pick<Config, 'smtp' | 'mode'>): Check {
  const none = mode === 'demo' ? ok('The demo sends nothing: its mails lie in the folder mail-out.') : warn('No DESK_SMTP_HOST: mail is kept and never sent.');
  return { name: 'mail server', look: () => (smtp === undefined ? none : greet(smtp)) };
}

/** Whether senders can be authenticated at all: without a host whose word is believed nobody is (RFC 8601). */
export function senderCheck({ authservId }: Pick<Config, 'authservId'>): Check {
  const unset = warn('No DESK_AUTHSERV_ID: no incoming mail counts as authenticated, so nobody is answered automatically with more than a fixed receipt.');
  return { name: 'senders', look: () => (authservId === undefined ? unset : ok(`Authentication-Results of ${authservId} are believed.`)) };
}

async function greet(settings: SmtpSettings): Promise<ReturnType<typeof ok>> {
  const { host, port, user, password, tls } = settings;
  const transport = createTransport({
    host,
    port,
    secure: port === 465,
    ...(tls === 'required' ? { requireTLS: true } : { ignoreTLS: true }),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
  });
  try {
    await transport.verify();
    return ok(`${host}:${port} takes our mail.`);
  } catch (error) {
    return wrong(`${host}:${port} does not take our mail: ${error instanceof Error ? error.message : String(error)}. Check DESK_SMTP_*.`);
  } finally {
    transport.close();
  }
}
