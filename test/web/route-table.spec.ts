import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../src/platform/scope.js';
import { can, type Permission } from '../../src/staff/permissions.js';
import { routeTable, type Route } from '../../src/web/route-table.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

describe('the table of routes', () => {
  let desk: TestDesk;
  let routes: readonly Route[];
  beforeAll(async () => {
    desk = await startTestDesk();
    routes = routeTable(desk.app);
  });
  afterAll(() => desk.close());

  const names = (wanted: (route: Route) => boolean): string[] => routes.filter(wanted).map(({ method, path }) => `${method} ${path}`);

  test('ASVS 8.1.1: every route says who may use it', () => {
    expect(routes.length).toBeGreaterThan(15);
    expect(names(({ access }) => access === undefined)).toEqual([]);
  });

  test('ASVS 2.2.2: every parameter of every route has a schema', () => {
    const open = ({ parameters }: Route): boolean => parameters.some(({ source, schema }) => ['body', 'query', 'path', 'headers'].includes(source) && schema === undefined);
    expect(names(open)).toEqual([]);
  });

  test('only these are open to everybody', () => {
    expect(names(({ access }) => access?.kind === 'public')).toEqual([
      'POST /api/v1/sessions', 'GET /assets/:hash/:name', 'POST /passkey-options', 'GET /password-reset', 'POST /password-reset', 'GET /sign-in', 'POST /sign-in',
      'GET /sign-in/code', 'POST /sign-in/code', 'POST /sign-in/code/passkey', 'GET /sign-in/enrolment', 'POST /sign-in/enrolment', 'POST /sign-in/enrolment/passkey',
      'GET /sign-in/oidc', 'GET /sign-in/oidc/callback', 'GET /sign-in/oidc/sign-out', 'POST /sign-in/passkey', 'GET /sign-in/recovery', 'POST /sign-in/recovery',
      // The address of a log request is itself what lets a customer in, to that request alone.
      'GET /upload/:token', 'POST /upload/:token', 'POST /upload/:token/complete', 'OPTIONS /upload/:token/files', 'POST /upload/:token/files', 'HEAD /upload/:token/files/:uploadId', 'PATCH /upload/:token/files/:uploadId',
      'GET /welcome/:token', 'POST /welcome/:token',
    ]);
  });

  test('the page routes of a person stand in his navigation, and lead somewhere', async () => {
    const owner = await desk.signIn('service_owner');
    const page = await owner.client.get('/staff');
    expect(page.text).toContain('<a href="/staff" aria-current="page">スタッフ</a>');
    const analyst = await desk.signIn('second_line');
    expect((await analyst.client.get('/nothing')).text).not.toContain('href="/staff"');
  });

  test('ASVS 8.2.1: each route answers 401 without a session, and 403 to every role without the permission', async () => {
    const signedIn = await Promise.all(roles.map(async (role) => ({ role, ...(await desk.signIn(role)) })));
    for (const route of routes.filter(({ access }) => access?.kind === 'permit')) {
      const path = route.path.replaceAll(/:\w+/g, '018f0000-0000-7000-8000-000000000000');
      const permitted = route.access?.kind === 'permit' ? route.access.anyOf : [];
      const stranger = await desk.anonymous().request(path, { method: route.method });
      expect([401, 303], `${route.method} ${path}`).toContain(stranger.status);
      for (const { role, api } of signedIn) {
        const scope = { staffId: '', name: '', roles: [role], deskIds: [], providerId: null };
        if (permitted.some((permission: Permission) => can(scope, permission))) continue;
        expect((await api.request(path, { method: route.method })).status, `${role} ${route.method} ${path}`).toBe(403);
      }
    }
  });
});
