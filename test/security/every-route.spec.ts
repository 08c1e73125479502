import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeTable, type Route } from '../../src/web/route-table.js';
import { startTestDesk, type SignedIn, type TestDesk } from '../support/desk.js';
import { filesBelow } from '../architecture/sources.js';
import type { Answer } from '../support/http-client.js';

const nothing = '018f0000-0000-7000-8000-000000000000';

/** What every answer says to browsers (ASVS 3.4), as far as nothing of the route is stricter. */
const wanted: readonly (readonly [string, RegExp])[] = [
  ['content-security-policy', /default-src 'none'.*base-uri 'none'|sandbox/],
  ['x-content-type-options', /^nosniff$/],
  ['referrer-policy', /^same-origin$|^no-referrer$/],
  ['cross-origin-opener-policy', /^same-origin$/],
  ['cross-origin-resource-policy', /^same-origin$/],
];

describe('every route that reads', () => {
  let desk: TestDesk;
  let owner: SignedIn;
  let routes: readonly Route[];
  beforeAll(async () => {
    desk = await startTestDesk();
    owner = await desk.signIn('service_owner', { alsoRoles: ['first_line_supervisor', 'second_line_lead'] });
    routes = routeTable(desk.app).filter(({ method }) => method === 'GET');
  });
  afterAll(() => desk.close());

  const pathOf = ({ path }: Route): string => path.replaceAll(/:\w+/g, nothing);
  const faultsOf = (path: string, { headers, text }: Answer): string[] => [
    ...wanted.filter(([name, value]) => !value.test(headers.get(name) ?? '')).map(([name]) => `${path}: ${name} is ${headers.get(name)}`),
    ...(/no-store/.test(headers.get('cache-control') ?? '') || (path.startsWith('/assets/') && text === '') ? [] : [`${path}: may be kept (${headers.get('cache-control')})`]),
    ...(/frame-ancestors 'none'/.test(headers.get('content-security-policy') ?? '') || /sandbox/.test(headers.get('content-security-policy') ?? '') ? [] : [`${path}: may be framed`]),
    ...(/\$argon2id\$/.test(text) ? [`${path}: shows a hash of a password`] : []),
  ];

  it('V21, V42, ASVS 3.4: carries the headers, is kept by no cache and shows no hash: as page, as fragment, for who is signed in and who is not', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const path = pathOf(route);
      const client = path.startsWith('/api/') ? owner.api : owner.client;
      for (const headers of [{}, { 'hx-request': 'true' }]) wrong.push(...faultsOf(path, await client.get(path, headers)));
      wrong.push(...faultsOf(path, await desk.anonymous().get(path)));
    }
    expect(wrong).toEqual([]);
    expect(routes.length).toBeGreaterThan(60);
  });

  it('ASVS 13.4.2, 13.4.5: there is no page for debugging, metrics or source, and the API is described to who is signed in only', async () => {
    for (const path of ['/debug', '/metrics', '/status', '/.env', '/.git/config', '/package.json', '/api', '/swagger', '/docs', '/health', '/server-status', '/actuator']) {
      expect((await owner.client.get(path)).status, path).toBe(404);
    }
    const described = routes.find(({ path }) => /openapi/i.test(path));
    expect((await desk.anonymous().get(described?.path ?? '')).status).toBe(401);
  });

  it('ASVS 13.4.2: who sends TRACE gets no echo of his headers', async () => {
    const answer = await desk.app.getHttpAdapter().getInstance().inject({ method: 'TRACE' as never, url: '/', headers: { cookie: 'desk=zqsecret' } });
    expect([answer.statusCode >= 400, answer.body.includes('zqsecret')]).toEqual([true, false]);
  });
});

it('ASVS 15.3.2: what the desk itself asks of other servers follows no redirect', () => {
  const asking = filesBelow('src', '.ts').filter(({ text }) => /await fetch\(/.test(text));
  expect(asking.length, 'the places are found').toBeGreaterThan(0);
  expect(asking.filter(({ text }) => !/redirect: '(error|manual)'/.test(text)).map(({ path }) => path)).toEqual([]);
});
