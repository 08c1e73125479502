import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MailboxRegistry } from '../../src/mail/mailboxes/mailbox-registry.service.js';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { dovecotMissing, startDovecot, type Dovecot } from '../support/dovecot.js';
import type { SignedIn } from '../support/sessions.js';
import { mails } from './imap-support.js';

const given = { name: 'common', host: 'imap.example.co.jp', port: '993', tls: 'implicit', user: 'soc@desk.example.jp', login: 'password', password: 'himitsu-no-aikotoba', folder: 'INBOX', moveTo: '', addresses: 'soc@desk.example.jp', pollSeconds: '60' };
const key = () => ({ _key: crypto.randomUUID() });

describe.each(databaseKinds())('mailboxes set up on a page, on %s', (database) => {
  let desk: TestDesk;
  let owner: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    owner = await desk.signIn('service_owner');
  });
  afterAll(() => desk.close());

  const add = (form: Partial<typeof given> = {}) => owner.client.postForm('/mail/mailboxes', { ...given, ...form, ...key() });
  const versionOf = async (name: string): Promise<string> => /name="_version" value="(\d+)"/.exec((await owner.client.get(`/mail/mailboxes/${name}`)).text)?.[1] ?? '';

  it('are fetched from then on, and their secrets are never shown nor kept in clear', async () => {
    await owner.client.get('/mail/mailboxes/new');
    expect((await add()).status).toBe(303);
    const page = await owner.client.get('/mail/mailboxes/common');
    expect(page.text).toContain('imap.example.co.jp');
    expect(page.text).not.toContain(given.password);
    expect(JSON.stringify(await desk.db.rows(sql`SELECT * FROM mailbox_setting`))).not.toContain(given.password);
    const [settings] = await desk.app.get(MailboxRegistry).list();
    expect(settings).toMatchObject({ name: 'common', addresses: ['soc@desk.example.jp'], pollMs: 60_000, login: { kind: 'password', password: { kind: 'held', value: given.password } } });
  });

  it('come back with what was typed and each fault beside its field; the password is not typed back', async () => {
    const refused = await add({ name: '共通', host: 'imap example', port: '0', tls: 'none', addresses: '窓口' });
    expect(refused.status).toBe(422);
    for (const field of ['name', 'host', 'port', 'tls', 'addresses']) if (field !== 'tls') expect(refused.text).toContain(`href="#${field}"`);
    expect(refused.text).not.toContain(given.password);
    expect((await add({ name: 'plain', tls: 'none' })).text).toContain('同じ機器の中だけ');
    expect((await add({ name: 'none', password: '' })).text).toContain('パスワードを入力してください。');
    expect((await add({ name: 'moved', moveTo: 'INBOX' })).status).toBe(422);
    const twice = await add();
    expect([twice.status, twice.text.includes('すでにあります')]).toEqual([409, true]);
  });

  it('keep their secret where none is typed, and give way to whoever was first', async () => {
    const version = await versionOf('common');
    const { name: _name, ...form } = given;
    const change = { ...form, user: 'new@desk.example.jp', password: '', _version: version };
    expect((await owner.client.postForm('/mail/mailboxes/common', change)).status).toBe(303);
    const late = await owner.client.postForm('/mail/mailboxes/common', change);
    expect([late.status, late.text.includes('new@desk.example.jp')]).toEqual([412, true]);
    expect((await desk.app.get(MailboxRegistry).list())[0]).toMatchObject({ user: 'new@desk.example.jp', login: { password: { value: given.password } } });
  });

  it('sign in with OAuth 2, and keep the refresh token that the other side puts in place of theirs', async () => {
    const oauth = { login: 'oauth2', tokenUrl: 'https://login.example.com/token', clientId: 'desk', clientSecret: 'kurai-sekai', refreshToken: 'first', scope: 'imap' };
    expect((await owner.client.postForm('/mail/mailboxes', { ...given, ...oauth, tokenUrl: 'http://login.example.com/token', name: 'modern', ...key() })).text).toContain('https:// で始まる');
    expect((await owner.client.postForm('/mail/mailboxes', { ...given, ...oauth, name: 'modern', password: '', ...key() })).status).toBe(303);
    const found = async () => (await desk.app.get(MailboxRegistry).list()).find(({ name }) => name === 'modern')?.login;
    const before = await found();
    if (before?.kind !== 'oauth2' || before.refreshToken?.kind !== 'held') throw new Error('no refresh token');
    await before.refreshToken.keep('second');
    expect(await found()).toMatchObject({ kind: 'oauth2', clientSecret: { value: 'kurai-sekai' }, refreshToken: { value: 'second' } });
  });

  it('are the service owner’s alone', async () => {
    const lead = await desk.signIn('second_line_lead');
    expect((await lead.client.get('/mail/mailboxes')).status).toBe(403);
    expect((await lead.client.postForm('/mail/mailboxes/common/attempt', {})).status).toBe(403);
  });
});

const missing = dovecotMissing();

describe.skipIf(missing !== '')(`a mailbox of a page and a mail server${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  let dovecot: Dovecot;
  let desk: TestDesk;
  beforeAll(async () => {
    dovecot = await startDovecot();
    desk = await startTestDesk();
  });
  afterAll(async () => {
    await desk.close();
    await dovecot.stop();
  });

  const stored = async (): Promise<number> => Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM raw_message`))?.n);

  it('is tried, fetched, left alone once out of use, and fetched again with other settings', async () => {
    const owner = await desk.signIn('service_owner');
    const { user, login } = dovecot.mailbox('paged');
    const password = login.kind === 'password' && login.password.kind === 'variable' ? (login.password.value ?? '') : '';
    const place = { ...given, name: 'paged', host: '127.0.0.1', port: String(dovecot.port), tls: 'none', user, password, pollSeconds: '5' };
    await owner.client.get('/mail/mailboxes/new');
    await owner.client.postForm('/mail/mailboxes', { ...place, password: 'wrong', ...key() });
    const said = async () => (await owner.client.follow(await owner.client.postForm('/mail/mailboxes/paged/attempt', {}))).text;
    expect(await said()).toContain('接続できませんでした。メールサーバーがサインインを拒否しています。');
    const { name: _name, ...form } = place;
    await owner.client.postForm('/mail/mailboxes/paged', { ...form, _version: '1' });
    expect(await said()).toContain('接続できました。');

    await dovecot.deliver('paged', mails(1));
    await desk.runJob('mail.fetch');
    await vi.waitFor(async () => expect(await stored()).toBe(1), 20_000);
    await owner.client.postForm('/mail/mailboxes/paged/use', { use: 'no', _version: '2' });
    await desk.runJob('mail.fetch');
    await dovecot.deliver('paged', mails(1));
    await desk.runJob('mail.fetch');
    expect(await stored()).toBe(1);
    await owner.client.postForm('/mail/mailboxes/paged/use', { use: 'yes', _version: '3' });
    await vi.waitFor(async () => {
      await desk.runJob('mail.fetch');
      expect(await stored()).toBe(2);
    }, 20_000);
  });
});
