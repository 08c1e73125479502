import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OidcSettings } from '../../src/oidc-settings.js';
import { sql } from '../../src/platform/sql.js';
import { personFrom } from '../../src/staff/oidc/oidc-claims.rules.js';
import { StaffLinks } from '../../src/staff/staff-links.service.js';
import { aStaff, aSupportDesk } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { freePort } from '../support/free-port.js';
import type { Answer, HttpClient } from '../support/http-client.js';
import { startOidcProvider, type ProviderAccount, type TestProvider } from '../support/oidc-provider.js';
import { anAccount } from './accounts.js';

/** The desk and a real provider beside it; both go at the end. */
async function openDesk(wishes: Partial<OidcSettings> = {}): Promise<{ desk: TestDesk; provider: TestProvider }> {
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const provider = await startOidcProvider(baseUrl);
  const { issuer, clientId, clientSecret } = provider;
  const oidc: OidcSettings = { issuer, clientId, clientSecret, name: '会社のアカウント', scope: 'openid email profile', mfa: ['mfa'], mapping: undefined, ...wishes };
  const desk = await startTestDesk({ config: { oidc, baseUrl, port } });
  return { desk, provider };
}

let serial = 0;
const someone = (wishes: Partial<ProviderAccount> = {}): ProviderAccount => {
  serial += 1;
  return { sub: `subject-${serial}`, name: '外部 太郎', email: `person-${serial}@company.example`, email_verified: true, amr: ['pwd', 'mfa'], ...wishes };
};

