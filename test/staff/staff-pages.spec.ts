import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { aSupportDesk } from '../support/builders.js';
import { sessionOf, type SignedIn } from '../support/sessions.js';
import { totpCode } from '../../src/staff/totp.js';
import { anAccount, goodPassword } from './accounts.js';

const hour = 3_600_000;

describe('the people of the desk', () => {
  let desk: TestDesk;
  let owner: SignedIn;
  let supervisor: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  async function signIn(): Promise<void> {
    owner = await desk.signIn('service_owner');
    supervisor = await desk.signIn('first_line_supervisor');
    await owner.client.get('/staff');
    await supervisor.client.get('/staff');
  }

  const linkIn = (page: string): string => /value="http:\/\/localhost:\d+(\/welcome\/[\w-]{43})"/.exec(page)?.[1] ?? '';

  test('the owner adds a person, who sets his password and signs in', async () => {
    await signIn();
    expect((await owner.client.get('/staff/new')).text).toContain('サービス主管');
    const added = await owner.client.postForm('/staff', { displayName: '髙﨑 一郎', loginName: 'Takasaki@Desk.example.jp', roles: ['second_line', 'second_line_lead'] });
    expect(added.status).toBe(200);
    const link = linkIn(added.text);
    expect(link).not.toBe('');

    const newcomer = desk.anonymous();
    expect((await newcomer.get(link)).text).toContain('髙﨑 一郎');
    const short = await newcomer.postForm(link, { password: 'mijikai', repeated: 'mijikai' });
    expect(short.status).toBe(422);
    expect(short.text).toContain('パスワードは12文字以上にしてください。');
    const differing = await newcomer.postForm(link, { password: goodPassword, repeated: `${goodPassword}x` });
    expect([differing.status, differing.text.includes('2回の入力が一致していません。')]).toEqual([422, true]);
    expect(differing.text).not.toContain(goodPassword);
    expect((await newcomer.postForm(link, { password: goodPassword, repeated: goodPassword })).headers.get('location')).toBe('/sign-in');
    expect((await newcomer.postForm('/sign-in', { loginName: 'takasaki@desk.example.jp', password: goodPassword })).headers.get('location')).toBe('/sign-in/enrolment');
    const key = /id="secret-key">([A-Z2-7 ]+)</.exec((await newcomer.get('/sign-in/enrolment')).text)?.[1]?.replaceAll(' ', '') ?? '';
    expect((await newcomer.postForm('/sign-in/enrolment', { code: await totpCode(key, Date.now()) })).text).toContain('リカバリーコード');
    expect((await newcomer.get('/api/v1/me')).json()).toMatchObject({ name: '髙﨑 一郎', roles: ['second_line', 'second_line_lead'], supportDeskIds: [] });
  });

  test('ASVS 6.4.1, V44: a link works once, for 72 hours, and only the newest', async () => {
    await signIn();
    const added = await owner.client.postForm('/staff', { displayName: '新人', loginName: 'once@x.example', roles: 'second_line' });
    const first = linkIn(added.text);
    const id = (await desk.db.row<{ id: string }>(sql`SELECT id FROM staff WHERE login_name = 'once@x.example'`))?.id ?? '';
    const second = linkIn((await owner.client.postForm(`/staff/${id}/links`, { _key: randomUUID() })).text);
    expect(second).not.toBe(first);
    expect((await desk.anonymous().get(first)).status).toBe(404);

    desk.clock.advance(72 * hour - 1);
    expect((await desk.anonymous().get(second)).status).toBe(200);
    desk.clock.advance(1);
    expect((await desk.anonymous().get(second)).status).toBe(404);
    expect((await desk.anonymous().postForm(second, { password: goodPassword, repeated: goodPassword })).status).toBe(404);

    await signIn();
    const third = linkIn((await owner.client.postForm(`/staff/${id}/links`, { _key: randomUUID() })).text);
    const both = await Promise.all([1, 2].map(() => desk.anonymous().postForm(third, { password: goodPassword, repeated: goodPassword })));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 404]);
    expect((await desk.anonymous().get(third)).status).toBe(404);
    expect(await desk.db.rows(sql`SELECT 1 FROM staff_link WHERE token_hash IN (${third.slice(9)}, ${second.slice(9)})`)).toEqual([]);
  });

  test('V47: the link is built from the settings, whatever host is asked for', async () => {
    await signIn();
    const server = desk.app.getHttpAdapter().getInstance();
    const headers = { authorization: `Bearer ${owner.token}`, 'idempotency-key': randomUUID(), host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    const { staffId } = await desk.signIn('second_line');
    const answer = await server.inject({ method: 'POST', url: `/api/v1/staff/${staffId}/links`, headers });
    expect(answer.statusCode).toBe(201);
    expect(answer.json<{ url: string }>().url).toContain(`${desk.config.baseUrl}/welcome/`);
  });

  test('ASVS 7.4.2: disabling ends every session at once; enabling lets the person in again', async () => {
    await signIn();
    const { loginName, staffId, code } = await anAccount(desk.app, { roles: ['second_line'] });
    const open = await sessionOf(desk.app, desk.baseUrl, staffId);
    expect((await open.api.get('/api/v1/me')).status).toBe(200);
    const halfWay = desk.anonymous();
    await halfWay.postForm('/sign-in', { loginName, password: goodPassword });
    expect((await halfWay.get('/sign-in/code')).status).toBe(200);
    expect((await owner.client.postForm(`/staff/${staffId}/status`, { change: 'disable', _version: '1' })).headers.get('location')).toBe('/staff');
    expect((await open.api.get('/api/v1/me')).status).toBe(401);
    expect((await desk.anonymous().postJson('/api/v1/sessions', { loginName, password: goodPassword, code: await code() })).status).toBe(401);
    expect((await owner.client.postForm(`/staff/${staffId}/status`, { change: 'enable', _version: '1' })).status).toBe(412);
    expect((await owner.client.postForm(`/staff/${staffId}/status`, { change: 'enable', _version: '2' })).status).toBe(303);
    expect((await desk.anonymous().postJson('/api/v1/sessions', { loginName, password: goodPassword, code: await code() })).status).toBe(201);
    expect((await open.api.get('/api/v1/me')).status).toBe(401);
    expect((await halfWay.get('/sign-in/code')).headers.get('location'), 'a sign-in that was under way has ended, too').toBe('/sign-in');
  });

  test('nobody locks himself out', async () => {
    await signIn();
    const answer = await owner.api.request(`/api/v1/staff/${owner.staffId}/status`, { method: 'PUT', body: { active: false }, headers: { 'if-match': '"1"' } });
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([409, 'illegal_transition']);
  });

  describe('B5: a supervisor has his own desk and nothing of another', () => {
    test('he adds a first line to it, and may not add to another desk or to the second line', async () => {
      await signIn();
      const [own = ''] = supervisor.deskIds;
      const elsewhere = (await aSupportDesk(desk.db)).id;
      const person = (loginName: string, roles: string, supportDeskIds: string[]) => supervisor.client.postForm('/staff', { displayName: '新人', loginName, roles, supportDeskIds });
      expect((await person('own@x.example', 'first_line', [own])).status).toBe(200);
      expect((await person('else@x.example', 'first_line', [elsewhere])).status).toBe(403);
      expect((await person('both@x.example', 'first_line', [own, elsewhere])).status).toBe(403);
      expect((await person('second@x.example', 'second_line', [])).status).toBe(403);
      expect((await person('owner@x.example', 'service_owner', [])).status).toBe(403);
      const added = await desk.db.rows<{ name: string }>(sql`SELECT login_name AS "name" FROM staff WHERE display_name = '新人' AND login_name IN ('else@x.example', 'both@x.example', 'second@x.example', 'owner@x.example')`);
      expect(added).toEqual([]);
      expect((await supervisor.client.get('/staff/new')).text).not.toContain(elsewhere);
    });

    test('people of another desk do not exist for him: not in lists, not by id, not to disable or to give a link', async () => {
      await signIn();
      const stranger = await desk.signIn('first_line', { name: '隣の窓口の人' });
      expect((await supervisor.client.get('/staff')).text).not.toContain('隣の窓口の人');
      expect((await supervisor.api.get('/api/v1/staff')).text).not.toContain(stranger.staffId);
      expect((await supervisor.api.get(`/api/v1/staff/${stranger.staffId}`)).status).toBe(404);
      expect((await supervisor.api.postJson(`/api/v1/staff/${stranger.staffId}/links`, {}, { 'idempotency-key': randomUUID() })).status).toBe(404);
      const disable = { method: 'PUT', body: { active: false }, headers: { 'if-match': '"1"' } };
      expect((await supervisor.api.request(`/api/v1/staff/${stranger.staffId}/status`, disable)).status).toBe(404);
      expect((await stranger.api.get('/api/v1/me')).status).toBe(200);
    });

    test('a colleague who also works for another desk, or is the owner too, is not his to change', async () => {
      await signIn();
      const elsewhere = (await aSupportDesk(desk.db)).id;
      const both = await desk.signIn('first_line', { deskIds: [...supervisor.deskIds, elsewhere] });
      const mighty = await desk.signIn('first_line', { deskIds: supervisor.deskIds, alsoRoles: ['service_owner'] });
      for (const { staffId } of [both, mighty]) {
        expect((await supervisor.api.get(`/api/v1/staff/${staffId}`)).status).toBe(200);
        expect((await supervisor.api.postJson(`/api/v1/staff/${staffId}/links`, {}, { 'idempotency-key': randomUUID() })).status).toBe(404);
      }
    });

    test('ASVS 15.3.1, V42: nothing of a password is shown', async () => {
      await signIn();
      const { staffId } = await anAccount(desk.app, { roles: ['second_line'] });
      expect((await owner.api.get('/api/v1/staff')).text).not.toContain('argon2');
      const shown = (await owner.api.get(`/api/v1/staff/${staffId}`)).json<object>();
      expect(Object.keys(shown).toSorted()).toEqual(['active', 'displayName', 'hasPassword', 'id', 'loginName', 'providerId', 'providerName', 'roles', 'supportDesks', 'version']);
    });
  });

  test('a form that is refused comes back with what was typed and each fault beside its field', async () => {
    await signIn();
    const answer = await owner.client.postForm('/staff', { displayName: '<b>高橋</b>', loginName: 'takahashi', roles: [] });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="&lt;b&gt;高橋&lt;/b&gt;"');
    expect(answer.text).toContain('value="takahashi"');
    expect(answer.text).toMatch(/id="loginName-fault">メールアドレスの形式で入力してください/);
    expect(answer.text).toContain('入力内容を確認してください');
  });

  test.each([
    ['no role', { roles: [] }, '役割を1つ以上選んでください'],
    ['a first line without a desk', { roles: 'first_line' }, '受付窓口を選んでください'],
    ['an auditor who also works', { roles: ['auditor', 'service_owner'] }, '監査の役割は'],
    ['a mail address that is taken', { roles: 'second_line', loginName: 'TAKEN@x.example' }, 'すでに登録されています'],
  ])('refused: %s', async (_case, fields, sentence) => {
    await signIn();
    await owner.client.postForm('/staff', { displayName: '先客', loginName: 'taken@x.example', roles: 'second_line' });
    const answer = await owner.client.postForm('/staff', { displayName: '新人', loginName: 'new@x.example', ...fields });
    expect([409, 422]).toContain(answer.status);
    expect(answer.text).toContain(sentence);
  });
});
