import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { can } from '../../src/staff/permissions.js';
import type { Role } from '../../src/platform/scope.js';
import { permissionsOfRoute, routeTable, type Route } from '../../src/web/route-table.js';
import { canariesIn, canaryWords, plantCanaries, type CanaryWorld, type MarkedDesk } from '../support/canaries.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import { drawPapersHere } from '../support/papers.js';
import { pdfWords } from '../support/pdf-text.js';
import { indexAll } from '../support/search.js';
import type { SignedIn } from '../support/sessions.js';

let desk: TestDesk;
let world: CanaryWorld;
let routes: readonly Route[];

beforeAll(async () => {
  desk = await startTestDesk();
  drawPapersHere(desk.app);
  world = await plantCanaries(desk);
  await indexAll(desk);
  routes = routeTable(desk.app);
});
afterAll(() => desk.close());

type Ids = Readonly<Record<string, string>>;

/** What stands for each parameter of a path, by the first words of the path; the longest that fits decides. */
const idsBelow: Readonly<Record<string, (of: MarkedDesk) => readonly Ids[]>> = {
  '/customers/imports': (of) => [{ runId: of.importRunId }],
  '/customers': (of) => [{ id: of.customerId, contractId: of.contractId, affiliateId: of.contractId, holdId: of.contractId }],
  '/common-causes': (of) => [{ id: world.causeId, inquiryId: of.analysed.id }],
  '/contact-requests': (of) => [{ id: of.contactRequestId }],
  '/gateway-proposals': (of) => [{ id: of.proposalId }],
  '/inquiries': (of) => [of.analysed, of.hearing].map(({ id }) => ({ id, evidenceId: of.evidenceId, act: 'add-note', custodyAct: 'returned', form: 'add-note', draftId: of.evidenceId })),
  '/mail/templates': () => [{ name: 'receipt', version: '0' }],
  '/mail/alert-recognisers': () => [{ name: 'cts-english' }],
  '/mail/mailboxes': () => [{ name: 'common' }],
  '/mail/outbox': (of) => of.outboxIds.map((id) => ({ id })),
  '/mail': (of) => [{ id: of.mailId, position: '1' }],
  '/staff': (of) => [{ id: of.first.staffId }, { id: of.supervisor.staffId }],
  '/support-desks': (of) => [{ id: of.deskId }],
};

/** Routes whose parameters name nothing that belongs to a desk: what is everybody's, or one person's. */
const common = ['/assets', '/welcome', '/account', '/kept', '/hearing-sheets', '/partners', '/providers', '/calendar', '/help', '/erasures', '/upload', '/guide', '/mail-incidents', '/queue', '/exports', '/calls', '/phrases', '/notices'];

function below(path: string, place: string): boolean {
  const plain = path.replace(/^\/api\/v1/, '');
  return plain === place || plain.startsWith(`${place}/`);
}

function filled(route: Route, of: MarkedDesk): string[] {
  if (!route.path.includes(':')) return [route.path];
  const place = Object.keys(idsBelow).filter((each) => below(route.path, each)).toSorted((one, two) => two.length - one.length)[0];
  const choices = place === undefined ? [] : (idsBelow[place]?.(of) ?? []);
  return choices.map((ids) => route.path.replaceAll(/:(\w+)/g, (_whole, name: string) => ids[name] ?? `no-${name}`));
}

function pathsOf(some: readonly Route[], of: MarkedDesk): { route: Route; path: string }[] {
  return some.flatMap((route) => filled(route, of).map((path) => ({ route, path })));
}

/** The first line of a desk. */
const own = (of: MarkedDesk): readonly (readonly [SignedIn, Role])[] => [[of.first, 'first_line'], [of.supervisor, 'first_line_supervisor']];

function mayUse(route: Route, role: Role): boolean {
  const scope = { staffId: '', name: '', roles: [role], deskIds: [], providerId: null };
  return permissionsOfRoute(route)?.some((permission) => can(scope, permission)) ?? true;
}

/** Page routes as a browser, the API as a program. */
async function get(person: SignedIn, path: string): Promise<Answer> {
  return path.startsWith('/api/') ? person.api.get(path) : person.client.get(path);
}

/** Everything an answer consists of: headers and body, of a PDF what it says. */
function bytesOf(answer: Answer): string {
  const text = answer.headers.get('content-type') === 'application/pdf' ? pdfWords(answer.bytes) : answer.text;
  return `${[...answer.headers].map((line) => line.join(': ')).join('\n')}\n${text}`;
}

const gets = (): Route[] => routes.filter(({ method }) => method === 'GET');
const withParameters = (): Route[] => gets().filter(({ path }) => path.includes(':'));