describe('signing in at an OpenID Connect provider', () => {
  let desk: TestDesk;
  let provider: TestProvider;
  beforeAll(async () => {
    ({ desk, provider } = await openDesk());
  });
  afterAll(async () => {
    await desk.close();
    await provider.close();
  });
  afterEach(() => {
    provider.person = { sub: 'nobody' };
  });

  const go = async (browser: HttpClient, person: ProviderAccount, path = '/sign-in/oidc?next=/queue'): Promise<string> => {
    provider.person = person;
    const start = await browser.get(path);
    expect(start.status, start.text).toBe(303);
    const back = await provider.signIn(start.headers.get('location') ?? '');
    return back.slice(desk.baseUrl.length);
  };
  const enter = async (person: ProviderAccount, path?: string): Promise<{ browser: HttpClient; answer: Answer }> => {
    const browser = desk.anonymous();
    return { browser, answer: await browser.get(await go(browser, person, path)) };
  };
  const reasonsOnRecord = async (): Promise<string[]> =>
    (await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'security' AND type = 'sign_in_refused' ORDER BY seq`)).map(({ data }) => (JSON.parse(data) as { reason?: string }).reason ?? '');
  const eventsOf = async (staffId: string): Promise<string[]> =>
    (await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'staff' AND stream_id = ${staffId} ORDER BY seq`)).map(({ type }) => type);

  test('asks for a code with PKCE, state and nonce, and is sent back to the one address of the settings', async () => {
    const start = await desk.anonymous().get('/sign-in/oidc', { 'x-forwarded-host': 'evil.example' });
    const url = new URL(start.headers.get('location') ?? '');
    expect(url.origin).toBe(provider.issuer);
    const asked = Object.fromEntries(url.searchParams);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', redirect_uri: `${desk.baseUrl}/sign-in/oidc/callback`, client_id: 'desk' });
    for (const name of ['code_challenge', 'state', 'nonce']) expect(asked[name]?.length, name).toBeGreaterThanOrEqual(43);
    expect(start.headers.getSetCookie().find((line) => line.startsWith('desk-oidc='))).toMatch(/HttpOnly.*SameSite=Lax/i);
    expect((await desk.anonymous().get('/sign-in')).text).toContain('会社のアカウントを使う');
  });

  test('an existing account is joined by the verified address, once, and told; then the subject alone counts', async () => {
    const account = await anAccount(desk.app);
    const person = someone({ email: account.loginName.toUpperCase() });
    const { browser, answer } = await enter(person);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/queue']);
    expect((await browser.get('/queue')).status).toBe(200);
    expect(await eventsOf(account.staffId)).toEqual(['identity_linked', 'signed_in']);
    expect(await desk.db.rows(sql`SELECT 1 FROM account_mail WHERE staff_id = ${account.staffId} AND kind = 'identity_linked'`)).toHaveLength(1);
    expect((await enter({ ...person, email: 'moved@company.example' })).answer.status).toBe(303);
    const successor = await enter(someone({ email: account.loginName }));
    expect([successor.answer.status, successor.answer.text.includes('別のアカウントがすでに結び付いています')]).toEqual([403, true]);
  });

  test('an address that the provider has not verified joins nothing, and nobody unknown gets an account', async () => {
    const account = await anAccount(desk.app);
    const before = await desk.db.rows(sql`SELECT id FROM staff`);
    for (const person of [someone({ email: account.loginName, email_verified: false }), someone()]) {
      const { answer, browser } = await enter(person);
      expect([answer.status, answer.text.includes('このアカウントは登録されていません')]).toEqual([403, true]);
      expect(browser.cookie('desk')).toBeUndefined();
    }
    expect(await desk.db.rows(sql`SELECT id FROM staff`)).toHaveLength(before.length);
    expect(await desk.db.rows(sql`SELECT 1 FROM staff_identity WHERE staff_id = ${account.staffId}`)).toEqual([]);
    expect(await reasonsOnRecord()).toEqual(expect.arrayContaining(['unknown']));
  });

  test('ASVS 6.3.3: without a second factor at the provider ours is asked for, a newcomer registers one', async () => {
    const account = await anAccount(desk.app);
    const person = someone({ email: account.loginName, amr: ['pwd'] });
    const { browser, answer } = await enter(person);
    expect(answer.headers.get('location')).toBe('/sign-in/code?next=%2Fqueue');
    expect((await browser.get('/queue')).status).toBe(303);
    expect((await browser.postForm('/sign-in/code', { code: await account.code() })).status).toBe(303);
    expect((await browser.get('/queue')).status).toBe(200);
    const { staff } = await aStaff(desk.db, {});
    expect((await enter(someone({ email: staff.loginName, amr: [] }))).answer.headers.get('location')).toBe('/sign-in/enrolment?next=%2Fqueue');
  });

  test('an invitation joins whoever opens it, whatever his address there; it is used up', async () => {
    const { staff } = await aStaff(desk.db, {});
    const invite = () => desk.db.tx((tx) => desk.app.get(StaffLinks, { strict: false }).make(tx, staff.id, 'welcome', { kind: 'operator' }));
    const { token } = await invite();
    expect((await desk.anonymous().get(`/welcome/${token}`)).text).toContain(`/sign-in/oidc?invitation=${token}`);
    const person = someone({ email_verified: false });
    expect((await enter(person, `/sign-in/oidc?invitation=${token}`)).answer.headers.get('location')).toBe('/');
    expect((await enter(someone(), `/sign-in/oidc?invitation=${token}`)).answer.status, 'again').toBe(404);
    expect((await desk.anonymous().get(`/welcome/${token}`)).status).toBe(404);
    expect((await enter(person)).answer.status).toBe(303);
    for (const purpose of ['forgotten', 'factor'] as const) {
      const account = await anAccount(desk.app);
      const other = await desk.db.tx((tx) => desk.app.get(StaffLinks, { strict: false }).make(tx, account.staffId, purpose, { kind: 'operator' }));
      expect((await enter(someone(), `/sign-in/oidc?invitation=${other.token}`)).answer.status, `a link for ${purpose} is no invitation`).toBe(404);
    }
  });

  test('a disabled account stays out; so does one whose join was taken back until it is made anew', async () => {
    const account = await anAccount(desk.app);
    const person = someone({ email: account.loginName });
    await enter(person);
    const owner = await desk.signIn('service_owner');
    await owner.client.get(`/staff/${account.staffId}/sign-in`);
    expect((await owner.client.postForm(`/staff/${account.staffId}/sign-in/unlink`, {})).status).toBe(303);
    expect((await enter({ ...person, email_verified: false })).answer.status).toBe(403);
    await enter(person);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE staff SET active = ${false} WHERE id = ${account.staffId}`));
    const { answer } = await enter(person);
    expect([answer.status, answer.text.includes('いまサインインできません')]).toEqual([403, true]);
  });

  test('another’s state, another browser, a changed or repeated answer and an error of the provider open nothing', async () => {
    const account = await anAccount(desk.app);
    const person = someone({ email: account.loginName });
    const browser = desk.anonymous();
    const back = await go(browser, person);
    const refused = async (who: HttpClient, path: string): Promise<void> => {
      const answer = await who.get(path);
      expect([answer.status, who.cookie('desk')], path).toEqual([401, undefined]);
    };
    await refused(desk.anonymous(), back);
    const sealed = browser.cookie('desk-oidc') ?? '';
    for (const change of [back.replace(/state=[^&]+/, `state=${'x'.repeat(43)}`), back.replace(/code=[^&]+/, 'code=made-up'), back.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example'), '/sign-in/oidc/callback?error=access_denied', '/sign-in/oidc/callback']) {
      browser.setCookie('desk-oidc', sealed);
      await refused(browser, change);
      expect(browser.cookie('desk-oidc'), 'taken once').toBeUndefined();
    }
    browser.setCookie('desk-oidc', sealed);
    expect((await browser.get(back)).status).toBe(303);
    const again = desk.anonymous();
    again.setCookie('desk-oidc', sealed);
    await refused(again, back);
    again.setCookie('desk-oidc', `${sealed.slice(0, -4)}AAAA`);
    await refused(again, back);
    const late = desk.anonymous();
    const lateBack = await go(late, person);
    desk.clock.advance(10 * 60_000);
    await refused(late, lateBack);
  });

  test('V51: what follows the sign-in is a page of ours', async () => {
    const account = await anAccount(desk.app);
    const person = someone({ email: account.loginName });
    for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', '/%2f%2fevil.example']) {
      expect((await enter(person, `/sign-in/oidc?next=${encodeURIComponent(next)}`)).answer.headers.get('location'), next).toBe('/');
    }
  });

  test('ASVS 7.5.1: an old proof at the provider is no fresh one; the provider can give another', async () => {
    const account = await anAccount(desk.app);
    const person = someone({ email: account.loginName, provedSecondsAgo: 3600 });
    const { browser } = await enter(person);
    await browser.get('/account');
    const asked = await browser.postForm('/account/recovery-codes', {});
    expect([asked.status, asked.text.includes('/account/confirm/provider')]).toEqual([403, true]);
    const someoneElse = await go(browser, someone(), '/account/confirm/provider');
    expect((await browser.get(someoneElse)).status, 'another person').toBe(401);
    const asking = new URL((await browser.get('/account/confirm/provider')).headers.get('location') ?? '');
    expect(asking.searchParams.get('max_age')).toBe('0');
    // Whoever sits at the browser can ask the provider for less.
    asking.searchParams.set('max_age', '43200');
    provider.person = person;
    const oldProof = (await provider.signIn(asking.href)).slice(desk.baseUrl.length);
    expect((await browser.get(oldProof)).status, 'an old proof').toBe(401);
    const elsewhere = await go(browser, { ...person, provedSecondsAgo: 0 }, '/account/confirm/provider');
    const sealed = browser.cookie('desk-oidc') ?? '';
    await browser.get(await go(browser, person));
    browser.setCookie('desk-oidc', sealed);
    expect((await browser.get(elsewhere)).status, 'a proof that another session asked for').toBe(401);
    const back = await go(browser, { ...person, provedSecondsAgo: 0 }, '/account/confirm/provider');
    expect((await browser.get(back)).status).toBe(303);
    expect((await browser.postForm('/account/recovery-codes', {})).status).toBe(200);
  });

  test('signing out offers to sign out at the provider too', async () => {
    const account = await anAccount(desk.app);
    const { browser } = await enter(someone({ email: account.loginName }));
    await browser.get('/account');
    const left = await browser.postForm('/sign-out', {});
    expect((await browser.follow(left)).text).toContain('/sign-in/oidc/sign-out');
    const url = new URL((await browser.get('/sign-in/oidc/sign-out')).headers.get('location') ?? '');
    expect([url.origin, url.searchParams.get('post_logout_redirect_uri')]).toEqual([provider.issuer, `${desk.baseUrl}/sign-in`]);
  });
});

describe('roles by the word of the provider', () => {
  let desk: TestDesk;
  let provider: TestProvider;
  let deskId: string;
  const rules = { claim: 'groups', createAccounts: true };
  beforeAll(async () => {
    const values = { analysts: { roles: ['second_line'], supportDesk: undefined }, 'aoba-desk': { roles: ['first_line'], supportDesk: 'AOBA' }, audit: { roles: ['auditor'], supportDesk: undefined }, nowhere: { roles: ['first_line'], supportDesk: 'GONE' } } as const;
    ({ desk, provider } = await openDesk({ mapping: Object.assign(rules, { values }) }));
    const aoba = await aSupportDesk(desk.db, {});
    deskId = aoba.id;
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE support_desk SET code = 'AOBA' WHERE id = ${deskId}`));
  });
  afterAll(async () => {
    await desk.close();
    await provider.close();
  });

  const enter = async (person: ProviderAccount): Promise<Answer> => {
    const browser = desk.anonymous();
    provider.person = person;
    const back = await provider.signIn((await browser.get('/sign-in/oidc')).headers.get('location') ?? '');
    return browser.get(back.slice(desk.baseUrl.length));
  };
  const rolesOf = async (loginName: string): Promise<string[]> =>
    (await desk.db.rows<{ role: string; desk: string | null }>(sql`SELECT r.role, r.support_desk_id AS desk FROM staff_role r JOIN staff p ON p.id = r.staff_id WHERE p.login_name = ${loginName} ORDER BY r.role`)).map(({ role, desk: of }) => (of === null ? role : `${role} of ${of}`));

  test('a new account has what the mapping names and nothing else', async () => {
    const person = someone({ groups: ['analysts', 'everybody', 'service_owner', '__proto__', 'constructor'] });
    expect((await enter(person)).status).toBe(303);
    expect(await rolesOf(person.email ?? '')).toEqual(['second_line']);
    const [added] = await desk.db.rows<{ actor: string }>(sql`SELECT actor_kind AS actor FROM event WHERE stream_type = 'staff' AND type = 'added' ORDER BY seq DESC LIMIT 1`);
    expect(added?.actor).toBe('system');
  });

  test('nobody new gets an account where the settings leave them to the service owner', async () => {
    rules.createAccounts = false;
    const person = someone({ groups: ['analysts'] });
    expect((await enter(person)).status).toBe(403);
    expect(await rolesOf(person.email ?? '')).toEqual([]);
    rules.createAccounts = true;
  });

  test('roles follow the claim at each sign-in, and stand on the record', async () => {
    const person = someone({ groups: ['analysts'] });
    await enter(person);
    await enter({ ...person, groups: ['aoba-desk'] });
    expect(await rolesOf(person.email ?? '')).toEqual([`first_line of ${deskId}`]);
  });

  test.each([['no value', undefined], ['none that is mapped', ['everybody']], ['a desk that is not there', ['nowhere']], ['roles that exclude each other', ['audit', 'analysts']]])('%s: no account, no sign-in, no other roles', async (_case, groups) => {
    const known = someone({ groups: ['analysts'] });
    await enter(known);
    for (const person of [known, someone()]) {
      const { groups: _former, ...rest } = person;
      expect((await enter(groups === undefined ? rest : { ...rest, groups })).status).toBe(403);
    }
    expect(await rolesOf(known.email ?? '')).toEqual(['second_line']);
    expect(await desk.db.rows(sql`SELECT 1 FROM staff WHERE login_name = ${`person-${serial}@company.example`}`)).toEqual([]);
  });

  test('the last service owner keeps his role', async () => {
    const { staff } = await aStaff(desk.db, { roles: ['service_owner'] });
    const answer = await enter(someone({ email: staff.loginName, groups: ['analysts'] }));
    expect([answer.status, answer.text.includes('最後のサービス主管')]).toEqual([403, true]);
    expect(await rolesOf(staff.loginName)).toEqual(['service_owner']);
    await aStaff(desk.db, { roles: ['service_owner'] });
    expect((await enter(someone({ email: staff.loginName, groups: ['analysts'] }))).status).toBe(303);
  });
});

test('how and when somebody signed in counts from the signed token alone, an address where the provider truly calls it verified', () => {
  const said = { sub: 'a', auth_time: 1_000 };
  const unsigned = { sub: 'b', amr: ['mfa'], acr: 'mfa', auth_time: 2_000, email: 'taro@company.example', email_verified: 'true' };
  expect(personFrom(said, unsigned, { mfa: ['mfa'], mapping: undefined })).toMatchObject({ subject: 'a', secondFactor: false, authenticatedAt: 1_000, verifiedMail: undefined });
});

test('a provider that does not answer is said in a sentence, and the other ways in stay open', async () => {
  const { desk, provider } = await openDesk();
  await provider.close();
  const answer = await desk.anonymous().get('/sign-in/oidc');
  expect([answer.status, answer.text.includes('いま応答していません')]).toEqual([503, true]);
  expect((await desk.anonymous().get('/sign-in')).status).toBe(200);
  await desk.close();
  const without = await startTestDesk();
  expect((await without.anonymous().get('/sign-in/oidc')).status).toBe(404);
  await without.close();
});
