import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { Authenticator, type AnswerWishes } from '../support/authenticator.js';
import { totpCode } from '../../src/staff/totp.js';
import { giveCredentials } from '../support/credentials.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer, HttpClient } from '../support/http-client.js';
import { aStaff } from '../support/builders.js';
import { anAccount, goodPassword, type Account } from './accounts.js';

const minute = 60_000;
type Purpose = 'sign_in' | 'second_factor' | 'enrolment' | 'register' | 'confirm';

describe.each(databaseKinds())('passkeys on %s', (database) => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
  });
  afterAll(() => desk.close());

  const optionsFor = async (browser: HttpClient, purpose: Purpose) => {
    const answer = await browser.postJson('/passkey-options', { purpose }, browser.csrf === undefined ? {} : { 'x-csrf-token': browser.csrf });
    expect(answer.status, answer.text).toBe(200);
    return answer.json<{ challenge: string; rpId?: string; rp?: { id: string }; user?: { id: string }; userVerification?: string; allowCredentials?: { id: string }[]; excludeCredentials?: { id: string }[] }>();
  };
  const afterPassword = async (account: Pick<Account, 'loginName'>): Promise<HttpClient> => {
    const browser = desk.anonymous();
    await browser.postForm('/sign-in', { loginName: account.loginName, password: goodPassword });
    return browser;
  };
  const signedIn = async (account: Account): Promise<HttpClient> => {
    const browser = await afterPassword(account);
    expect((await browser.postForm('/sign-in/code', { code: await account.code() })).status).toBe(303);
    await browser.get('/account/passkeys');
    return browser;
  };
  const registered = async (name = '会社のノートPC') => {
    const account = await anAccount(desk.app);
    const browser = await signedIn(account);
    const device = new Authenticator(desk.baseUrl);
    const added = await browser.postForm('/account/passkeys', { name, credential: device.create(await optionsFor(browser, 'register')) });
    expect(added.status, added.text).toBe(303);
    return { account, browser, device };
  };
  const enterAlone = async (device: Authenticator, wishes?: AnswerWishes): Promise<{ answer: Answer; browser: HttpClient }> => {
    const browser = desk.anonymous();
    const credential = device.get(await optionsFor(browser, 'sign_in'), wishes);
    return { browser, answer: await browser.postForm('/sign-in/passkey', { credential, next: '/account' }) };
  };

  test('a passkey is registered, named, shown, and told by mail; nothing kept of it opens anything', async () => {
    const { account, browser, device } = await registered();
    const page = await browser.get('/account/passkeys');
    expect(page.text).toContain('会社のノートPC');
    const id = /account\/passkeys\/([0-9a-f-]{36})\/name/.exec(page.text)?.[1] ?? '';
    expect((await browser.postForm(`/account/passkeys/${id}/name`, { name: '窓口の鍵' })).status).toBe(303);
    expect((await browser.get('/account/passkeys')).text).toContain('窓口の鍵');
    const events = await desk.db.rows<{ type: string; data: string }>(sql`SELECT type, data FROM event WHERE stream_type = 'staff' AND stream_id = ${account.staffId} AND type LIKE 'passkey%' ORDER BY seq`);
    expect(events.map(({ type }) => type)).toEqual(['passkey_added', 'passkey_renamed']);
    expect(JSON.stringify(events)).not.toContain('窓口');
    expect(await desk.db.rows(sql`SELECT 1 FROM account_mail WHERE staff_id = ${account.staffId} AND kind = 'passkey_added'`)).toHaveLength(1);
    expect((await optionsFor(browser, 'register')).excludeCredentials?.map((known) => known.id)).toEqual([device.credentialId]);
  });

  test('ASVS 6.3.3: stands for both factors alone, because the device makes sure who holds it', async () => {
    const { device, account } = await registered();
    const { browser, answer } = await enterAlone(device);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
    expect((await browser.get('/queue')).status).toBe(200);
    const [event] = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'staff' AND stream_id = ${account.staffId} AND type = 'signed_in' ORDER BY seq DESC LIMIT 1`);
    expect(JSON.parse(event?.data ?? '{}')).toEqual({ factor: 'passkey' });
  });

  test('ASVS 6.3.8: the challenge of a sign-in is alike for everybody and names nobody’s passkeys', async () => {
    await registered();
    const { userVerification, allowCredentials, rpId } = await optionsFor(desk.anonymous(), 'sign_in');
    expect({ userVerification, allowCredentials, rpId }).toEqual({ userVerification: 'required', allowCredentials: undefined, rpId: 'localhost' });
  });

  test('without a check of the person it opens nothing alone, but serves as the second factor', async () => {
    const { device, account } = await registered();
    const { answer, browser } = await enterAlone(device, { userVerified: false });
    expect([answer.status, answer.text.includes('本人の確認がありませんでした')]).toEqual([401, true]);
    expect(browser.cookie('desk')).toBeUndefined();
    const second = await afterPassword(account);
    const options = await optionsFor(second, 'second_factor');
    expect(options.allowCredentials?.map(({ id }) => id)).toEqual([device.credentialId]);
    expect((await second.postForm('/sign-in/code/passkey', { credential: device.get(options, { userVerified: false }), next: '/queue' })).headers.get('location')).toBe('/queue');
    expect((await second.get('/queue')).status).toBe(200);
  });

  test('works beside the code of the app, which needs no script', async () => {
    const { account } = await registered();
    const browser = await afterPassword(account);
    const page = await browser.get('/sign-in/code');
    expect([page.text.includes('action="/sign-in/code"'), page.text.includes('data-passkey="second_factor"')]).toEqual([true, true]);
    expect((await browser.postForm('/sign-in/code', { code: await account.code() })).status).toBe(303);
    const without = await desk.anonymous().postForm('/sign-in/passkey', { credential: '' });
    expect([without.status, without.text.includes('パスキーの応答がありません')]).toEqual([422, true]);
  });

  test('a challenge is good once, for five minutes, for the browser and the purpose it was given to', async () => {
    const { device, account } = await registered();
    const browser = desk.anonymous();
    const options = await optionsFor(browser, 'sign_in');
    const credential = device.get(options);
    const step = browser.cookie('desk-step') ?? '';
    expect((await desk.anonymous().postForm('/sign-in/passkey', { credential })).status, 'another browser').toBe(401);
    expect((await browser.postForm('/sign-in/passkey', { credential })).status).toBe(303);
    const again = desk.anonymous();
    again.setCookie('desk-step', step);
    expect((await again.postForm('/sign-in/passkey', { credential })).status, 'again').toBe(401);
    const second = await afterPassword(account);
    const forSecond = await optionsFor(second, 'second_factor');
    expect((await second.postForm('/sign-in/passkey', { credential: device.get(forSecond) })).status, 'for something else').toBe(401);
    const late = desk.anonymous();
    const lateOptions = await optionsFor(late, 'sign_in');
    desk.clock.advance(5 * minute);
    expect((await late.postForm('/sign-in/passkey', { credential: device.get(lateOptions) })).status, 'too late').toBe(401);
    expect((await enterAlone(device, { challenge: 'made-up' })).answer.status).toBe(401);
  });

  test('of two who send one answer at once one is refused', async () => {
    const { device } = await registered();
    const browser = desk.anonymous();
    const credential = device.get(await optionsFor(browser, 'sign_in'));
    const step = browser.cookie('desk-step') ?? '';
    const answers = await Promise.all([1, 2, 3].map(() => {
      const one = desk.anonymous();
      one.setCookie('desk-step', step);
      return one.postForm('/sign-in/passkey', { credential });
    }));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 401, 401]);
  });

  test('of two answers with the same count, each to a challenge of its own, one is refused; five wrong ones stop the passkey for a while', async () => {
    const { device } = await registered();
    const browsers = [desk.anonymous(), desk.anonymous()];
    const credentials = await Promise.all(browsers.map(async (browser) => device.get(await optionsFor(browser, 'sign_in'), { counter: 20 })));
    const answers = await Promise.all(browsers.map((browser, index) => browser.postForm('/sign-in/passkey', { credential: credentials[index] ?? '' })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 401]);
    for (let counter = 30; counter < 35; counter += 1) await enterAlone(device, { counter, origin: 'https://evil.example' });
    expect((await enterAlone(device, { counter: 40 })).answer.status).toBe(429);
  });

  test('a counter that does not grow (a copied key), another origin, another’s handle or key are refused and recorded', async () => {
    const { device, account } = await registered();
    expect((await enterAlone(device, { counter: 7 })).answer.status).toBe(303);
    for (const wishes of [{ counter: 7 }, { counter: 3 }, { counter: 9, origin: 'https://evil.example' }, { counter: 10, userHandle: Buffer.from('somebody').toString('base64url') }]) {
      expect((await enterAlone(device, wishes)).answer.status, JSON.stringify(wishes)).toBe(401);
    }
    expect((await enterAlone(new Authenticator(desk.baseUrl))).answer.status, 'unknown').toBe(401);
    const other = await registered();
    const second = await afterPassword(account);
    expect((await second.postForm('/sign-in/code/passkey', { credential: other.device.get(await optionsFor(second, 'second_factor')) })).status, 'of another person').toBe(401);
    expect((await enterAlone(device, { counter: 11 })).answer.status).toBe(303);
    const refused = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'security' AND type = 'sign_in_refused'`);
    expect(refused.filter(({ data }) => data.includes('"passkey"')).length).toBeGreaterThanOrEqual(6);
  });

  test('ASVS 7.5.1: adding and removing one wants a fresh proof, and the passkey can give it', async () => {
    const { browser, device } = await registered();
    desk.clock.advance(11 * minute);
    const further = new Authenticator(desk.baseUrl);
    const asked = await browser.postForm('/account/passkeys', { name: '二つ目', credential: further.create(await optionsFor(browser, 'register')) });
    expect([asked.status, asked.text.includes('data-passkey="confirm"')]).toEqual([403, true]);
    const carried = /name="credential" value="([^"]+)"/.exec(asked.text)?.[1]?.replaceAll('&quot;', '"') ?? '';
    const proof = device.get(await optionsFor(browser, 'confirm'));
    expect((await browser.postForm('/account/passkeys', { name: '二つ目', credential: carried, _confirm: proof })).status).toBe(303);
    desk.clock.advance(11 * minute);
    expect((await browser.postForm('/account/passkeys', { name: '三つ目', credential: carried, _confirm: proof })).status, 'the proof is used up').toBe(403);
  });

  test('one taken away opens nothing, nor one of a disabled person; those of another do not exist', async () => {
    const { account, browser, device } = await registered();
    const id = /account\/passkeys\/([0-9a-f-]{36})\/remove/.exec((await browser.get('/account/passkeys')).text)?.[1] ?? '';
    const another = await registered();
    await another.browser.get('/account/passkeys');
    for (const [act, fields] of [['name', { name: 'x' }], ['remove', {}]] as const) expect((await another.browser.postForm(`/account/passkeys/${id}/${act}`, fields)).status).toBe(404);
    expect((await browser.postForm(`/account/passkeys/${id}/remove`, {})).status).toBe(303);
    expect((await enterAlone(device)).answer.status).toBe(401);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE staff SET active = ${false} WHERE id = ${another.account.staffId}`));
    expect((await enterAlone(another.device)).answer.status).toBe(401);
    expect(await desk.db.rows(sql`SELECT 1 FROM account_mail WHERE staff_id = ${account.staffId} AND kind = 'passkey_removed'`)).toHaveLength(1);
  });

  test('a newcomer may register a passkey instead of an app; it is then his last factor and stays', async () => {
    const { staff } = await aStaff(desk.db, {});
    await giveCredentials(desk.app, staff.id);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`DELETE FROM staff_factor WHERE staff_id = ${staff.id}`));
    const browser = await afterPassword(staff);
    const device = new Authenticator(desk.baseUrl);
    const done = await browser.postForm('/sign-in/enrolment/passkey', { credential: device.create(await optionsFor(browser, 'enrolment')) });
    expect([...done.text.matchAll(/<li>[0-9A-Z-]{19}<\/li>/g)]).toHaveLength(10);
    const page = await browser.get('/account/passkeys');
    const id = /account\/passkeys\/([0-9a-f-]{36})\/remove/.exec(page.text)?.[1] ?? '';
    const last = await browser.postForm(`/account/passkeys/${id}/remove`, {});
    expect([last.status, last.text.includes('最後の二要素は削除できません')]).toEqual([409, true]);
    expect((await enterAlone(device)).answer.status).toBe(303);
    const again = await afterPassword(staff);
    expect((await again.get('/sign-in/code')).text).not.toContain('action="/sign-in/code"');
    expect((await again.get('/sign-in/enrolment')).headers.get('location'), 'no second first factor').toBe('/sign-in/code');
  });

  test('whoever has a passkey alone adds an app, sees both, and takes one away, but never the last', async () => {
    const { staff } = await aStaff(desk.db, {});
    await giveCredentials(desk.app, staff.id);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`DELETE FROM staff_factor WHERE staff_id = ${staff.id}`));
    const browser = await afterPassword(staff);
    const device = new Authenticator(desk.baseUrl);
    await browser.postForm('/sign-in/enrolment/passkey', { credential: device.create(await optionsFor(browser, 'enrolment')) });
    const alone = await browser.get('/account');
    expect([alone.text.includes('パスキー「'), alone.text.includes('/remove"'), alone.text.includes('最後の二要素は削除できません')]).toEqual([true, false, true]);

    const secretOn = (page: Answer): string => /id="secret-key">([A-Z2-7 ]+)</.exec(page.text)?.[1]?.replaceAll(' ', '') ?? '';
    const offerOn = (page: Answer): string => /name="offer" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const page = await browser.get('/account/authenticator');
    const [secret, offer] = [secretOn(page), offerOn(page)];
    const wrong = await browser.postForm('/account/authenticator', { offer, code: '000000' });
    expect([wrong.status, wrong.text.includes('確認コードが合いません'), secretOn(wrong)]).toEqual([422, true, secret]);
    const stranger = await signedIn(await anAccount(desk.app));
    expect((await stranger.postForm('/account/authenticator', { offer, code: await totpCode(secret, Date.now()) })).status, 'made for another').toBe(422);
    expect((await browser.postForm('/account/authenticator', { offer, code: await totpCode(secret, Date.now()) })).status).toBe(303);
    expect(await desk.db.rows(sql`SELECT 1 FROM staff_factor WHERE secret LIKE ${`%${secret}%`}`)).toEqual([]);
    const both = await browser.get('/account');
    expect([both.text.includes('認証アプリ（確認コード）'), both.text.match(/\/remove"/g)?.length]).toEqual([true, 2]);
    const byCode = await afterPassword(staff);
    expect((await byCode.postForm('/sign-in/code', { code: await totpCode(secret, Date.now() + 30_000) })).status).toBe(303);

    const passkey = /\/account\/passkeys\/([0-9a-f-]{36})\/remove/.exec(both.text)?.[1] ?? '';
    expect((await browser.postForm(`/account/passkeys/${passkey}/remove`, {})).status).toBe(303);
    const last = await browser.postForm('/account/authenticator/remove', {});
    expect([last.status, last.text.includes('最後の二要素は削除できません')]).toEqual([409, true]);
    const told = await desk.db.rows<{ kind: string }>(sql`SELECT kind FROM account_mail WHERE staff_id = ${staff.id} ORDER BY created_at, id`);
    expect(told.map(({ kind }) => kind)).toEqual(['passkey_added', 'factor_added', 'passkey_removed']);
    desk.clock.advance(16 * minute);
    await browser.get('/account');
    desk.clock.advance(16 * minute);
    const late = await browser.postForm('/account/authenticator', { offer, code: await totpCode(secret, Date.now()), _confirm: goodPassword });
    expect([late.status, late.text.includes('時間が過ぎました'), secretOn(late) === secret]).toEqual([422, true, false]);
  });

  test('an app that is moved to another device ends the one before; taking it away is told', async () => {
    const { account, browser } = await registered();
    const page = await browser.get('/account/authenticator');
    const secret = /id="secret-key">([A-Z2-7 ]+)</.exec(page.text)?.[1]?.replaceAll(' ', '') ?? '';
    const offer = /name="offer" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect((await browser.postForm('/account/authenticator', { offer, code: await totpCode(secret, Date.now()) })).status).toBe(303);
    const again = await afterPassword(account);
    expect((await again.postForm('/sign-in/code', { code: await account.code() })).status, 'the old app').toBe(401);
    expect((await browser.postForm('/account/authenticator/remove', {})).status).toBe(303);
    const events = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'staff' AND stream_id = ${account.staffId} AND type LIKE 'factor%' ORDER BY seq`);
    expect(events.map(({ type }) => type)).toEqual(['factor_added', 'factor_removed']);
    expect(await desk.db.rows(sql`SELECT 1 FROM account_mail WHERE staff_id = ${account.staffId} AND kind = 'factor_removed'`)).toHaveLength(1);
    desk.clock.advance(11 * minute);
    for (const path of ['/account/authenticator', '/account/authenticator/remove']) expect((await browser.postForm(path, {})).text, 'ASVS 7.5.1').toContain('name="_confirm"');
  });

  test('an answer that is none is refused, whatever it is; an address that asks without end is stopped', async () => {
    for (const credential of ['x', '{}', '{"id":"a"}', `{"id":"a","rawId":"a","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"","signature":""}}`, '{"__proto__":{}}']) {
      expect((await desk.anonymous().postForm('/sign-in/passkey', { credential })).status, credential).toBe(401);
    }
    for (const purpose of ['second_factor', 'enrolment', 'register', 'confirm']) expect((await desk.anonymous().postJson('/passkey-options', { purpose })).status).toBe(401);
    const many = await Promise.all(Array.from({ length: 320 }, () => desk.anonymous().postJson('/passkey-options', { purpose: 'sign_in' })));
    expect(many.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`DELETE FROM passkey_challenge`));
  });
});
