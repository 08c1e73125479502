import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { anAccount, goodPassword } from '../staff/accounts.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';

describe('ASVS 3.5.1: a browser changes nothing that its person did not mean', () => {
  let desk: TestDesk;
  let owner: SignedIn;
  let other: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk();
    owner = await desk.signIn('service_owner');
    other = await desk.signIn('service_owner');
    await owner.client.get('/staff');
    await other.client.get('/staff');
  });
  afterAll(() => desk.close());

  const person = (loginName: string) => ({ loginName, displayName: '新人', roles: 'second_line' });
  const exists = async (loginName: string): Promise<boolean> => (await desk.db.row(sql`SELECT 1 FROM staff WHERE login_name = ${loginName}`)) !== undefined;

  test.each<[string, () => { fields?: Record<string, string>; headers?: Record<string, string> }]>([
    ['no token', () => ({ fields: { _csrf: '' } })],
    ['a made-up token', () => ({ fields: { _csrf: 'x'.repeat(43) } })],
    ['the token of another session', () => ({ fields: { _csrf: other.client.csrf ?? '' } })],
    ['a wrong token in the header', () => ({ fields: { _csrf: '' }, headers: { 'x-csrf-token': 'x'.repeat(43) } })],
    ['another site', () => ({ headers: { origin: 'https://evil.example' } })],
    ['a frame without an origin', () => ({ headers: { origin: 'null' } })],
    ['another site, as the browser says', () => ({ headers: { 'sec-fetch-site': 'cross-site' } })],
    ['a sibling host', () => ({ headers: { 'sec-fetch-site': 'same-site' } })],
  ])('refused: %s', async (_case, wishes) => {
    const { fields = {}, headers = {} } = wishes();
    const answer = await owner.client.postForm('/staff', { ...person('csrf@x.example'), ...fields }, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await exists('csrf@x.example')).toBe(false);
  });

  test('taken: the token in the form, or in the header', async () => {
    expect((await owner.client.postForm('/staff', person('by-form@x.example'))).status).toBe(200);
    const header = { 'x-csrf-token': owner.client.csrf ?? '' };
    expect((await owner.client.postForm('/staff', { ...person('by-header@x.example'), _csrf: [] }, header)).status).toBe(200);
    expect(await exists('by-form@x.example')).toBe(true);
    expect(await exists('by-header@x.example')).toBe(true);
  });

  test('the API asks a cookie for the token too, and a bearer not', async () => {
    const body = { loginName: 'api@x.example', displayName: '新人', roles: ['second_line'] };
    expect((await owner.client.postJson('/api/v1/staff', body, { 'idempotency-key': 'k1' })).status).toBe(403);
    expect((await owner.api.postJson('/api/v1/staff', body, { 'idempotency-key': 'k1' })).status).toBe(201);
  });

  test('login CSRF: another site cannot sign a browser in', async () => {
    const answer = await desk.anonymous().postForm('/sign-in', { loginName: 'a@b.example', password: 'x' }, { origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
  });

  test('ASVS 3.5.3: signing out and disabling cannot be done by GET, which leads to a page instead', async () => {
    expect((await owner.client.get('/sign-out')).status).toBe(303);
    expect((await owner.client.get('/staff')).status).toBe(200);
  });

  test('V51: the token is in no address', async () => {
    for (const path of ['/staff', '/staff/new']) expect((await owner.client.get(path)).text).not.toMatch(/(?:href|action|src)="[^"]*_csrf/);
  });
});

test('ASVS 3.3.1 to 3.3.4: over https the cookie has the prefix that no other host can set, and all its attributes', async () => {
  const desk = await startTestDesk({ config: { baseUrl: 'https://desk.example' } });
  const { loginName, code } = await anAccount(desk.app);
  const server = desk.app.getHttpAdapter().getInstance();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://desk.example' };
  const first = await server.inject({ method: 'POST', url: '/sign-in', payload: new URLSearchParams({ loginName, password: goodPassword }).toString(), headers });
  const step = String(first.headers['set-cookie']);
  expect(step).toMatch(/^__Host-desk-step=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  const cookie = step.split(';')[0] ?? '';
  const second = await server.inject({ method: 'POST', url: '/sign-in/code', payload: new URLSearchParams({ code: await code() }).toString(), headers: { ...headers, cookie } });
  expect(second.statusCode).toBe(303);
  expect([second.headers['set-cookie']].flat().at(-1)).toMatch(/^__Host-desk=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  await desk.close();
});
