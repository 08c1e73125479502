import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { HttpClient } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';

const day = 86_400_000;

describe.each(databaseKinds())('personal tokens for programs on %s', (database) => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
  });
  afterAll(() => desk.close());

  async function aToken(person: SignedIn, permissions: readonly string[], days = '30'): Promise<{ token: string; api: HttpClient }> {
    await person.client.get('/account/tokens');
    const page = await person.client.postForm('/account/tokens', { name: '月次集計', permissions, days });
    const token = /value="(desk_pat_[\w-]{43})"/.exec(page.text)?.[1] ?? '';
    expect([page.status, token === '']).toEqual([200, false]);
    return { token, api: new HttpClient(desk.baseUrl, { authorization: `Bearer ${token}` }) };
  }

  test('act for their owner within the rights they were given, and no further', async () => {
    const owner = await desk.signIn('service_owner');
    const { api, token } = await aToken(owner, ['inquiry.read', 'customer.read']);
    expect((await api.get('/api/v1/me')).json()).toMatchObject({ id: owner.staffId, permissions: ['inquiry.read', 'customer.read'] });
    expect((await api.get('/api/v1/customers?q=x')).status).toBe(200);
    expect((await api.get('/api/v1/staff')).status).toBe(403);
    expect(await desk.db.rows(sql`SELECT token_hash AS hash FROM api_token WHERE staff_id = ${owner.staffId}`)).toEqual([{ hash: sha256(token) }]);
    expect((await owner.client.get('/account/tokens')).text).not.toContain(token);
  });

  test('are never good for sign-ins, roles and keys, nor for pages', async () => {
    const owner = await desk.signIn('service_owner');
    const { api, token } = await aToken(owner, ['customer.edit', 'customer.read', 'staff.read']);
    expect((await api.request('/api/v1/sessions/current', { method: 'DELETE' })).status).toBe(403);
    expect((await api.postJson('/api/v1/sessions/current/confirmation', { confirm: '123456' })).status).toBe(403);
    const missing = '018f0000-0000-7000-8000-000000000000';
    const contact = await api.request(`/api/v1/customers/${missing}/contact`, { method: 'PUT', body: {}, headers: { 'if-match': '"1"' } });
    expect([contact.status, contact.text.includes('APIトークンではできません')]).toEqual([403, true]);
    expect((await api.postJson('/api/v1/staff', {}, { 'idempotency-key': 'k' })).status).toBe(403);
    for (const path of ['/account', '/account/tokens', '/staff']) expect((await api.get(path)).status, path).toBe(303);
    const browser = desk.anonymous();
    browser.setCookie('desk', token);
    expect((await browser.get('/account')).status).toBe(303);
  });

  test.each([
    ['a right that no token is given', 'service_owner', 'staff.edit'],
    ['the approval of contacts', 'service_owner', 'contact.approve'],
    ['a right that its owner does not have', 'second_line', 'customer.edit'],
  ] as const)('cannot be made with %s', async (_case, role, permission) => {
    const person = await desk.signIn(role);
    await person.client.get('/account/tokens');
    const refused = await person.client.postForm('/account/tokens', { name: 'x', permissions: [permission], days: '30' });
    expect([refused.status, refused.text.includes('選べない権限')]).toEqual([422, true]);
    expect(await desk.db.rows(sql`SELECT id FROM api_token WHERE staff_id = ${person.staffId}`)).toEqual([]);
  });

  test('end on their day, when they are revoked, and with the account; rights taken away are gone at once', async () => {
    const person = await desk.signIn('second_line');
    const works = async ({ api }: { api: HttpClient }): Promise<number> => (await api.get('/api/v1/inquiries?view=all')).status;
    const [first, second, third] = [await aToken(person, ['inquiry.read']), await aToken(person, ['inquiry.read']), await aToken(person, ['inquiry.read'], '90')];
    expect([await works(first), await works(second), await works(third)]).toEqual([200, 200, 200]);
    const id = /\/account\/tokens\/([\w-]{36})\/revoke/.exec((await person.client.get('/account/tokens')).text)?.[1] ?? '';
    const stranger = await desk.signIn('second_line');
    await stranger.client.get('/account/tokens');
    expect((await stranger.client.postForm(`/account/tokens/${id}/revoke`, {})).status).toBe(404);
    expect((await person.client.postForm(`/account/tokens/${id}/revoke`, {})).status).toBe(303);
    expect([await works(first), await works(second), await works(third)].filter((status) => status === 401)).toHaveLength(1);
    desk.clock.advance(30 * day);
    expect(await works(first)).toBe(401);
    const last = (await works(third)) === 200 ? third : await aToken(await desk.signIn('second_line'), ['inquiry.read']);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE staff SET active = ${false} WHERE id IN (SELECT staff_id FROM api_token)`));
    expect(await works(last)).toBe(401);
  });

  test('ASVS 2.4.1: are twenty a person at most; one that is revoked makes room', async () => {
    const owner = await desk.signIn('service_owner');
    for (let n = 0; n < 20; n += 1) await aToken(owner, ['inquiry.read']);
    const more = () => owner.client.postForm('/account/tokens', { name: 'x', permissions: ['inquiry.read'], days: '30' });
    const refused = await more();
    expect([refused.status, refused.text.includes('20個まで')]).toEqual([422, true]);
    const id = /\/account\/tokens\/([\w-]{36})\/revoke/.exec((await owner.client.get('/account/tokens')).text)?.[1] ?? '';
    await owner.client.postForm(`/account/tokens/${id}/revoke`, {});
    expect((await more()).status).toBe(200);
  });

  test('making and revoking stand on the record, without the token', async () => {
    const person = await desk.signIn('second_line');
    const { token } = await aToken(person, ['inquiry.read']);
    const events = await desk.db.rows<{ type: string; data: string }>(sql`SELECT type, data FROM event WHERE stream_type = 'staff' AND stream_id = ${person.staffId} ORDER BY seq`);
    expect(events.map(({ type }) => type)).toEqual(['signed_in', 'api_token_made']);
    expect(JSON.stringify(events)).not.toContain(token);
  });
});

describe('ASVS 16.3.2', () => {
  test('what a signed-in person may not do and asks for stands on the record, once a minute for a route', async () => {
    const desk = await startTestDesk();
    const analyst = await desk.signIn('second_line');
    for (let n = 0; n < 3; n += 1) await analyst.client.get('/staff');
    await analyst.api.get('/api/v1/staff');
    const rows = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'security' AND stream_id = ${`staff:${analyst.staffId}`} ORDER BY seq`);
    expect(rows.map(({ data }): unknown => JSON.parse(data))).toEqual([{ method: 'GET', route: '/staff' }, { method: 'GET', route: '/api/v1/staff' }]);
    await desk.close();
  });
});
