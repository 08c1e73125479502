import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { PasswordResets } from '../../src/staff/password-resets.service.js';
import { StaffLinks } from '../../src/staff/staff-links.service.js';
import { totpCode } from '../../src/staff/totp.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { HttpClient } from '../support/http-client.js';
import { sessionOf, type SignedIn } from '../support/sessions.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { anAccount, goodPassword, signInOnPages, type Account } from './accounts.js';

const minute = 60_000;
const newPassword = 'umi no soko no tsukiyo';

describe.each(databaseKinds())('one’s own account on %s', (database) => {
  let desk: TestDesk;
  let sink: SmtpSink;
  let owner: SignedIn;
  beforeAll(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ database, smtp: sink.settings });
    owner = await desk.signIn('service_owner');
    await owner.client.get('/account');
  });
  afterAll(async () => {
    vi.useRealTimers();
    await desk.close();
    await sink.close();
  });

  async function signedIn(account: Account): Promise<HttpClient> {
    const browser = desk.anonymous();
    expect((await signInOnPages(browser, account, goodPassword)).status).toBe(303);
    await browser.get('/account');
    return browser;
  }

  /** The texts of the mails about accounts that went to an address since. */
  async function mailsTo(loginName: string): Promise<string[]> {
    await desk.runJob('account-mail');
    return sink.mails.filter(({ to }) => to.includes(loginName)).map(({ raw }) => textOf(raw));
  }

  const types = async (staffId: string): Promise<string[]> =>
    (await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'staff' AND stream_id = ${staffId} ORDER BY seq`)).map(({ type }) => type);

  test('ASVS 6.2.3, V49: the password changes with the old one only; other sessions end, it is told by mail', async () => {
    const account = await anAccount(desk.app);
    const [browser, elsewhere] = [await signedIn(account), await signedIn(account)];
    const change = (current: string, password: string, repeated = password) => browser.postForm('/account/password', { current, password, repeated });
    expect((await change('not the old one', newPassword)).text).toContain('今のパスワードが違います');
    expect((await change(goodPassword, 'mijikai')).text).toContain('12文字以上');
    expect((await change(goodPassword, newPassword, `${newPassword}x`)).text).toContain('2回の入力が一致していません');
    const done = await change(goodPassword, newPassword);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/account']);
    expect([(await browser.get('/account')).status, (await elsewhere.get('/account')).status]).toEqual([200, 303]);
    expect((await signInOnPages(desk.anonymous(), account, goodPassword)).status).toBe(401);
    expect((await signInOnPages(desk.anonymous(), account, newPassword)).status).toBe(303);
    expect(await types(account.staffId)).toContain('password_changed');
    expect((await mailsTo(account.loginName)).join()).toContain('パスワードが変更されました');
  });

  test('ASVS 7.5.2: sessions are listed with device and address, and ended one by one or all but this', async () => {
    const account = await anAccount(desk.app);
    const [browser, second, third] = [await signedIn(account), await signedIn(account), await signedIn(account)];
    const page = await browser.get('/account');
    const ids = [...page.text.matchAll(/\/account\/sessions\/([\w-]{36})\/end/g)].flatMap(([, id]) => id ?? []);
    expect([ids.length, page.text.includes('127.0.0.1')]).toEqual([2, true]);
    expect((await browser.postForm(`/account/sessions/${ids[0]}/end`, {})).status).toBe(303);
    const open = await Promise.all([second, third].map(async (client) => (await client.get('/account')).status));
    expect(open.toSorted((a, b) => a - b)).toEqual([200, 303]);
    expect((await browser.postForm('/account/sessions/end-others', {})).status).toBe(303);
    for (const [client, status] of [[browser, 200], [second, 303], [third, 303]] as const) expect((await client.get('/account')).status).toBe(status);
  });

  test('nobody ends a session of another', async () => {
    const victim = await anAccount(desk.app);
    const theirs = await signedIn(victim);
    const id = (await desk.db.row<{ id: string }>(sql`SELECT id FROM session WHERE staff_id = ${victim.staffId}`))?.id ?? '';
    expect((await owner.client.postForm(`/account/sessions/${id}/end`, {})).status).toBe(404);
    expect((await theirs.get('/account')).status).toBe(200);
  });

  test('ASVS 7.4.5: the service owner sees and ends the sessions of others; nobody else may', async () => {
    const account = await anAccount(desk.app, { roles: ['second_line'] });
    const theirs = await signedIn(account);
    expect((await owner.client.get(`/staff/${account.staffId}/sign-in`)).text).toContain('127.0.0.1');
    for (const role of ['first_line_supervisor', 'second_line_lead', 'auditor'] as const) {
      expect((await (await desk.signIn(role)).client.get(`/staff/${account.staffId}/sign-in`)).status).toBe(403);
    }
    expect((await owner.client.postForm(`/staff/${account.staffId}/sign-in/end`, {})).status).toBe(303);
    expect((await theirs.get('/account')).status).toBe(303);
    expect(await types(account.staffId)).toContain('sessions_ended');
  });

  test('ASVS 6.4.4: a lost factor is taken away by the owner; link and password together register a new one', async () => {
    const account = await anAccount(desk.app, { roles: ['second_line'] });
    const theirs = await signedIn(account);
    const reset = await owner.client.postForm(`/staff/${account.staffId}/sign-in/factor-reset`, {});
    const link = /value="http:\/\/localhost:\d+(\/welcome\/[\w-]{43})"/.exec(reset.text)?.[1] ?? '';
    expect([reset.status, link === '']).toEqual([200, false]);
    expect((await theirs.get('/account')).status).toBe(303);
    expect((await mailsTo(account.loginName)).join()).toContain('二要素（確認コード）を解除しました');

    const browser = desk.anonymous();
    const passwordAlone = await browser.postForm('/sign-in', { loginName: account.loginName, password: goodPassword });
    expect([passwordAlone.status, passwordAlone.text.includes('再登録用のリンク')]).toEqual([403, true]);
    expect((await browser.postForm(link, { password: 'not the one at all' })).status).toBe(401);
    expect((await browser.postForm(link, { password: newPassword, repeated: newPassword })).status).toBe(422);
    expect((await browser.postForm(link, { password: goodPassword })).headers.get('location')).toBe('/sign-in/enrolment');
    expect((await desk.anonymous().get(link)).status).toBe(404);
    const key = /id="secret-key">([A-Z2-7 ]+)</.exec((await browser.get('/sign-in/enrolment')).text)?.[1]?.replaceAll(' ', '') ?? '';
    expect((await browser.postForm('/sign-in/enrolment', { code: await totpCode(key, Date.now()) })).text).toContain('リカバリーコード');
    expect((await browser.get('/account')).text).toContain('残り10個');
    const events = await types(account.staffId);
    expect(events.filter((type) => /factor|link/.test(type))).toEqual(['factor_reset', 'link_made', 'factor_added']);
  });

  test('the owner does not take his own factor away', async () => {
    expect((await owner.client.postForm(`/staff/${owner.staffId}/sign-in/factor-reset`, {})).status).toBe(409);
  });

  test('new recovery codes take the place of the old ones', async () => {
    const account = await anAccount(desk.app);
    const browser = await signedIn(account);
    const codesOn = async (): Promise<string[]> => [...(await browser.postForm('/account/recovery-codes', {})).text.matchAll(/<li>([0-9A-Z-]{19})<\/li>/g)].flatMap(([, code]) => code ?? []);
    const [first, second] = [await codesOn(), await codesOn()];
    expect([first.length, second.length, first.some((code) => second.includes(code))]).toEqual([10, 10, false]);
    const attempt = async (code: string) => (await desk.anonymous().postJson('/api/v1/sessions', { loginName: account.loginName, password: goodPassword, code })).status;
    expect([await attempt(first[0] ?? ''), await attempt(second[0] ?? '')]).toEqual([401, 201]);
  });

  describe('a forgotten password', () => {
    const ask = (loginName: string, client = desk.anonymous()) => client.postForm('/password-reset', { loginName });
    const linkIn = (texts: readonly string[]): string => /http:\/\/localhost:\d+(\/welcome\/[\w-]{43})/.exec(texts.at(-1) ?? '')?.[1] ?? '';
    const forget = () => desk.db.tx((tx) => desk.db.execute(tx, sql`DELETE FROM reset_attempt`));

    test('is set anew over a link by mail that works once for half an hour; ASVS 6.4.3: the second factor stays', async () => {
      await forget();
      const account = await anAccount(desk.app);
      expect((await ask(account.loginName.toUpperCase())).status).toBe(200);
      const link = linkIn(await mailsTo(account.loginName));
      expect(link).not.toBe('');
      const before = await signedIn(account);
      const set = () => desk.anonymous().postForm(link, { password: newPassword, repeated: newPassword });
      const both = await Promise.all([set(), set()]);
      expect(both.map(({ status }) => status).toSorted((a, b) => a - b), 'of two at once one').toEqual([303, 404]);
      expect((await before.get('/account')).status, 'whoever was in is out').toBe(303);
      expect((await desk.anonymous().get(link)).status).toBe(404);
      const browser = desk.anonymous();
      expect((await browser.postForm('/sign-in', { loginName: account.loginName, password: newPassword })).headers.get('location')).toBe('/sign-in/code');
      expect((await mailsTo(account.loginName)).at(-1)).toContain('パスワードが変更されました');

      await ask(account.loginName);
      const late = linkIn(await mailsTo(account.loginName));
      desk.clock.advance(30 * minute);
      expect((await desk.anonymous().get(late)).status).toBe(404);
      owner = { ...owner, ...(await sessionOf(desk.app, desk.baseUrl, owner.staffId)) };
    });

    test('V44: asking for one, which anybody can, ends no invitation; a new invitation ends it', async () => {
      await forget();
      const account = await anAccount(desk.app);
      const invite = () => desk.db.tx((tx) => desk.app.get(StaffLinks, { strict: false }).make(tx, account.staffId, 'welcome', { kind: 'operator' }));
      const { token } = await invite();
      await ask(account.loginName);
      const link = linkIn(await mailsTo(account.loginName));
      const opens = async () => [(await desk.anonymous().get(`/welcome/${token}`)).status, (await desk.anonymous().get(link)).status];
      expect(await opens()).toEqual([200, 200]);
      await invite();
      expect(await opens()).toEqual([404, 404]);
    });

    test('V44: an empty or unset token opens nothing', async () => {
      for (const token of ['', 'null', 'undefined', '0', 'x'.repeat(43)]) expect([404, 422]).toContain((await desk.anonymous().get(`/welcome/${token}`)).status);
    });

    test('V45: three mails an hour for an account, ten tries an hour from an address, whatever the headers say', async () => {
      await forget();
      const account = await anAccount(desk.app);
      const answers = await Promise.all(Array.from({ length: 5 }, () => ask(account.loginName)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect(await mailsTo(account.loginName)).toHaveLength(3);
      for (let n = 0; n < 5; n += 1) expect((await ask(`stranger${n}@x.example`)).status).toBe(200);
      const spoofed = new HttpClient(desk.baseUrl, { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9' });
      expect((await ask('stranger9@x.example', spoofed)).status).toBe(429);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * minute });
      expect((await ask(account.loginName)).status).toBe(200);
      vi.useRealTimers();
    });

    test('V45: nor do many at the same moment get past either bound', async () => {
      await forget();
      const resets = desk.app.get(PasswordResets, { strict: false });
      const told = await Promise.allSettled(Array.from({ length: 16 }, (_, n) => resets.ask(`crowd${n}@x.example`, '198.51.100.7')));
      expect(told.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
      await Promise.all(Array.from({ length: 8 }, (_, n) => resets.ask('wanted@x.example', `198.51.100.${100 + n}`)));
      expect(await desk.db.rows(sql`SELECT id FROM account_mail WHERE login_name = 'wanted@x.example'`)).toHaveLength(3);
      await desk.db.tx((tx) => desk.db.execute(tx, sql`DELETE FROM account_mail`));
    });

    test('V46: the answer and the work for a name that nobody has are the same', async () => {
      await forget();
      const account = await anAccount(desk.app);
      const disabled = await anAccount(desk.app, { active: false });
      await desk.runJob('account-mail');
      const before = (await desk.db.rows(sql`SELECT id FROM event WHERE stream_type = 'security'`)).length;
      const answers = await Promise.all([account.loginName, disabled.loginName, 'nobody@nowhere.example'].map((name) => ask(name)));
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      // Until the mail is made nothing differs: a row each, of the same kind, and an event each.
      const queued = await desk.db.rows<{ kind: string; staffId: string | null }>(sql`SELECT kind, staff_id AS "staffId" FROM account_mail WHERE kind = 'password_reset'`);
      expect(queued).toEqual(Array.from({ length: 3 }, () => ({ kind: 'password_reset', staffId: null })));
      expect((await desk.db.rows(sql`SELECT id FROM event WHERE stream_type = 'security'`)).length - before).toBe(3);
      expect([await mailsTo(account.loginName), await mailsTo(disabled.loginName), await mailsTo('nobody@nowhere.example')].map(({ length }) => length)).toEqual([1, 0, 0]);
      expect(await desk.db.rows(sql`SELECT id FROM account_mail`)).toEqual([]);
    });

    test('V47: its link is built from the settings, whatever host is asked for', async () => {
      await forget();
      const account = await anAccount(desk.app);
      const server = desk.app.getHttpAdapter().getInstance();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', host: 'evil.example', 'x-forwarded-host': 'evil.example' };
      await server.inject({ method: 'POST', url: '/password-reset', headers, payload: `loginName=${encodeURIComponent(account.loginName)}` });
      const [mail = ''] = await mailsTo(account.loginName);
      expect([mail.includes(`${desk.config.baseUrl}/welcome/`), mail.includes('evil')]).toEqual([true, false]);
    });

    test('V15: its link goes to one recipient in a mail of its own, and stands in no mail or message that colleagues can read', async () => {
      await forget();
      const account = await anAccount(desk.app);
      await ask(account.loginName);
      await desk.runJob('account-mail');
      const sent = sink.mails.filter(({ to }) => to.includes(account.loginName));
      expect(sent.map(({ to }) => to)).toEqual([[account.loginName]]);
      expect(sent[0]?.raw.toString('latin1')).not.toMatch(/^(?:cc|bcc|reply-to):/im);
      expect(textOf(sent[0]?.raw ?? Buffer.from(''))).toContain(`${desk.config.baseUrl}/welcome/`);
      for (const table of [sql`outbox`, sql`raw_message`, sql`account_mail`]) expect(await desk.db.rows(sql`SELECT id FROM ${table}`)).toEqual([]);
    });

    test('a mail server that is away is tried again', async () => {
      await forget();
      const account = await anAccount(desk.app);
      await ask(account.loginName);
      sink.next({ kind: 'reject', stage: 'rcpt', code: 451 });
      expect(await mailsTo(account.loginName)).toEqual([]);
      desk.clock.advance(minute);
      expect(linkIn(await mailsTo(account.loginName))).not.toBe('');
    });
  });
});

function textOf(raw: string | Buffer): string {
  const mail = raw.toString();
  const body = mail.slice(mail.indexOf('\r\n\r\n') + 4);
  return Buffer.from(body, 'base64').toString('utf8');
}