describe('B5: every route with a parameter', () => {
  it('is known to this test: what belongs to a desk, or what is common to all', () => {
    const unknown = routes.filter((route) => route.path.includes(':') && filled(route, world.b).length === 0 && !common.some((place) => below(route.path, place)));
    expect(unknown.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    expect(routes.filter((route) => filled(route, world.b).some((path) => path.includes('/no-'))).map(({ path }) => path)).toEqual([]);
  });

  it('V34, V36, V37: shows another desk’s first line nothing: 404 like for what does not exist', async () => {
    const wrong: string[] = [];
    const asked = own(world.a).flatMap(([person, role]) => pathsOf(withParameters(), world.b).map((path) => ({ person, role, ...path })));
    for (const { person, role, route, path } of asked) {
      const answer = await get(person, path);
      if (answer.status !== (mayUse(route, role) ? 404 : 403)) wrong.push(`${role}: ${answer.status} ${path}`);
      wrong.push(...canariesIn(bytesOf(answer), world.b.word, canaryWords.secret).map((word) => `${role}: ${path} shows ${word}`));
    }
    expect(wrong).toEqual([]);
    expect(asked.length).toBeGreaterThan(60);
  });

  it('shows a designated provider only what is assigned to it', async () => {
    const wrong: string[] = [];
    for (const { route, path } of [world.a, world.b].flatMap((of) => pathsOf(withParameters(), of))) {
      const answer = await get(world.provider, path);
      if (answer.status !== (mayUse(route, 'second_line') ? 404 : 403)) wrong.push(`${answer.status} ${path}`);
    }
    expect(wrong).toEqual([]);
    expect((await world.provider.api.get(`/api/v1/inquiries/${world.assigned.id}/analysis`)).status).toBe(200);
    expect((await world.provider.client.get(`/inquiries/${world.assigned.id}`)).status).toBe(200);
  });

  it('changes nothing for a designated provider of what is not assigned to it, whatever it posts', async () => {
    const before = [await state(world.a), await state(world.b)];
    const writes = routes.filter(({ method, path }) => method !== 'GET' && path.includes(':'));
    const odd: string[] = [];
    for (const { route, path } of [world.a, world.b].flatMap((of) => pathsOf(writes, of))) {
      const answer = await post(world.provider, route.method, path);
      const refused = mayUse(route, 'second_line') ? [404, 422] : [403, 422];
      if (!refused.includes(answer.status)) odd.push(`${route.method} ${path} ${answer.status}`);
      odd.push(...canariesIn(bytesOf(answer), world.b.word, canaryWords.secret).map((word) => `${path} shows ${word}`));
    }
    expect(odd).toEqual([]);
    expect([await state(world.a), await state(world.b)]).toEqual(before);
  });

  it('does not open another’s by way of one’s own', async () => {
    const { a, b } = world;
    const paths: readonly [SignedIn, string][] = [
      [world.provider, `/api/v1/inquiries/${world.assigned.id}/evidence/${b.evidenceId}/content`],
      [world.analyst, `/api/v1/inquiries/${a.analysed.id}/evidence/${b.evidenceId}/content`],
      [world.owner, `/customers/${a.customerId}/contracts/${b.contractId}/edit`],
    ];
    for (const [person, path] of paths) expect((await get(person, path)).status, path).toBe(404);
  });

  it('changes nothing of another desk’s, whatever is posted', async () => {
    const before = await state(world.b);
    const odd: string[] = [];
    const writes = routes.filter(({ method, path }) => method !== 'GET' && path.includes(':'));
    for (const { person, role, route, path } of own(world.a).flatMap(([person, role]) => pathsOf(writes, world.b).map((each) => ({ person, role, ...each })))) {
      const answer = await post(person, route.method, path);
      const refused = mayUse(route, role) ? [404, 422] : [403, 422];
      if (!refused.includes(answer.status)) odd.push(`${role}: ${route.method} ${path} ${answer.status}`);
      odd.push(...canariesIn(bytesOf(answer), world.b.word, canaryWords.secret).map((word) => `${path} shows ${word}`));
    }
    expect(odd).toEqual([]);
    expect(await state(world.b)).toEqual(before);
  });
});

/** What a desk has, so that a change of any of it is seen. */
async function state(of: MarkedDesk): Promise<unknown> {
  return Promise.all([
    desk.db.rows(sql`SELECT id, version FROM inquiry WHERE support_desk_id = ${of.deskId} ORDER BY id`),
    desk.db.rows(sql`SELECT id, version FROM customer WHERE support_desk_id = ${of.deskId} ORDER BY id`),
    desk.db.rows(sql`SELECT id, state FROM contact_request WHERE customer_id = ${of.customerId} ORDER BY id`),
    desk.db.rows(sql`SELECT id, version, state FROM raw_message WHERE support_desk_id = ${of.deskId} ORDER BY id`),
    desk.db.rows(sql`SELECT o.id, o.state FROM outbox o JOIN inquiry i ON i.id = o.inquiry_id WHERE i.support_desk_id = ${of.deskId} ORDER BY o.id`),
    desk.db.rows(sql`SELECT id, version, active FROM staff WHERE id IN (${of.first.staffId}, ${of.supervisor.staffId}) ORDER BY id`),
  ]);
}

async function post(person: SignedIn, method: string, path: string): Promise<Answer> {
  const headers = { 'if-match': '"1"', 'idempotency-key': `walls-${Math.random()}` };
  const body = path.endsWith('/add-note') ? { text: 'メモ' } : {};
  if (path.startsWith('/api/')) return person.api.request(path, { method, body, headers });
  if (person.client.csrf === undefined) await person.client.get('/queue');
  return person.client.postForm(path, { ...body, _version: '1', _key: headers['idempotency-key'] });
}

const queries = (of: MarkedDesk, word: string): string[] => [
  ...['first', 'second', 'mine', 'waiting', 'all', 'ended'].flatMap((view) => [`/queue?view=${view}`, `/api/v1/inquiries?view=${view}`]),
  `/queue?view=all&supportDeskId=${of.deskId}`,
  `/api/v1/inquiries?view=all&supportDeskId=${of.deskId}`,
  // Parts of the word, since a page says again what was looked for.
  ...[word.slice(0, -1), word.slice(1), `${word.slice(1)}-customer`, 'カナリヤ', 'かなりや', '03-5555-1001', '0355551000', '%', '_'].flatMap((text) =>
    ['/customers?q=', '/api/v1/customers?q=', '/calls/customers?q=', '/calls/new?q=', '/search?q=', '/api/v1/search?q='].map((path) => path + encodeURIComponent(text))),
  ...['waiting', 'decided', 'automatic'].map((view) => `/mail/quarantine?view=${view}`),
  ...['all', 'trouble', 'waiting', 'sent'].map((view) => `/mail/outbox?view=${view}`),
  ...['waiting', 'approved', 'refused'].map((each) => `/contact-requests?state=${each}`),
];

/** Every page and answer a person can get, of his own desk and without naming anything. */
async function everythingFor(person: SignedIn, of: MarkedDesk, more: readonly string[] = []): Promise<ReadonlyMap<string, string>> {
  const paths = [...gets().filter((route) => !common.includes(route.path)).flatMap((route) => filled(route, of)), ...more];
  const seen = new Map<string, string>();
  for (const path of paths) seen.set(path, bytesOf(await get(person, path)));
  return seen;
}

function found(seen: ReadonlyMap<string, string>, ...words: readonly string[]): string[] {
  return [...seen].flatMap(([path, bytes]) => [...new Set(canariesIn(bytes, ...words))].map((word) => `${path}: ${word}`));
}

describe('what a first line gets to see', () => {
  it('B5, V39: nothing of another desk in any list, search, count or page; its own everywhere', { timeout: 90_000 }, async () => {
    for (const [person] of own(world.a)) {
      const seen = await everythingFor(person, world.a, queries(world.b, world.b.word));
      expect(found(seen, world.b.word)).toEqual([]);
      expect(found(seen, world.a.word).length, 'its own is there, so the search would find what gets through').toBeGreaterThan(40);
    }
  });

  it('C3, V38: nothing that only the second line may know, in no page, answer, header or mail', { timeout: 90_000 }, async () => {
    for (const [person] of own(world.a)) {
      const seen = await everythingFor(person, world.a, queries(world.a, canaryWords.secret));
      expect(found(seen, canaryWords.secret)).toEqual([]);
    }
    expect(found(await everythingFor(world.auditor, world.a, queries(world.a, canaryWords.secret)), canaryWords.secret), 'nor the auditor').toEqual([]);
    const secrets = found(await everythingFor(world.analyst, world.a), canaryWords.secret).map((line) => line.split(': ')[1]);
    for (const place of ['portal-note', 'memo', 'indicator', 'draft', 'file-name', 'urgency-reason']) {
      expect(secrets.some((word) => word?.startsWith(`${canaryWords.secret}-${place}`)), `the second line reads the ${place}`).toBe(true);
    }
  });

  it('C3: a refused act tells nothing either, and what goes out by mail holds none of it', async () => {
    for (const act of ['save-report', 'add-portal-note', 'send-report', 'approve-report', 'add-indicator', 'release-value', 'take', 'answer', 'request-logs']) {
      const answer = await world.a.first.api.request(`/api/v1/inquiries/${world.a.analysed.id}/${act}`, {
        method: 'POST', body: {}, headers: { 'if-match': `"${world.a.analysed.version}"`, 'idempotency-key': act },
      });
      expect(answer.status, act).toBe(403);
      expect(canariesIn(bytesOf(answer), canaryWords.secret)).toEqual([]);
    }
    const mails = await desk.db.rows<{ data: string }>(sql`SELECT data FROM outbox`);
    expect(mails.length).toBeGreaterThan(4);
    expect(canariesIn(mails.map(({ data }) => data).join('\n'), canaryWords.secret)).toEqual([]);
  });

  it('B5: what a provider sees of lists and searches is what is assigned to it', async () => {
    const seen = await everythingFor(world.provider, world.b, [...queries(world.b, world.b.word), ...queries(world.a, world.a.word)]);
    expect(found(seen, world.b.word)).toEqual([]);
    const statements = found(seen, `${world.a.word}-statement`);
    expect(statements.filter((line) => !line.endsWith('-assigned'))).toEqual([]);
    expect(statements.length, 'the assigned one is listed').toBeGreaterThan(3);
    expect(found(seen, canaryWords.secret)).toEqual([]);
  });
});
