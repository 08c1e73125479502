import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAt } from '../../src/doctor/check.js';
import { mailboxChecks } from '../../src/doctor/mailbox.check.js';
import { AccessTokens } from '../../src/mail/intake/imap/access-tokens.js';
import { openMailbox } from '../../src/mail/intake/imap/imap-connection.js';
import { MailboxFailure } from '../../src/mail/intake/imap/mailbox-failure.js';
import type { MailboxSettings, OAuthSettings } from '../../src/mailbox-settings.js';
import { dovecotMissing, startDovecot, type Dovecot } from '../support/dovecot.js';
import { freePort } from '../support/free-port.js';
import { startTokenServer, type TokenServer } from '../support/token-server.js';

const missing = dovecotMissing();

describe.skipIf(missing !== '')(`signing in to a mailbox${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  let dovecot: Dovecot;
  let server: TokenServer;
  const folder = mkdtempSync(join(tmpdir(), 'desk-secrets-'));
  const refreshFile = join(folder, 'refresh');

  beforeAll(async () => {
    server = await startTokenServer('oauth');
    dovecot = await startDovecot({ introspectionUrl: server.introspectionUrl });
  });
  afterAll(async () => {
    await dovecot.stop();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Undefined where all went well. */
  async function outcome(settings: MailboxSettings, tokens = new AccessTokens()): Promise<string | undefined> {
    try {
      const client = await openMailbox(settings, tokens);
      await client.logout();
      return undefined;
    } catch (error) {
      if (error instanceof MailboxFailure) return error.fault;
      throw error;
    }
  }

  const password = (value: string | undefined) => ({ kind: 'password', password: { kind: 'variable', name: 'X', value } }) as const;
  const file = (path: string) => ({ kind: 'password', password: { kind: 'file', path } }) as const;
  const tls = (wishes: Partial<MailboxSettings> = {}): MailboxSettings => dovecot.mailbox('tls', { host: 'localhost', port: dovecot.tlsPort, tls: 'implicit', caFile: dovecot.caFile, ...wishes });

  it('works with a password from a file, which may be changed at any time', async () => {
    const path = join(folder, 'password');
    writeFileSync(path, 'secret\n');
    expect(await outcome(dovecot.mailbox('a', { login: file(path) }))).toBeUndefined();
    writeFileSync(path, 'wrong\n');
    expect(await outcome(dovecot.mailbox('a', { login: file(path) }))).toBe('login_refused');
  });

  it('works over TLS from the start and by STARTTLS, under a certificate that can be checked', async () => {
    expect(await outcome(tls())).toBeUndefined();
    expect(await outcome(tls({ port: dovecot.port, tls: 'starttls' }))).toBeUndefined();
  });

  it.each<[string, () => Promise<MailboxSettings> | MailboxSettings]>([
    ['login_refused', () => dovecot.mailbox('a', { login: password('wrong') })],
    ['secret_missing', () => dovecot.mailbox('a', { login: password(undefined) })],
    ['secret_missing', () => dovecot.mailbox('a', { login: file(join(folder, 'none')) })],
    ['certificate', () => tls({ caFile: undefined })],
    ['certificate', () => tls({ host: '127.0.0.1' })],
    ['certificate', () => tls({ port: dovecot.port, tls: 'starttls', caFile: undefined })],
    ['no_tls', () => tls({ port: dovecot.port })],
    ['folder_missing', () => dovecot.mailbox('a', { folder: 'Nowhere' })],
    ['unreachable', async () => dovecot.mailbox('a', { port: await freePort() })],
  ])('R20: says %s of a mailbox that cannot be opened (%#)', async (fault, settings) => {
    expect(await outcome(await settings())).toBe(fault);
  });

  it('is tried by the doctor, who says in plain words what is wrong, and no secret', async () => {
    const mailboxes = [dovecot.mailbox('well'), dovecot.mailbox('ill', { login: password('canary-secret') }), dovecot.mailbox('far', { port: await freePort() })];
    const findings = await Promise.all(mailboxChecks({ mailboxes }).map(lookAt));
    expect(findings).toMatchObject([
      { state: 'ok', says: expect.stringContaining('well') },
      { state: 'wrong', says: expect.stringMatching(/^ill .*refuses the sign-in/) },
      { state: 'wrong', says: expect.stringMatching(/^far .*nobody answers/) },
    ]);
    expect(JSON.stringify(findings)).not.toContain('canary-secret');
  });

  describe('with OAuth 2', () => {
    const oauth = (wishes: Partial<OAuthSettings> = {}): MailboxSettings =>
      dovecot.mailbox('oauth', {
        login: { kind: 'oauth2', tokenUrl: server.tokenUrl, clientId: 'desk', clientSecret: { kind: 'variable', name: 'C', value: 'client-secret' }, refreshToken: { kind: 'file', path: refreshFile }, scope: 'imap', ...wishes },
      });

    it('gets a token once for many connections, and sends no secret but its own', async () => {
      writeFileSync(refreshFile, 'refresh-1');
      const tokens = new AccessTokens();
      const before = server.asked.length;
      expect([await outcome(oauth(), tokens), await outcome(oauth(), tokens)]).toEqual([undefined, undefined]);
      expect(server.asked.slice(before).map((form) => Object.fromEntries(form))).toEqual([
        { client_id: 'desk', client_secret: 'client-secret', scope: 'imap', grant_type: 'refresh_token', refresh_token: 'refresh-1' },
      ]);
    });

    it('keeps a refresh token that was replaced, readable by the desk alone', async () => {
      server.nextRefreshToken = 'refresh-2';
      expect(await outcome(oauth())).toBeUndefined();
      server.nextRefreshToken = undefined;
      expect(readFileSync(refreshFile, 'utf8').trim()).toBe('refresh-2');
      expect(statSync(refreshFile).mode & 0o077).toBe(0);
      expect(await outcome(oauth())).toBeUndefined();
    });

    it('asks anew for a token that ends within five minutes, with the refresh token it was given last, kept or not', async () => {
      const tokens = new AccessTokens();
      const login: OAuthSettings = { kind: 'oauth2', tokenUrl: server.tokenUrl, clientId: 'desk', clientSecret: undefined, refreshToken: { kind: 'variable', name: 'R', value: server.refreshToken }, scope: undefined };
      const before = server.asked.length;
      Object.assign(server, { lifeSeconds: 299, nextRefreshToken: 'refresh-next' });
      const first = await tokens.tokenFor('a', login);
      Object.assign(server, { lifeSeconds: 3_600, nextRefreshToken: undefined });
      const second = await tokens.tokenFor('a', login);
      expect(second).not.toBe(first);
      expect(await tokens.tokenFor('a', login)).toBe(second);
      const [used, given] = server.asked.slice(before).map((form) => form.get('refresh_token'));
      expect([used === given, given]).toEqual([false, 'refresh-next']);
      writeFileSync(refreshFile, server.refreshToken);
    });

    it('asks for another token when the mail server does not take the one it has', async () => {
      const tokens = new AccessTokens();
      expect(await outcome(oauth(), tokens)).toBeUndefined();
      server.revoke();
      expect(await outcome(oauth(), tokens)).toBe('login_refused');
      expect(await outcome(oauth(), tokens)).toBeUndefined();
    });

    it('R20: says so when no token is given any more', async () => {
      writeFileSync(refreshFile, 'expired');
      expect(await outcome(oauth())).toBe('token_refused');
      expect(await outcome(oauth({ tokenUrl: `http://127.0.0.1:${await freePort()}/token` }))).toBe('unreachable');
    });
  });
});
