import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Jobs } from '../../src/platform/jobs.js';
import { roles } from '../../src/platform/scope.js';
import { permissionsOf, type Permission } from '../../src/staff/permissions.js';
import { permissionsOfRoute, routeTable, type Route } from '../../src/web/route-table.js';
import { FurtherRoutes } from '../../src/web/further-routes.service.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { filesBelow, sources } from './sources.js';

let desk: TestDesk;
let routes: readonly Route[];

beforeAll(async () => {
  desk = await startTestDesk();
  routes = routeTable(desk.app);
});
afterAll(() => desk.close());

/** POST routes of the API without an Idempotency-Key, and why a second request does no harm. */
const createsNothing = new Map([
  ['/api/v1/sessions', 'nobody is signed in yet to whom a key could belong; each code is good once'],
  ['/api/v1/sessions/current/confirmation', 'says again who is there'],
  ['/api/v1/mail/templates/:name/preview', 'stores nothing'],
  ['/api/v1/mail/alert-recognisers/:name/preview', 'stores nothing'],
  ['/api/v1/hearing-sheets/:version/acknowledge', 'acknowledged is acknowledged'],
  ['/api/v1/inquiries/:id/answers', 'appends nothing when the same is sent again'],
  ['/api/v1/calendar/closures/:id/revoke', 'revoked is revoked'],
  ['/api/v1/customers/:id/data/export', 'hands out, and each time is on the record'],
]);

/** Whoever holds one of these changes how customers are reached, who may do what, what opens the desk, or what is kept. */
const careful = new Set<Permission>(['contact.approve', 'customer.edit', 'customer.export', 'erasure.decide', 'retention.edit', 'staff.edit', 'staff.sign_in', 'mailbox.edit', 'setting.edit']);

/** Their routes that do none of this, and why. */
const touchesNoneOfThem = new Map([
  ...['/contact-requests/:id/refuse', '/api/v1/contact-requests/:id/refuse'].map((path) => [path, 'leaves everything as it is'] as const),
  ...['/customers', '/api/v1/customers'].map((path) => [path, 'adds a customer; nobody is called back there yet'] as const),
  ...['/customers/:id', '/api/v1/customers/:id'].flatMap((customer) => [`${customer}/affiliates`, `${customer}/affiliates/:affiliateId/end`, `${customer}/contracts/:contractId`].map((path) => [path, 'names papers, not people'] as const)),
  ['/api/v1/customers/:id/contracts', 'names papers, not people'],
  ['/mail/mailboxes/:name/attempt', 'tries the settings that stand'],
  ['/staff/:id/sign-in/end', 'only ends sessions'],
]);

const named = (wrong: readonly Route[]): string[] => wrong.map(({ method, path, handler }) => `${method} ${path} (${handler})`);

describe('routes', () => {
  it('are found, every controller’s', () => {
    const controllers = filesBelow('src', '.controller.ts').flatMap(({ text }) => [...text.matchAll(/^export class (\w+)/gm)].map(([, name]) => name));
    expect(new Set(routes.map(({ handler }) => handler.split('.')[0]))).toEqual(new Set(controllers));
  });

  it('say who may use them', () => {
    expect(named(routes.filter(({ access }) => access === undefined))).toEqual([]);
  });

  it('ask only for permissions that somebody has', () => {
    const held = new Set(roles.flatMap((role) => [...permissionsOf(role)]));
    expect(named(routes.filter((route) => permissionsOfRoute(route)?.every((permission) => !held.has(permission)) ?? false))).toEqual([]);
  });

  it('ASVS 7.5.1: want a fresh proof wherever contact data, roles, keys or what is kept are touched', () => {
    const touching = routes.filter((route) => route.method !== 'GET' && permissionsOfRoute(route)?.some((permission) => careful.has(permission)) === true);
    expect(touching.length).toBeGreaterThan(30);
    expect(named(touching.filter(({ careful: operation, path }) => operation === undefined && !touchesNoneOfThem.has(path)))).toEqual([]);
    expect([...touchesNoneOfThem.keys()].filter((path) => !touching.some((route) => route.path === path && route.careful === undefined))).toEqual([]);
  });

  it('have a schema on every parameter that a client fills in', () => {
    const unchecked = routes.flatMap((route) =>
      route.parameters
        .filter(({ source, schema }) => schema === undefined && ['body', 'query', 'path', 'headers'].includes(source))
        .map(({ source, name }) => `${route.handler}: ${source} ${name ?? ''}`),
    );
    expect(unchecked).toEqual([]);
  });

  it('take every part of their path through a parameter', () => {
    const parts = ({ path }: Route): string[] => [...path.matchAll(/:(\w+)/g)].map(([, part]) => part ?? '');
    const forgotten = routes.filter((route) => parts(route).length > 0 && !route.parameters.some(({ source }) => source === 'path'));
    expect(named(forgotten)).toEqual([]);
  });

  it('change nothing by GET', () => {
    expect(named(routes.filter(({ method, idempotent }) => method === 'GET' && idempotent))).toEqual([]);
  });

  it('of the API ask for an Idempotency-Key wherever a POST creates or sends', () => {
    const posts = [...routes, ...desk.app.get(FurtherRoutes).all()].filter(({ method, path }) => method === 'POST' && path.startsWith('/api/v1/'));
    expect(posts.length).toBeGreaterThan(50);
    expect(posts.filter(({ path, idempotent }) => !idempotent && !createsNothing.has(path)).map(({ path }) => path)).toEqual([]);
    expect([...createsNothing.keys()].filter((path) => !posts.some((post) => post.path === path && !post.idempotent))).toEqual([]);
  });

  it('stand in the OpenAPI document where they belong to the API', async () => {
    const document = (await (await desk.signIn('auditor')).api.get('/api/v1/openapi.json')).json<{ openapi: string; paths: Record<string, Record<string, unknown>> }>();
    expect(document.openapi).toMatch(/^3\.1\./);
    const inDocument = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    const inTable = routes
      .filter(({ path }) => path.startsWith('/api/v1/') && path !== '/api/v1/openapi.json')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(inTable.filter((route) => !inDocument.includes(route))).toEqual([]);
  });

  it('refuse whoever is not signed in, unless they are meant for all', async () => {
    const open: string[] = [];
    for (const route of routes.filter(({ access, method }) => access?.kind !== 'public' && ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method))) {
      const path = route.path.replaceAll(/:\w+/g, '01a1fd0e-683e-75ac-b1e8-7384ffb6d8be');
      const answer = await desk.anonymous().request(path, { method: route.method, ...(route.method === 'GET' ? {} : { body: {} }) });
      const refused = answer.status === 401 || (answer.status === 303 && answer.headers.get('location')?.startsWith('/sign-in') === true);
      if (!refused) open.push(`${route.method} ${route.path}: ${answer.status}`);
    }
    expect(open).toEqual([]);
  });
});

describe('recurring jobs', () => {
  it('are registered once each, every one from one file', () => {
    const files = filesBelow('src', '.job.ts');
    const registered = desk.app.get(Jobs).names();
    const homes = registered.map((name) => ({ name, files: sources.filter(({ text }) => text.includes(`'${name}'`)).map(({ path }) => path) }));
    expect(homes.filter((home) => home.files.length !== 1)).toEqual([]);
    expect(files.filter(({ text }) => !registered.some((name) => text.includes(`'${name}'`))).map(({ path }) => path)).toEqual([]);
  });
});
