import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sha256 } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { SignInThrottle } from '../../src/staff/sign-in-throttle.js';
import { Passwords } from '../../src/staff/passwords.service.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, tuesdayMorning, type TestDesk } from '../support/desk.js';
import { toInstant } from '../support/clock.js';
import { anAccount, goodPassword, signInOnPages, type Account } from './accounts.js';

const minute = 60_000;

describe.each(databaseKinds())('signing in on %s', (database) => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
  });
  afterAll(() => desk.close());

  async function tokenFor({ loginName, code }: Account): Promise<string> {
    const answer = await desk.anonymous().postJson('/api/v1/sessions', { loginName, password: goodPassword, code: await code() });
    expect(answer.status, answer.text).toBe(201);
    return answer.json<{ token: string }>().token;
  }

  const me = (token: string) => desk.anonymous().get('/api/v1/me', { authorization: `Bearer ${token}` });

  test('the page takes the right password and goes on to where the person wanted to go', async () => {
    const account = await anAccount(desk.app, { roles: ['service_owner'] });
    const browser = desk.anonymous();
    const asked = await browser.get('/staff?x=1');
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fstaff%3Fx%3D1']);
    expect((await browser.get('/sign-in?next=%2Fstaff')).text).toContain('name="next" value="/staff"');
    const first = await browser.postForm('/sign-in', { loginName: ` ${account.loginName.toUpperCase()} `, password: goodPassword, next: '/staff' });
    expect([first.status, first.headers.get('location')]).toEqual([303, '/sign-in/code?next=%2Fstaff']);
    expect((await browser.get('/sign-in/code?next=%2Fstaff')).text).toContain('name="next" value="/staff"');
    const entered = await browser.postForm('/sign-in/code', { code: await account.code(), next: '/staff' });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/staff']);
    expect((await browser.get('/staff')).status).toBe(200);
  });

  test('ASVS 6.3.8, V46: unknown, wrong, disabled and not yet set look the same', async () => {
    const known = await anAccount(desk.app);
    const disabled = await anAccount(desk.app, { active: false });
    const code = await known.code();
    const tries = [
      { loginName: known.loginName, password: 'wrong wrong wrong', code },
      { loginName: known.loginName, password: goodPassword, code: code === '000000' ? '000001' : '000000' },
      { loginName: 'nobody@nowhere.example', password: goodPassword, code },
      { loginName: disabled.loginName, password: goodPassword, code: await disabled.code() },
    ];
    const answers = await Promise.all(tries.map((body) => desk.anonymous().postJson('/api/v1/sessions', body)));
    const shown = answers.map(({ status, text }) => [status, text.replace(/urn:uuid:[\w-]+/, '')]);
    expect(shown[0]?.[0]).toBe(401);
    expect(new Set(shown.map(String)).size).toBe(1);
  });

  test('what was typed as a password never comes back in the page', async () => {
    const answer = await desk.anonymous().postForm('/sign-in', { loginName: 'a@b.example', password: 'Geheim-Canary-77' });
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('a@b.example');
    expect(answer.text).not.toContain('Geheim-Canary-77');
  });

  test('V50: the stored hash is no password', async () => {
    const passwordHash = await desk.app.get(Passwords, { strict: false }).hash(goodPassword);
    const { loginName, staffId, code } = await anAccount(desk.app, { passwordHash });
    const row = await desk.db.row<{ hash: string }>(sql`SELECT password_hash AS "hash" FROM staff WHERE id = ${staffId}`);
    expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await desk.anonymous().postJson('/api/v1/sessions', { loginName, password: row?.hash, code: await code() })).status).toBe(401);
  });

  test('ASVS 7.2.3: the token has 256 bits and only its hash is kept', async () => {
    const token = await tokenFor(await anAccount(desk.app));
    expect(token).toMatch(/^[\w-]{43}$/);
    const kept = await desk.db.rows<{ hash: string }>(sql`SELECT token_hash AS "hash" FROM session`);
    expect(kept.map(({ hash }) => hash)).toContain(sha256(token));
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  test('ASVS 7.2.4, V49: signing in again makes a new session and ends the one before', async () => {
    const account = await anAccount(desk.app);
    const { loginName } = account;
    const browser = desk.anonymous();
    await signInOnPages(browser, account, goodPassword);
    const first = browser.cookie('desk') ?? '';
    await browser.get('/staff');
    const headers = { 'x-csrf-token': await csrfOf(first) };
    await browser.request('/sign-in', { method: 'POST', headers, body: new URLSearchParams({ loginName, password: goodPassword }) });
    expect(browser.cookie('desk')).toBe(first);
    await browser.request('/sign-in/code', { method: 'POST', headers, body: new URLSearchParams({ code: await account.code() }) });
    expect(browser.cookie('desk')).not.toBe(first);
    expect((await me(first)).status).toBe(401);
    expect((await me(browser.cookie('desk') ?? '')).status).toBe(200);
  });

  const csrfOf = async (token: string): Promise<string> =>
    (await desk.db.row<{ csrf: string }>(sql`SELECT csrf_token AS "csrf" FROM session WHERE token_hash = ${sha256(token)}`))?.csrf ?? '';

  test('ASVS 7.3.1: a session ends after 30 minutes without use, not before', async () => {
    const token = await tokenFor(await anAccount(desk.app));
    desk.clock.advance(29 * minute);
    expect((await me(token)).status).toBe(200);
    desk.clock.advance(29 * minute);
    expect((await me(token)).status).toBe(200);
    desk.clock.advance(30 * minute);
    expect((await me(token)).status).toBe(401);
  });

  test('what a page asks by itself keeps no session alive', async () => {
    const token = await tokenFor(await anAccount(desk.app));
    const background = { authorization: `Bearer ${token}`, 'x-desk-background': '1' };
    desk.clock.advance(20 * minute);
    expect((await desk.anonymous().get('/api/v1/me', background)).status).toBe(200);
    desk.clock.advance(11 * minute);
    expect((await desk.anonymous().get('/api/v1/me', background)).status).toBe(401);
  });

  test('ASVS 7.3.2: a session in steady use ends after 12 hours', async () => {
    desk.clock.set(tuesdayMorning);
    const token = await tokenFor(await anAccount(desk.app));
    const end = toInstant(tuesdayMorning) + 12 * 60 * minute;
    while (desk.clock.now() + 20 * minute < end) {
      desk.clock.advance(20 * minute);
      expect((await me(token)).status).toBe(200);
    }
    desk.clock.set(end - 1);
    expect((await me(token)).status).toBe(200);
    desk.clock.set(end);
    expect((await me(token)).status).toBe(401);
  });

  test('ASVS 7.4.1: signing out ends the session at once, in the browser and over the API', async () => {
    const account = await anAccount(desk.app, { roles: ['service_owner'] });
    const token = await tokenFor(account);
    const headers = { authorization: `Bearer ${token}` };
    expect((await desk.anonymous().request('/api/v1/sessions/current', { method: 'DELETE', headers })).status).toBe(204);
    expect((await me(token)).status).toBe(401);

    const browser = desk.anonymous();
    await signInOnPages(browser, account, goodPassword);
    const kept = browser.cookie('desk') ?? '';
    await browser.get('/staff');
    expect((await browser.postForm('/sign-out', {})).status).toBe(303);
    expect(browser.cookie('desk')).toBeUndefined();
    expect((await me(kept)).status).toBe(401);
    expect((await browser.get('/sign-in')).text).toContain('サインアウトしました。');
    expect((await browser.get('/sign-in')).text).not.toContain('サインアウトしました。');
  });

  test('ASVS 8.3.2: rights taken away are gone with the next request', async () => {
    const account = await anAccount(desk.app, { roles: ['service_owner'] });
    const { staffId } = account;
    const headers = { authorization: `Bearer ${await tokenFor(account)}` };
    expect((await desk.anonymous().get('/api/v1/staff', headers)).status).toBe(200);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE staff_role SET role = 'second_line' WHERE staff_id = ${staffId}`));
    expect((await desk.anonymous().get('/api/v1/staff', headers)).status).toBe(403);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE staff SET active = ${false} WHERE id = ${staffId}`));
    expect((await desk.anonymous().get('/api/v1/me', headers)).status, 'however the account came to be disabled').toBe(401);
  });

  test('signing in and out stand on the record without a name', async () => {
    const account = await anAccount(desk.app);
    const { loginName, staffId } = account;
    const headers = { authorization: `Bearer ${await tokenFor(account)}` };
    await desk.anonymous().request('/api/v1/sessions/current', { method: 'DELETE', headers });
    const events = await desk.db.rows<{ type: string; data: string }>(sql`SELECT type, data FROM event WHERE stream_type = 'staff' AND stream_id = ${staffId} ORDER BY seq`);
    expect(events.map(({ type }) => type)).toEqual(['signed_in', 'signed_out']);
    expect(JSON.stringify(events)).not.toContain(loginName);
  });
});

