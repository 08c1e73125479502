import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeTable } from '../../src/web/route-table.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';

interface Hostile {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = { 'content-type': 'application/json', 'idempotency-key': 'k' };

describe.each(databaseKinds())('no input gives a 500, on %s', (database) => {
  let desk: TestDesk;
  let owner: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    owner = await desk.signIn('service_owner');
    await owner.client.get('/staff');
  });
  afterAll(() => desk.close());

  const staff = (extra: object): string => JSON.stringify({ loginName: 'x@x.example', displayName: '新人', roles: ['second_line'], ...extra });

  test.each<[string, Hostile, number]>([
    ['half a JSON', { path: '/api/v1/staff', headers: json, body: '{"a":' }, 400],
    ['nothing at all', { path: '/api/v1/staff', headers: json, body: '' }, 400],
    ['a list for an object', { path: '/api/v1/staff', headers: json, body: '[]' }, 422],
    ['null', { path: '/api/v1/staff', headers: json, body: 'null' }, 422],
    ['a number', { path: '/api/v1/staff', headers: json, body: '1e999' }, 422],
    ['another type', { path: '/api/v1/staff', headers: { ...json, 'content-type': 'application/xml' }, body: '<a/>' }, 415],
    ['ASVS 4.1.1: another charset', { path: '/api/v1/staff', headers: { ...json, 'content-type': 'application/json; charset=Shift_JIS' }, body: '{}' }, 415],
    ['a form in another charset', { path: '/api/v1/staff', headers: { ...json, 'content-type': 'application/x-www-form-urlencoded; charset="utf-16"' }, body: 'a=b' }, 415],
    ['no type', { path: '/api/v1/staff', headers: { ...json, 'content-type': '' }, body: '{}' }, 415],
    ['a file where none is taken', { path: '/api/v1/staff', headers: { ...json, 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' }, 415],
    ['more than a megabyte', { path: '/api/v1/staff', headers: json, body: staff({ displayName: 'x'.repeat(1_100_000) }) }, 413],
    ['an unknown field', { path: '/api/v1/staff', headers: json, body: staff({ active: true }) }, 422],
    ['ASVS 15.3.3: a field that is not his to set', { path: '/api/v1/staff', headers: json, body: staff({ passwordHash: 'x' }) }, 422],
    ['ASVS 15.3.6: a prototype', { path: '/api/v1/staff', headers: json, body: '{"__proto__":{"polluted":true}}' }, 400],
    ['V43: a constructor', { path: '/api/v1/staff', headers: json, body: staff({ constructor: { prototype: {} } }) }, 400],
    ['NUL in a text', { path: '/api/v1/staff', headers: json, body: staff({ displayName: 'a\0b' }) }, 422],
    ['NUL in a name', { path: '/api/v1/staff', headers: json, body: '{"a\\u0000":1}' }, 422],
    ['half a surrogate pair', { path: '/api/v1/staff', headers: json, body: '{"loginName":"s@x.example","displayName":"\\ud800","roles":["second_line"]}' }, 201],
    ['a hundred levels', { path: '/api/v1/staff', headers: json, body: `{"a":${'['.repeat(100)}${']'.repeat(100)}}` }, 422],
    ['ten thousand levels', { path: '/api/v1/staff', headers: json, body: '['.repeat(10_000) + ']'.repeat(10_000) }, 422],
    ['an id that is none', { path: '/api/v1/staff/1%27%20OR%201=1/links', headers: { ...json, 'idempotency-key': 'hostile' }, body: '{}' }, 422],
    ['an id of nobody', { path: '/api/v1/staff/018f0000-0000-7000-8000-000000000000/links', headers: { ...json, 'idempotency-key': 'nobody' }, body: '{}' }, 404],
    ['a form for JSON', { path: '/api/v1/staff', headers: { ...json, 'content-type': 'application/x-www-form-urlencoded' }, body: 'loginName=a&loginName=b' }, 422],
  ])('%s', async (_case, { path, ...request }, status) => {
    const answer = await owner.api.request(path, { method: 'POST', ...request });
    expect(answer.status, answer.text).toBe(status);
    if (status < 400) return;
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ status, type: expect.stringMatching(/^\/problems\//), detail: expect.stringMatching(/。$/), instance: expect.stringMatching(/^urn:uuid:/) });
    expect(answer.text).not.toMatch(/node_modules|at \w+ \(|SQLITE|SELECT/);
  });

  test.each([
    ['an unreadable address', '/%c0%af', 400],
    ['a query sent twice (ASVS 15.3.7)', '/sign-in?next=/a&next=/b', 422],
    ['an unknown query field', '/sign-in?debug=1', 422],
    ['NUL in the query', '/sign-in?next=%00', 422],
    ['NUL in the path', '/welcome/%00', 422],
    ['brackets in the query', '/sign-in?next[admin]=x', 422],
    ['a very long address', `/${'a/'.repeat(3_000)}`, 404],
  ])('as a page: %s', async (_case, path, status) => {
    const answer = await owner.client.get(path);
    expect(answer.status).toBe(status);
    if (status === 400) return;
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.text).toMatch(/番号をお伝えください：<code>[0-9a-f-]{36}<\/code>/);
  });

  test('a stale version is 412, a missing one 428', async () => {
    const { staffId } = await desk.signIn('second_line');
    const change = (headers: Record<string, string>) => owner.api.request(`/api/v1/staff/${staffId}/status`, { method: 'PUT', body: { active: false }, headers });
    expect((await change({})).status).toBe(428);
    expect((await change({ 'if-match': '*' })).status).toBe(428);
    expect((await change({ 'if-match': '"7"' })).status).toBe(412);
    expect((await change({ 'if-match': 'W/"1"' })).status).toBe(412);
    const current = (await owner.api.get(`/api/v1/staff/${staffId}`)).headers.get('etag') ?? '';
    expect((await change({ 'if-match': current })).status).toBe(204);
    expect((await change({ 'if-match': current })).status).toBe(412);
  });

  /** Everything the server says to these bytes before it hangs up. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(desk.baseUrl).port), '127.0.0.1', () => socket.write(bytes));
      let received = '';
      socket.on('data', (data) => (received += String(data)));
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
    });
  const manyHeaders = `x-a: ${'b'.repeat(20_000)}`;
  const oddLength = 'content-length: 5\r\ncontent-length: 6';

  test.each([
    ['a line that is no HTTP', 'GARBAGE\r\n\r\n', 400, 'malformed_request'],
    ['bytes of TLS', '\u0016\u0003\u0001\u0002', 400, 'malformed_request'],
    ['a method that nobody knows', 'BREW /api/v1/me HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'malformed_request'],
    ['two lengths', `POST /api/v1/staff HTTP/1.1\r\nhost: x\r\n${oddLength}\r\n\r\n`, 400, 'malformed_request'],
    ['headers beyond measure', `GET /api/v1/me HTTP/1.1\r\nhost: x\r\n${manyHeaders}\r\n\r\n`, 431, 'headers_too_large'],
    ['an unreadable address', 'GET /api/v1/%c0%af HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400, 'malformed_request'],
    ['a method that the desk does not offer', 'PROPFIND /api/v1/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404, 'not_found'],
  ])('a program that sends %s is answered in its own words', async (_case, bytes, status, code) => {
    const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
    expect(head.toLowerCase()).toContain('content-type: application/problem+json; charset=utf-8');
    expect(head.toLowerCase()).toContain('content-security-policy: ');
    expect(JSON.parse(body)).toMatchObject({ status, code, detail: expect.stringMatching(/。$/), instance: expect.stringMatching(/^urn:uuid:/) });
  });

  test.each([
    ['headers beyond measure', `GET /inquiries HTTP/1.1\r\nhost: x\r\n${manyHeaders}\r\n\r\n`, 431],
    ['an unreadable address', 'GET /inquiries/%c0%af HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    ['a method that the desk does not offer', 'PROPFIND /inquiries HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404],
  ])('a browser that sends %s gets a Japanese page', async (_case, bytes, status) => {
    const text = await raw(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
    expect(text.toLowerCase()).toContain('content-type: text/html; charset=utf-8');
    expect(text).toMatch(/番号をお伝えください：<code>[0-9a-f-]{36}<\/code>/);
  });

  test('a body that never comes whole is answered', async () => {
    const text = await raw('POST /sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\nZZ\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 400/);
  });

  test.each([
    ['/inquiries/018f0000-0000-7000-8000-000000000000/acts/take', '/inquiries/018f0000-0000-7000-8000-000000000000'],
    ['/customers/018f0000-0000-7000-8000-000000000000/contracts/018f0000-0000-7000-8000-000000000001', '/customers/018f0000-0000-7000-8000-000000000000'],
    ['/support-desks', '/'],
  ])('a reload of a refused form at %s leads to the page above', async (path, page) => {
    const answer = await owner.client.get(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, page]);
  });

  test('every address that takes a form leads somewhere when it is opened', async () => {
    const forms = routeTable(desk.app).filter(({ method, path }) => method === 'POST' && !path.startsWith('/api/'));
    expect(forms.length).toBeGreaterThan(20);
    for (const { path } of forms) {
      const answer = await owner.client.get(path.replaceAll(/:\w+/g, '018f0000-0000-7000-8000-000000000000'));
      // 404 comes from a page that exists, about a thing that does not.
      expect([200, 303, 403, 404, 422], path).toContain(answer.status);
      expect(answer.text, path).not.toContain('ページが見つかりません。');
    }
  });
});
