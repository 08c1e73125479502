import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import type { MailboxSettings } from '../../src/mailbox-settings.js';
import { freePort } from './free-port.js';

const program = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((path) => existsSync(path));
const root = process.getuid?.() === 0;
/** Dovecot must not run as root here: this is `nobody` on every Linux. */
const nobody = 65_534;

/** Why there is no IMAP server here; empty where there is one. */
export function dovecotMissing(): string {
  if (program === undefined) return 'no Dovecot: apt-get install dovecot-imapd';
  if (spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.startsWith('2.3.')) return '';
  return 'Dovecot is not of version 2.3, whose settings the tests write';
}

export interface DovecotWishes {
  /** Where Dovecot asks whether an access token is good (RFC 7662); without it tokens are no way to sign in. */
  readonly introspectionUrl?: string;
}

/** A throw-away Dovecot: every user may sign in with the password `secret` and has a mailbox of his own. */
export interface Dovecot {
  readonly port: number;
  /** With TLS from the start, under a certificate for `localhost` that `caFile` vouches for. */
  readonly tlsPort: number;
  readonly caFile: string;
  /** Settings of the mailbox of a user, without TLS. */
  mailbox(user: string, wishes?: Partial<MailboxSettings>): MailboxSettings;
  /** Puts messages into a folder, INBOX unless said. */
  deliver(user: string, raws: readonly Buffer[], folder?: string): Promise<void>;
  /** Works in a user's mailbox as a mail program would. */
  asUser<T>(user: string, work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** The Maildir of a user, for what no mail program can do. */
  folderOf(user: string): string;
  stop(): Promise<void>;
}

export async function startDovecot(wishes: DovecotWishes = {}): Promise<Dovecot> {
  if (program === undefined) throw new Error(dovecotMissing());
  const home = mkdtempSync(join(tmpdir(), 'desk-dovecot-'));
  chmodSync(home, 0o755);
  const [port, tlsPort] = [await freePort(), await freePort()];
  makeCertificate(home);
  writeFileSync(join(home, 'dovecot.conf'), settings(home, port, tlsPort, wishes));
  if (wishes.introspectionUrl !== undefined) writeFileSync(join(home, 'oauth2.conf'), `introspection_mode = post\nintrospection_url = ${wishes.introspectionUrl}\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n`);
  mkdirSync(join(home, 'mail'), { mode: 0o777 });
  if (root) for (const name of ['', 'mail', 'key.pem', 'cert.pem']) chownSync(join(home, name), nobody, nobody);
  const stop = serve(program, home);
  try {
    await untilListening(port);
  } catch (error) {
    const log = existsSync(join(home, 'log')) ? readFileSync(join(home, 'log'), 'utf8') : '';
    await stop();
    throw new Error(`Dovecot did not start: ${log}`, { cause: error });
  }
  return { port, tlsPort, caFile: join(home, 'cert.pem'), ...hands(home, port), stop };
}

function hands(home: string, port: number): Pick<Dovecot, 'mailbox' | 'deliver' | 'asUser' | 'folderOf'> {
  const asUser = async <T>(user: string, work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, auth: { user, pass: 'secret' }, logger: false, disableAutoIdle: true });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  };
  const password = { kind: 'variable', name: 'IMAP_PASSWORD', value: 'secret' } as const;
  return {
    asUser,
    folderOf: (user) => join(home, 'mail', user),
    mailbox: (user, wishes) => ({
      name: user, host: '127.0.0.1', port, tls: 'none', caFile: undefined, user, login: { kind: 'password', password },
      folder: 'INBOX', moveTo: undefined, addresses: ['aoba@desk.example.jp'], pollMs: 200, ...wishes,
    }),
    deliver: (user, raws, folder = 'INBOX') =>
      asUser(user, async (client) => {
        for (const raw of raws) await client.append(folder, raw);
      }),
  };
}

function settings(home: string, port: number, tlsPort: number, { introspectionUrl }: DovecotWishes): string {
  const owner = root ? 'nobody' : userInfo().username;
  const group = root ? 'nogroup' : String(userInfo().gid);
  const oauth = introspectionUrl === undefined ? '' : `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${home}/oauth2.conf\n}\n`;
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
default_internal_user = ${owner}
default_internal_group = ${group}
default_login_user = ${owner}
ssl = yes
ssl_cert = <${home}/cert.pem
ssl_key = <${home}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain${introspectionUrl === undefined ? '' : ' xoauth2 oauthbearer'}
auth_failure_delay = 0
mail_max_userip_connections = 100
mail_location = maildir:${home}/mail/%u
mail_fsync = never
first_valid_uid = 1
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service stats {
  chroot =
}
${oauth}passdb {
  driver = static
  mechanisms = plain login
  args = password=secret
}
userdb {
  driver = static
  args = uid=${root ? nobody : userInfo().uid} gid=${root ? nobody : userInfo().gid} home=${home}/mail/%u
}
`;
}

function makeCertificate(home: string): void {
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(home, 'key.pem'), '-out', join(home, 'cert.pem'), '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${String(made.stderr)}`);
  chmodSync(join(home, 'key.pem'), 0o644);
}

/** A shell stands between: when this process ends, however it ends, its input closes and it takes the server down. */
function serve(dovecot: string, home: string): () => Promise<void> {
  const script = '"$@" >>"$HOME/log" 2>&1 & server=$!; cat >/dev/null; kill -TERM $server; wait $server';
  const user = root ? { uid: nobody, gid: nobody } : {};
  const shell = spawn('/bin/sh', ['-c', script, 'sh', dovecot, '-F', '-c', join(home, 'dovecot.conf')], { cwd: home, env: { HOME: home, PATH: '/usr/sbin:/usr/bin:/bin' }, stdio: ['pipe', 'ignore', 'ignore'], detached: true, ...user });
  const ended = new Promise((resolve) => shell.once('exit', resolve));
  return async () => {
    shell.stdin?.end();
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answers = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (answers) return;
    await sleep(25);
  }
  throw new Error('nobody listens');
}
