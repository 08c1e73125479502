import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sha256 } from '../../src/platform/ids.js';
import { SecretBox } from '../../src/platform/secret-box.js';
import { sql } from '../../src/platform/sql.js';
import { Passwords } from '../../src/staff/passwords.service.js';
import { SignInSteps } from '../../src/staff/sign-in-steps.service.js';
import { totpCode } from '../../src/staff/totp.js';
import { aStaff } from '../support/builders.js';
import { factorSecret } from '../support/credentials.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { HttpClient } from '../support/http-client.js';
import { anAccount, goodPassword, signInOnPages } from './accounts.js';

const minute = 60_000;
const step = 30_000;

describe.each(databaseKinds())('the second factor on %s', (database) => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
  });
  afterAll(async () => {
    vi.useRealTimers();
    await desk.close();
  });

  /** A person who has set his password and signs in for the first time. */
  async function newcomer(): Promise<{ staffId: string; loginName: string; browser: HttpClient }> {
    const { staff } = await aStaff(desk.db, { passwordHash: await desk.app.get(Passwords, { strict: false }).hash(goodPassword), roles: ['second_line'] });
    const browser = desk.anonymous();
    expect((await browser.postForm('/sign-in', { loginName: staff.loginName, password: goodPassword })).headers.get('location')).toBe('/sign-in/enrolment');
    return { staffId: staff.id, loginName: staff.loginName, browser };
  }

  const keyOn = (page: string): string => /id="secret-key">([A-Z2-7 ]+)</.exec(page)?.[1]?.replaceAll(' ', '') ?? '';
  const codesOn = (page: string): string[] => [...page.matchAll(/<li>([0-9A-Z-]{19})<\/li>/g)].flatMap(([, code]) => code ?? []);

  async function enrolled() {
    const person = await newcomer();
    const key = keyOn((await person.browser.get('/sign-in/enrolment')).text);
    const page = await person.browser.postForm('/sign-in/enrolment', { code: await totpCode(key, Date.now()) });
    expect(page.status, page.text).toBe(200);
    return { ...person, key, recoveryCodes: codesOn(page.text) };
  }

  test('ASVS 6.3.3: is registered at the first sign-in, from a QR code or a key to type, and opens the session', async () => {
    const { browser, staffId } = await newcomer();
    const page = await browser.get('/sign-in/enrolment');
    expect(page.text).toMatch(/<img class="qr-code" src="data:image\/svg\+xml;base64,[\w+/=]+"/);
    const key = keyOn(page.text);
    expect(key).toMatch(/^[A-Z2-7]{32}$/);
    expect(keyOn((await browser.get('/sign-in/enrolment')).text)).toBe(key);
    const wrong = await browser.postForm('/sign-in/enrolment', { code: await totpCode(key, Date.now() + 10 * minute) });
    expect([wrong.status, wrong.text.includes('確認コードが合いません')]).toEqual([422, true]);
    const done = await browser.postForm('/sign-in/enrolment', { code: await totpCode(key, Date.now()) });
    expect(codesOn(done.text)).toHaveLength(10);
    expect((await browser.get('/queue')).status).toBe(200);
    const kept = JSON.stringify(await desk.db.rows(sql`SELECT f.secret, r.code_hash, r.hint FROM staff_factor f JOIN recovery_code r ON r.staff_id = f.staff_id WHERE f.staff_id = ${staffId}`));
    for (const secret of [key, ...codesOn(done.text).map((code) => code.replaceAll('-', '').slice(4))]) expect(kept).not.toContain(secret);
  });

  test('ASVS 6.3.4: the password alone opens nothing but the next step, by no way', async () => {
    const account = await anAccount(desk.app, { roles: ['service_owner'] });
    const browser = desk.anonymous();
    await browser.postForm('/sign-in', { loginName: account.loginName, password: goodPassword });
    const token = browser.cookie('desk-step') ?? '';
    expect(browser.cookie('desk')).toBeUndefined();
    for (const path of ['/staff', '/queue', '/api/v1/me']) expect([303, 401], path).toContain((await browser.get(path)).status);
    browser.setCookie('desk', token);
    expect((await browser.get('/staff')).status).toBe(303);
    expect((await desk.anonymous().get('/api/v1/me', { authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await desk.anonymous().postJson('/api/v1/sessions', { loginName: account.loginName, password: goodPassword })).status).toBe(422);
    expect((await browser.get('/sign-in/enrolment')).headers.get('location')).toBe('/sign-in/code');
    expect((await browser.postForm('/sign-in/enrolment', { code: '123456' })).headers.get('location')).toBe('/sign-in/code');
  });

  test('ASVS 6.5.1: a code works once, even for two who send it at the same moment', async () => {
    const account = await anAccount(desk.app);
    const code = await account.code();
    const entries = [1, 2, 3].map(() => desk.anonymous().postJson('/api/v1/sessions', { loginName: account.loginName, password: goodPassword, code }));
    expect((await Promise.all(entries)).map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 401, 401]);
    expect((await desk.anonymous().postJson('/api/v1/sessions', { loginName: account.loginName, password: goodPassword, code })).status).toBe(401);
  });

  test('ASVS 6.5.5: a code of the step before or after is taken, one further off is not', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / step) * step + 10_000 });
    const tries: readonly (readonly [number, number])[] = [[-2, 401], [-1, 201], [0, 201], [1, 201], [2, 401]];
    for (const [steps, status] of tries) {
      const { staffId, loginName } = await anAccount(desk.app);
      const code = await totpCode(factorSecret(staffId), Date.now() + steps * step);
      expect((await desk.anonymous().postJson('/api/v1/sessions', { loginName, password: goodPassword, code })).status, String(steps)).toBe(status);
    }
    vi.useRealTimers();
  });

  test('after a newer code an older one that was never used is refused', async () => {
    const { staffId, loginName } = await anAccount(desk.app);
    const attempt = async (at: number) => (await desk.anonymous().postJson('/api/v1/sessions', { loginName, password: goodPassword, code: await totpCode(factorSecret(staffId), at) })).status;
    vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / step) * step + 10_000 });
    expect([await attempt(Date.now()), await attempt(Date.now() - step), await attempt(Date.now() + step)]).toEqual([201, 401, 201]);
    vi.useRealTimers();
  });

  test('ASVS 6.6.3: five wrong codes stop the account for a while, and knowing the password does not help', async () => {
    const account = await anAccount(desk.app);
    const browser = desk.anonymous();
    await browser.postForm('/sign-in', { loginName: account.loginName, password: goodPassword });
    const short = await browser.postForm('/sign-in/code', { code: '1234' });
    expect([short.status, short.text.includes('確認コードは6桁の数字です')], 'what cannot be a code says so, and counts').toEqual([401, true]);
    const wrong = (await account.code()) === '000000' ? '111111' : '000000';
    for (let n = 0; n < 4; n += 1) expect((await browser.postForm('/sign-in/code', { code: wrong })).status).toBe(401);
    const stopped = await browser.postForm('/sign-in/code', { code: await account.code() });
    expect([stopped.status, stopped.text.includes('分ほど待って')]).toEqual([429, true]);
    await browser.postForm('/sign-in', { loginName: account.loginName, password: goodPassword });
    expect((await browser.postForm('/sign-in/code', { code: await account.code() })).status).toBe(429);
  });

  test('ASVS 6.5.2: a recovery code stands in once, however it is typed; it is on the record and told by mail', async () => {
    const { staffId, loginName, recoveryCodes } = await enrolled();
    const [code = '', another = ''] = recoveryCodes;
    const enter = async (typed: string): Promise<number> => {
      const browser = desk.anonymous();
      await browser.postForm('/sign-in', { loginName, password: goodPassword });
      expect((await browser.get('/sign-in/recovery')).status).toBe(200);
      return (await browser.postForm('/sign-in/recovery', { code: typed })).status;
    };
    expect(await enter(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe(303);
    expect(await enter(code)).toBe(401);
    expect(await enter(another.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBe(401);
    expect((await desk.anonymous().postJson('/api/v1/sessions', { loginName, password: goodPassword, code: another })).status).toBe(201);
    const events = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'staff' AND stream_id = ${staffId} ORDER BY seq`);
    expect(events.map(({ type }) => type)).toEqual(['signed_in', 'factor_added', 'recovery_codes_made', 'recovery_code_used', 'signed_in', 'recovery_code_used', 'signed_in']);
    expect(await desk.db.rows(sql`SELECT 1 FROM account_mail WHERE staff_id = ${staffId} AND kind = 'recovery_code_used'`)).toHaveLength(2);
  });

  test('ASVS 6.5.2: of two who give one recovery code at the same moment one gets in', async () => {
    const { staffId, loginName, recoveryCodes: [code = ''] } = await enrolled();
    const browsers = [desk.anonymous(), desk.anonymous()];
    for (const browser of browsers) await browser.postForm('/sign-in', { loginName, password: goodPassword });
    const answers = await Promise.all(browsers.map((browser) => browser.postForm('/sign-in/recovery', { code })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 401]);
    expect(await desk.db.rows(sql`SELECT 1 FROM account_mail WHERE staff_id = ${staffId} AND kind = 'recovery_code_used'`)).toHaveLength(1);
  });

  test('one place in a sign-in leads to one session, even where two factors are given there at the same moment', async () => {
    const { staffId, loginName, key, recoveryCodes: [code = ''] } = await enrolled();
    const browser = desk.anonymous();
    await browser.postForm('/sign-in', { loginName, password: goodPassword });
    const sessions = async (): Promise<number> => (await desk.db.rows(sql`SELECT 1 FROM session WHERE staff_id = ${staffId}`)).length;
    await desk.db.tx((tx) => desk.db.execute(tx, sql`DELETE FROM session WHERE staff_id = ${staffId}`));
    await Promise.all([browser.postForm('/sign-in/recovery', { code }), browser.postForm('/sign-in/code', { code: await totpCode(key, Date.now() + step) })]);
    expect(await sessions()).toBe(1);
  });

  test('a sign-in that is not finished in ten minutes begins again, and one place in it leads to one session', async () => {
    const account = await anAccount(desk.app);
    const browser = desk.anonymous();
    await browser.postForm('/sign-in', { loginName: account.loginName, password: goodPassword });
    desk.clock.advance(10 * minute - 1);
    expect((await browser.get('/sign-in/code')).status).toBe(200);
    desk.clock.advance(1);
    expect((await browser.get('/sign-in/code')).headers.get('location')).toBe('/sign-in');
    expect((await browser.postForm('/sign-in/code', { code: await account.code() })).headers.get('location')).toBe('/sign-in');

    await browser.postForm('/sign-in', { loginName: account.loginName, password: goodPassword });
    const token = browser.cookie('desk-step') ?? '';
    expect((await browser.postForm('/sign-in/code', { code: await account.code() })).status).toBe(303);
    expect(await desk.app.get(SignInSteps, { strict: false }).find(token)).toBeUndefined();
    expect(await desk.db.rows(sql`SELECT 1 FROM sign_in_step WHERE token_hash = ${sha256(token)}`)).toEqual([]);
  });

  test('whoever is disabled between the two steps does not get in', async () => {
    const account = await anAccount(desk.app);
    const browser = desk.anonymous();
    await browser.postForm('/sign-in', { loginName: account.loginName, password: goodPassword });
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE staff SET active = ${false} WHERE id = ${account.staffId}`));
    expect((await browser.postForm('/sign-in/code', { code: await account.code() })).headers.get('location')).toBe('/sign-in');
  });

  test('ASVS 16.3.1: refused sign-ins stand on a stream of their own, names only as hashes', async () => {
    const account = await anAccount(desk.app);
    await desk.anonymous().postForm('/sign-in', { loginName: account.loginName, password: 'not the one at all' });
    await desk.anonymous().postForm('/sign-in', { loginName: 'stranger@nowhere.example', password: 'not the one at all' });
    for (const name of [account.loginName, 'stranger@nowhere.example']) {
      const rows = await desk.db.rows<{ type: string; data: string }>(sql`SELECT type, data FROM event WHERE stream_type = 'security' AND stream_id = ${`account:${sha256(name).slice(0, 32)}`}`);
      expect(rows.map(({ type }) => type)).toEqual(['sign_in_refused']);
      expect(JSON.parse(rows[0]?.data ?? '{}')).toEqual({ accountHash: sha256(name), step: 'password' });
    }
  });

  test('a secret moved to another account, or read with another key, opens nothing', async () => {
    const [one, two] = [await anAccount(desk.app), await anAccount(desk.app)];
    const factorOf = async (staffId: string): Promise<{ id: string; secret: string }> =>
      (await desk.db.row<{ id: string; secret: string }>(sql`SELECT id, secret FROM staff_factor WHERE staff_id = ${staffId}`)) ?? { id: '', secret: '' };
    const [factor, anothers] = [await factorOf(one.staffId), await factorOf(two.staffId)];
    const box = desk.app.get(SecretBox, { strict: false });
    expect(box.open(factor.secret, `totp:${factor.id}`)).toBe(factorSecret(one.staffId));
    expect(() => box.open(factor.secret, `totp:${anothers.id}`)).toThrow('belongs elsewhere');
    const other = new SecretBox({ kind: 'given', key: Buffer.from('another key of 32 bytes for this') });
    expect(() => other.open(factor.secret, `totp:${factor.id}`)).toThrow('not the key');
  });

  test('both steps on the pages end in a session with its own token', async () => {
    const account = await anAccount(desk.app);
    const browser = desk.anonymous();
    const entered = await signInOnPages(browser, account, goodPassword, '/queue');
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/queue']);
    expect(browser.cookie('desk-step')).toBeUndefined();
    expect((await browser.get('/queue')).status).toBe(200);
  });
});
