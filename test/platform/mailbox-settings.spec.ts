import { describe, expect, it } from 'vitest';
import { ConfigError, parseCommandConfig, parseConfig } from '../../src/config.js';
import { parseMailboxes } from '../../src/mailbox-settings.js';

const common = { name: 'common', host: 'imap.example.co.jp', user: 'soc', password: { variable: 'SOC_PASSWORD' }, addresses: ['SOC@desk.example.jp'] };
const oauth2 = { tokenUrl: 'https://login.example.co.jp/token', clientId: 'desk', clientSecret: { variable: 'CLIENT' }, refreshToken: { file: 'refresh.txt' } };

const read = (...mailboxes: object[]) => parseMailboxes(JSON.stringify(mailboxes), { SOC_PASSWORD: 'canary-secret' });

const faultsOf = (...mailboxes: object[]): string => read(...mailboxes).faults.join('\n');

describe('the mailboxes of the settings', () => {
  it('need little, speak TLS and leave what they took where it lies', () => {
    const password = { kind: 'variable', name: 'SOC_PASSWORD', value: 'canary-secret' };
    expect(read(common).mailboxes).toEqual([
      { name: 'common', host: 'imap.example.co.jp', port: 993, tls: 'implicit', caFile: undefined, user: 'soc', login: { kind: 'password', password }, folder: 'INBOX', moveTo: undefined, addresses: ['soc@desk.example.jp'], pollMs: 60_000 },
    ]);
  });

  it('sign in with OAuth 2 as well', () => {
    const { password: _none, ...bare } = common;
    expect(read({ ...bare, oauth2 }).mailboxes[0]?.login).toEqual({
      kind: 'oauth2', tokenUrl: oauth2.tokenUrl, clientId: 'desk', scope: undefined,
      clientSecret: { kind: 'variable', name: 'CLIENT', value: undefined }, refreshToken: { kind: 'file', path: 'refresh.txt' },
    });
  });

  it.each<[string, object[]]>([
    ['either password or oauth2', [{ ...common, password: undefined }]],
    ['either password or oauth2', [{ ...common, oauth2 }]],
    ['loopback', [{ ...common, tls: 'none' }]],
    ['https', [{ ...common, password: undefined, oauth2: { ...oauth2, tokenUrl: 'http://login.example.co.jp/token' } }]],
    ['another folder', [{ ...common, moveTo: 'INBOX' }]],
    ['same name', [common, common]],
    ['addresses', [{ ...common, addresses: [] }]],
    ['passwort', [{ ...common, passwort: 'x' }]],
    ['password', [{ ...common, password: 'canary-secret' }]],
  ])('are refused with a word on %s', (word, mailboxes) => {
    expect(faultsOf(...mailboxes)).toContain(word);
    expect(faultsOf(...mailboxes)).not.toContain('canary-secret');
  });

  it('may be fetched without TLS from this machine', () => {
    expect(faultsOf({ ...common, host: '127.0.0.1', tls: 'none' })).toBe('');
  });

  it('are read from the file that DESK_MAILBOXES names, by commands even without their secrets', () => {
    const env = { DESK_MODE: 'test', DESK_MAILBOXES: 'mailboxes.json' };
    const readText = (path: string): string => (path === 'mailboxes.json' ? JSON.stringify([common]) : '');
    expect(parseConfig({ ...env, SOC_PASSWORD: 'x' }, '/srv/desk', readText).mailboxes).toHaveLength(1);
    expect(() => parseConfig(env, '/srv/desk', readText)).toThrow(/SOC_PASSWORD: is missing/);
    expect(parseConfig({ ...env, DESK_JOBS: 'off' }, '/srv/desk', readText).mailboxes).toHaveLength(1);
    expect(parseCommandConfig(env, '/srv/desk', readText).mailboxes).toHaveLength(1);
    expect(() => parseConfig(env, '/srv/desk', () => 'no JSON')).toThrow(ConfigError);
  });
});
