import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActRegistry } from '../../src/inquiries/acts/act-registry.service.js';
import { roles, type Role } from '../../src/platform/scope.js';
import { permissionsOf, roleNames, type Permission } from '../../src/staff/permissions.js';
import { permissionsOfRoute, routeTable } from '../../src/web/route-table.js';
import { plantCanaries, type CanaryWorld } from '../support/canaries.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';

/** Whoever holds one of these. */
const holders = (anyOf: readonly Permission[]): Role[] => roles.filter((role) => anyOf.some((permission) => permissionsOf(role).includes(permission)));

describe('a person of each role', () => {
  let desk: TestDesk;
  let world: CanaryWorld;
  let people: Readonly<Record<Role, SignedIn>>;
  beforeAll(async () => {
    desk = await startTestDesk();
    world = await plantCanaries(desk);
    people = { first_line: world.a.first, first_line_supervisor: world.a.supervisor, second_line: world.analyst, second_line_lead: world.lead, service_owner: world.owner, auditor: world.auditor };
  });
  afterAll(() => desk.close());

  const faultOf = (answer: Answer, anyOf: readonly Permission[], isPage: boolean): string | undefined => {
    if (answer.status !== 403) return `${answer.status}`;
    const said = isPage ? answer.text : answer.json<{ detail: string }>().detail;
    const missing = ['依頼してください', ...holders(anyOf).map((role) => roleNames[role])].filter((part) => !said.includes(part));
    if (isPage && !said.includes('href="/"')) missing.push('a way back');
    return missing.length === 0 ? undefined : `says nothing of ${missing.join(', ')}`;
  };

  it.each(roles)('%s is stopped everywhere he should be, by a sentence that says whose work it is and whom to ask', async (role) => {
    const person = people[role];
    const odd: string[] = [];
    let asked = 0;
    for (const route of routeTable(desk.app)) {
      const anyOf = permissionsOfRoute(route);
      if (anyOf === undefined || holders(anyOf).includes(role)) continue;
      const isPage = !route.path.startsWith('/api/');
      const path = route.path.replaceAll(/:\w+/g, world.a.analysed.id);
      const client = isPage ? person.client : person.api;
      const fault = faultOf(await client.request(path, { method: route.method, ...(route.method === 'GET' ? {} : { body: {} }) }), anyOf, isPage);
      if (fault !== undefined) odd.push(`${route.method} ${route.path}: ${fault}`);
      asked += 1;
    }
    expect(odd).toEqual([]);
    expect(asked).toBeGreaterThan(15);
  });

  it.each(roles)('%s is told so for every act on an inquiry that is not his', async (role) => {
    const { api } = people[role];
    const odd: string[] = [];
    for (const { name, permission, orPermission } of desk.app.get(ActRegistry, { strict: false }).all()) {
      const anyOf = orPermission === undefined ? [permission] : [permission, orPermission];
      if (holders(anyOf).includes(role)) continue;
      const answer = await api.postJson(`/api/v1/inquiries/${world.a.analysed.id}/${name}`, {}, { 'if-match': '"1"', 'idempotency-key': `${role}-${name}` });
      const fault = faultOf(answer, anyOf, false);
      if (fault !== undefined) odd.push(`${name}: ${fault} ${answer.text.slice(0, 200)}`);
    }
    expect(odd).toEqual([]);
  });

  it.each(roles)('%s meets no refusal behind any link of his own pages, of the manual and of the help', { timeout: 120_000 }, async (role) => {
    const { client } = people[role];
    const seen = new Map<string, number>();
    const todo = ['/', '/queue', '/help', '/account', '/notices', `/inquiries/${world.a.analysed.id}`].map((path) => ({ path, on: 'start' }));
    const refused: string[] = [];
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      const { path, on } = next;
      const kind = path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id').replaceAll(/=[^&]*/g, '');
      if (seen.has(path) || (seen.get(kind) ?? 0) >= 2 || /sign-out|\.pdf|\/assets\//.test(path)) continue;
      seen.set(path, 1).set(kind, (seen.get(kind) ?? 0) + 1);
      const answer = await client.get(path);
      if (answer.status >= 400) refused.push(`${answer.status} ${path} on ${on}`);
      const target = answer.headers.get('location');
      if (target !== null) todo.push({ path: target, on: path });
      if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) continue;
      const links = [...answer.text.matchAll(/<(?:a|iframe)\s[^>]*(?:href|src)="(\/[^"#]*)/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
      todo.push(...links.map((href) => ({ path: href, on: path })));
    }
    expect(refused).toEqual([]);
    expect(seen.size).toBeGreaterThan(40);
  });
});
