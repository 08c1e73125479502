import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { permissionsOf, type Permission } from '../../src/staff/permissions.js';
import { routeTable } from '../../src/web/route-table.js';
import { factorSecret, goodPassword, nextCode } from '../support/credentials.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer, HttpClient } from '../support/http-client.js';
import { sessionOf, type SignedIn } from '../support/sessions.js';

const minute = 60_000;

/** What a browser would send from the one form of a page that posts to `action`. */
function formOn({ text }: Answer, action: string): URLSearchParams {
  const form = new RegExp(`<form[^>]*action="${action}"[^>]*>([^]*?)</form>`).exec(text)?.[1] ?? '';
  const unescape = (value: string): string => value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  return new URLSearchParams([...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [unescape(name), unescape(value)]));
}

const person = (loginName: string) => ({ loginName, displayName: '新人 "一郎" <b>', roles: ['second_line', 'second_line_lead'] });

describe.each(databaseKinds())('acts that are interrupted on %s', (database) => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
  });
  afterAll(() => desk.close());

  const rolesOf = async (loginName: string): Promise<string[]> =>
    (await desk.db.rows<{ role: string }>(sql`SELECT r.role FROM staff s JOIN staff_role r ON r.staff_id = s.id WHERE s.login_name = ${loginName} ORDER BY r.role`)).map(({ role }) => role);

  async function anOwner(): Promise<SignedIn> {
    const owner = await desk.signIn('service_owner');
    await owner.client.get('/staff');
    return owner;
  }

  describe('ASVS 7.5.1: roles, keys and contact data want a proof of the last ten minutes', () => {
    test('an act that comes later is asked for code or password, and then goes through without retyping', async () => {
      const owner = await anOwner();
      desk.clock.advance(10 * minute - 1);
      expect((await owner.client.postForm('/staff', person('early@x.example'))).status).toBe(200);
      desk.clock.advance(1);
      const asked = await owner.client.postForm('/staff', person('late@x.example'), { referer: `${desk.baseUrl}/staff/new?from=list` });
      expect([asked.status, asked.text.includes('「スタッフの登録」は大切な情報に関わる操作です。続けるには、本人であることをもう一度')]).toEqual([403, true]);
      expect(await rolesOf('late@x.example')).toEqual([]);

      const again = formOn(asked, '/staff');
      again.set('_confirm', 'not the password');
      const wrong = await owner.client.request('/staff', { method: 'POST', body: again });
      expect([wrong.status, await rolesOf('late@x.example'), wrong.text.includes('<strong>スタッフの登録</strong>')]).toEqual([403, [], true]);
      for (const page of [asked, wrong]) expect(page.text).toContain('<a class="button" href="/staff/new?from=list">やめる</a>');

      const right = formOn(wrong, '/staff');
      right.set('_confirm', await nextCode(desk.app, owner.staffId));
      expect((await owner.client.request('/staff', { method: 'POST', body: right })).status).toBe(200);
      expect(await rolesOf('late@x.example')).toEqual(['second_line', 'second_line_lead']);
      expect(await desk.db.row(sql`SELECT display_name AS name FROM staff WHERE login_name = 'late@x.example'`)).toEqual({ name: '新人 "一郎" <b>' });
      expect((await owner.client.postForm('/staff', person('after@x.example'))).status).toBe(200);
      const events = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'staff' AND stream_id = ${owner.staffId}`);
      expect(events.map(({ type }) => type)).toContain('confirmed');
    });

    test('is asked for by every operation that is said to want one, before anything else of it is looked at', async () => {
      const careful = routeTable(desk.app).filter((route) => route.careful !== undefined && route.access?.kind === 'permit');
      expect(careful.length).toBeGreaterThan(35);
      const people = [await anOwner(), await desk.signIn('second_line_lead')];
      for (const { client } of people) await client.get('/notices');
      desk.clock.advance(10 * minute);
      for (const { method, path: pattern, careful: operation = '', access } of careful) {
        const path = pattern.replaceAll(/:\w*Id\b|:id/g, newId()).replace(':custodyAct', 'returned');
        const permissions: readonly Permission[] = access?.kind === 'permit' ? access.anyOf : [];
        const { client, api } = people[permissions.some((permission) => permissionsOf('service_owner').includes(permission)) ? 0 : 1] ?? people[0]!;
        const answer = path.startsWith('/api/')
          ? await api.request(path, { method, body: {}, headers: { 'if-match': '"1"', 'idempotency-key': newId() } })
          : await client.postForm(path, { _version: '1', _key: newId() });
        expect([method, pattern, answer.status, answer.text.includes(operation)]).toEqual([method, pattern, 403, true]);
      }
    });

    test('the password confirms too; a code that was used does not', async () => {
      const owner = await anOwner();
      desk.clock.advance(11 * minute);
      const used = await nextCode(desk.app, owner.staffId);
      const attempt = async (given: string, loginName: string): Promise<number> => (await owner.client.postForm('/staff', { ...person(loginName), _confirm: given })).status;
      expect(await attempt(used, 'one@x.example')).toBe(200);
      desk.clock.advance(11 * minute);
      expect(await attempt(used, 'two@x.example')).toBe(403);
      expect(await attempt(goodPassword, 'two@x.example')).toBe(200);
      expect(factorSecret(owner.staffId)).toMatch(/^[A-Z2-7]{32}$/);
    });

    test('programs are told so, and confirm over the API', async () => {
      const owner = await anOwner();
      desk.clock.advance(11 * minute);
      const add = (key: string) => owner.api.postJson('/api/v1/staff', { ...person('by-api@x.example') }, { 'idempotency-key': key });
      const refused = await add('k1');
      expect([refused.status, refused.json<{ code: string }>().code]).toEqual([403, 'confirmation_required']);
      expect((await owner.api.postJson('/api/v1/sessions/current/confirmation', { confirm: 'wrong wrong' })).status).toBe(401);
      expect((await owner.api.postJson('/api/v1/sessions/current/confirmation', { confirm: await nextCode(desk.app, owner.staffId) })).status).toBe(204);
      expect((await add('k2')).status).toBe(201);
    });

    test('whoever is asked apart from a form goes back to the page he came from, which lies within the desk', async () => {
      const owner = await anOwner();
      const href = async (back: string): Promise<string | undefined> => /href="([^"]*)">やめる/.exec((await owner.client.get(`/account/confirm?back=${encodeURIComponent(back)}`)).text)?.[1];
      expect([await href('/staff?q=a'), await href('//evil.example'), await href('https://evil.example')]).toEqual(['/staff?q=a', '/', '/']);
      const done = async (_back: string): Promise<string | null> => (await owner.client.postForm('/account/confirm', { _back, _confirm: goodPassword })).headers.get('location');
      expect([await done('/staff?q=a'), await done('//evil.example')]).toEqual(['/staff?q=a', '/']);
      desk.clock.advance(11 * minute);
      const part = await owner.client.postForm('/staff', person('part@x.example'), { 'hx-request': 'true', referer: `${desk.baseUrl}/staff/new` });
      expect(part.headers.get('hx-redirect')).toBe('/account/confirm?back=%2Fstaff%2Fnew');
    });

    test.each(['/staff/:id/links', '/staff/:id/status', '/staff/:id/sign-in/factor-reset', '/account/recovery-codes', '/account/tokens', '/customers/:id/contact', '/contact-requests/:id/approve'])('%s is among them', async (path) => {
      const owner = await anOwner();
      desk.clock.advance(11 * minute);
      const answer = await owner.client.postForm(path.replace(':id', owner.staffId), { _key: 'k' });
      expect([answer.status, answer.text.includes('name="_confirm"')]).toEqual([403, true]);
    });
  });

  describe('a page that was signed out by time', () => {
    async function signedOutWith(fields: Readonly<Record<string, string | readonly string[]>>, headers: Readonly<Record<string, string>> = {}): Promise<{ owner: SignedIn; answer: Answer }> {
      const owner = await anOwner();
      desk.clock.advance(21 * minute);
      return { owner, answer: await owner.client.postForm('/staff', fields, { referer: `${desk.baseUrl}/staff/new`, ...headers }) };
    }

    const keptPath = (answer: Answer): string => new URL(answer.headers.get('location') ?? '/', desk.baseUrl).searchParams.get('next') ?? '';
    const again = async ({ staffId }: SignedIn): Promise<HttpClient> => (await sessionOf(desk.app, desk.baseUrl, staffId)).client;

    test('keeps what was typed, and after the sign-in one click sends it', async () => {
      const { owner, answer } = await signedOutWith(person('kept@x.example'));
      const path = keptPath(answer);
      expect([answer.status, path]).toEqual([303, expect.stringMatching(/^\/kept\/[\w-]{36}$/)]);
      expect((await desk.anonymous().get(answer.headers.get('location') ?? '')).text).toContain('送信した内容は預かっています');
      const stored = JSON.stringify(await desk.db.rows(sql`SELECT sealed FROM kept_form`));
      expect(stored).not.toContain('kept@x.example');

      const client = await again(owner);
      const page = await client.get(path);
      expect(page.text).toContain('href="/staff/new"');
      expect((await client.request('/staff', { method: 'POST', body: formOn(page, '/staff') })).status).toBe(200);
      expect(await rolesOf('kept@x.example')).toEqual(['second_line', 'second_line_lead']);
    });

    test('is for its own person alone, and for a day', async () => {
      const { owner, answer } = await signedOutWith(person('private@x.example'));
      const stranger = await desk.signIn('service_owner');
      expect((await stranger.client.get(keptPath(answer))).status).toBe(404);
      expect((await (await again(owner)).get(keptPath(answer))).status).toBe(200);
      desk.clock.advance(24 * 60 * minute);
      expect((await (await again(owner)).get(keptPath(answer))).status).toBe(404);
      await desk.runJob('sweep-sessions');
      expect(await desk.db.rows(sql`SELECT id FROM kept_form`)).toEqual([]);
    });

    test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
      ['a wrong token', { _csrf: 'x'.repeat(43) }, {}],
      ['another site', {}, { origin: 'https://evil.example' }],
      ['a password among it', { password: 'kawa no nagare' }, {}],
    ])('keeps nothing of what came with %s', async (_case, fields, headers) => {
      const before = (await desk.db.rows(sql`SELECT id FROM kept_form`)).length;
      const { answer } = await signedOutWith({ displayName: '新人', ...fields }, headers);
      expect(answer.status).toBe(401);
      expect((await desk.db.rows(sql`SELECT id FROM kept_form`)).length).toBe(before);
    });

    test('keeps nothing of what a page says by itself, and leads back to that page', async () => {
      const owner = await anOwner();
      const page = '/inquiries/01a2272a-debf-752a-8291-deab9719c944';
      const before = (await desk.db.rows(sql`SELECT id FROM kept_form`)).length;
      desk.clock.advance(21 * minute);
      const answer = await owner.client.postForm(`${page}/presence`, { doing: 'viewing' }, { 'hx-request': 'true', referer: `${desk.baseUrl}${page}?tab=1` });
      expect([answer.status, answer.headers.get('hx-redirect')]).toEqual([401, `/sign-in?next=${encodeURIComponent(`${page}?tab=1`)}`]);
      expect((await desk.db.rows(sql`SELECT id FROM kept_form`)).length).toBe(before);
    });

    test('keeps nothing for a session that was ended by a person', async () => {
      const owner = await anOwner();
      await desk.db.tx((tx) => desk.db.execute(tx, sql`DELETE FROM session WHERE staff_id = ${owner.staffId}`));
      expect((await owner.client.postForm('/staff', person('ended@x.example'))).status).toBe(401);
    });
  });
});
