import type { Config } from '../config.js';
import { AccessTokens } from '../mail/intake/imap/access-tokens.js';
import { openMailbox } from '../mail/intake/imap/imap-connection.js';
import { connectFailure } from '../mail/intake/imap/mailbox-failure.js';
import type { MailboxFault } from '../mail/intake/mailbox-faults.rules.js';
import type { MailboxSettings } from '../mailbox-settings.js';
import { ok, wrong, type Check, type Finding } from './check.js';

/** What to do about each fault that signing in can show. */
const advice: Partial<Record<MailboxFault, string>> = {
  unreachable: 'nobody answers there. Check host, port and firewall.',
  certificate: 'its certificate cannot be checked. Check the host name, or name the authority in caFile.',
  no_tls: 'it does not speak TLS as the settings say. Check port and tls.',
  login_refused: 'it refuses the sign-in. Check user and password; too many attempts may have locked the account.',
  token_refused: 'the authorisation server gives no token. Consent to the access again and put the new refresh token in place.',
  secret_missing: 'its password or secret cannot be read here. Check the file, or set the variable for this command too.',
  folder_missing: 'the folder is not there.',
};

/** Each mailbox: whether it can be signed in to and its folder be opened. Fetches nothing. */
export function mailboxChecks({ mailboxes }: Pick<Config, 'mailboxes'>): readonly Check[] {
  return mailboxes.map((settings) => ({ name: 'mailbox', look: () => look(settings) }));
}

async function look(settings: MailboxSettings): Promise<Finding> {
  const where = `${settings.name} (${settings.user} at ${settings.host}:${settings.port}, folder ${settings.folder})`;
  try {
    const client = await openMailbox({ ...settings, moveTo: undefined }, new AccessTokens());
    const readOnly = client.mailbox !== false && client.mailbox.readOnly === true;
    await client.logout();
    return readOnly ? wrong(`${where}: may only be read, so that nothing can be flagged or moved. Give the account the right to write.`) : ok(`${where} opens.`);
  } catch (error) {
    const { fault } = connectFailure(error);
    return wrong(`${where}: ${advice[fault] ?? fault}`);
  }
}