describe('ASVS 6.3.1: guessing is slowed down', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(async () => {
    vi.useRealTimers();
    await desk.close();
  });

  const attempt = async ({ loginName, code }: Account, password: string) => desk.anonymous().postJson('/api/v1/sessions', { loginName, password, code: await code() });

  test('after ten wrong passwords even the right one waits, whoever asks at the same moment', async () => {
    const account = await anAccount(desk.app);
    const answers = await Promise.all(Array.from({ length: 14 }, () => attempt(account, 'not the one at all')));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429, 429, 429]);
    const refused = await attempt(account, goodPassword);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(refused.json<{ detail: string }>().detail).toContain('15分ほど');

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * minute + 1000 });
    expect((await attempt(account, goodPassword)).status).toBe(201);
    vi.useRealTimers();
  });

  test('failures of the last quarter of an hour count: of an account until it succeeds, of an address whatever else succeeds there', async () => {
    const throttle = desk.app.get(SignInThrottle, { strict: false });
    const start = Date.now() + 3_600_000;
    const at = (now: number) => vi.useFakeTimers({ toFake: ['Date'], now });
    const fails = async (account: string, times: number, address = account) => {
      for (let n = 0; n < times; n += 1) await throttle.count('password', account, address);
    };
    const isHeld = async (account: string, address = account, what: 'password' | 'factor' = 'password') => throttle.count(what, account, address).then(() => false, () => true);
    at(start);
    await fails('one', 10);
    await throttle.succeeded(await throttle.count('password', 'two', 'two'));
    expect([await isHeld('one', 'elsewhere'), await isHeld('one', 'elsewhere', 'factor'), await isHeld('two')], 'the success of another changes nothing, and codes are counted apart').toEqual([true, false, false]);
    at(start + 15 * minute - 1);
    await throttle.sweep();
    expect(await isHeld('one')).toBe(true);
    at(start + 15 * minute);
    expect(await isHeld('one')).toBe(false);

    for (let n = 0; n < 55; n += 1) await throttle.succeeded(await throttle.count('password', `right ${n}`, 'office'));
    for (let n = 0; n < 50; n += 1) await fails(`wrong ${n}`, 1, 'office');
    expect([await isHeld('new', 'office'), await isHeld('new', 'home')]).toEqual([true, false]);
    at(start + 30 * minute);
    expect(await isHeld('new', 'office')).toBe(false);
    at(start + 25 * 60 * minute);
    await throttle.sweep();
    expect(await desk.db.rows(sql`SELECT id FROM sign_in_attempt`)).toEqual([]);
    vi.useRealTimers();
  });

  test('the right password forgives what was mistyped before', async () => {
    const account = await anAccount(desk.app);
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 4; n += 1) expect((await attempt(account, 'mistyped once more')).status).toBe(401);
      expect((await attempt(account, goodPassword)).status).toBe(201);
    }
  });

  test('one address cannot try account after account; V46: and unknown, disabled and wrong take the same time', async () => {
    const fresh = await startTestDesk();
    // As the product hashes it: the passwords of other test accounts are cheap to check.
    const passwordHash = await fresh.app.get(Passwords).hash(goodPassword);
    const known = [await anAccount(fresh.app, { passwordHash }), await anAccount(fresh.app, { passwordHash })];
    const disabled = await anAccount(fresh.app, { passwordHash, active: false });
    const statuses: number[] = [];
    const times: Record<string, number[]> = { unknown: [], disabled: [], wrong: [] };
    const guess = async (loginName: string): Promise<number> => {
      const started = performance.now();
      statuses.push((await fresh.anonymous().postJson('/api/v1/sessions', { loginName, password: 'wrong wrong wrong', code: '123456' })).status);
      return performance.now() - started;
    };
    for (let n = 0; n < 16; n += 1) {
      times['unknown']?.push(await guess(`u${n}@x.example`));
      times['disabled']?.push(n < 9 ? await guess(disabled.loginName) : 0);
      times['wrong']?.push(await guess(known[n % 2]?.loginName ?? ''));
    }
    // The shortest of each kind: what else the machine does only adds to a time.
    const shortest = Object.values(times).map((all) => Math.min(...all.filter((time) => time > 0)));
    expect(Math.min(...shortest) / Math.max(...shortest), shortest.join(' ')).toBeGreaterThan(0.6);
    while (statuses.length < 52) await guess(`v${statuses.length}@x.example`);
    expect(statuses.filter((status) => status === 401)).toHaveLength(50);
    expect(statuses.slice(50)).toEqual([429, 429]);
    await fresh.close();
  });
});
