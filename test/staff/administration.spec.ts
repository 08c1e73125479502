import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { ServiceSettingsStore } from '../../src/web/service-settings/service-settings.service.js';
import { aServedCustomer, aStaff, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { sessionOf, type SignedIn } from '../support/sessions.js';

describe.each(databaseKinds())('administration by page and API, on %s', (database) => {
  let desk: TestDesk;
  let owner: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    owner = await desk.signIn('service_owner');
    await owner.client.get('/staff');
  });
  afterAll(() => desk.close());

  const key = (): { 'idempotency-key': string } => ({ 'idempotency-key': crypto.randomUUID() });
  const rolesOf = async (id: string): Promise<unknown> => (await owner.api.get(`/api/v1/staff/${id}`)).json();

  describe('the settings of the service', () => {
    const wanted = { phoneRecordMails: 'on', answerByDays: '4', firstReminderDays: '2', secondReminderDays: '4', closeWaitingDays: '10', closeAnsweredDays: '5' };

    test('are changed by the owner alone, at once and on the record with both values', async () => {
      const supervisor = await desk.signIn('first_line_supervisor');
      await supervisor.client.get('/queue');
      expect((await supervisor.client.postForm('/settings', wanted)).status).toBe(403);
      await owner.client.get('/settings');
      const changed = await owner.client.postForm('/settings', wanted);
      expect(changed.status, changed.text).toBe(303);
      expect(await desk.app.get(ServiceSettingsStore).current()).toEqual({ phoneRecordMails: 'on', answerByDays: 4, firstReminderDays: 2, secondReminderDays: 4, closeWaitingDays: 10, closeAnsweredDays: 5 });
      const events = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'desk' AND stream_id = 'settings' ORDER BY seq`);
      expect(events.map(({ data }) => JSON.parse(data) as object)).toEqual([
        { name: 'phoneRecordMails', before: 'off', after: 'on' }, { name: 'answerByDays', before: 3, after: 4 }, { name: 'firstReminderDays', before: 3, after: 2 }, { name: 'secondReminderDays', before: 5, after: 4 },
      ]);
      expect((await owner.client.get('/settings')).text.replaceAll(/<[^>]+>/g, '')).toContain('標準：3営業日。最後の変更：');
    });

    test('come back with what was typed where they contradict each other, and show no secret of the environment', async () => {
      const refused = await owner.client.postForm('/settings', { ...wanted, secondReminderDays: '2', closeWaitingDays: 'x' });
      expect(refused.status).toBe(422);
      expect(refused.text).toMatch(/name="closeWaitingDays"[^>]*value="x"/);
      expect(refused.text).toContain('日数を数字で入力してください。');
      expect((await owner.client.postForm('/settings', { ...wanted, secondReminderDays: '2' })).text).toContain('1回目より後の日数にしてください。');
      const { text } = await owner.client.get('/settings');
      expect(text).toContain('あり（表示しません）');
      expect(text).not.toContain(desk.config.secretKey?.kind === 'given' ? desk.config.secretKey.key.toString('base64') : 'no key');
    });

    test('want a fresh sign-in (ASVS 7.5.1)', async () => {
      const other = await desk.signIn('service_owner');
      await other.client.get('/settings');
      await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE session SET confirmed_at = 0 WHERE staff_id = ${other.staffId}`));
      const asked = await other.client.postForm('/settings', wanted);
      expect([asked.status, asked.text.includes('本人であること')]).toEqual([403, true]);
    });
  });

  describe('a person’s roles and desk', () => {
    test('are changed on his page and hold in the session that is open (ASVS 8.3.2)', async () => {
      const home = await aSupportDesk(desk.db, { name: 'みなと受付窓口' });
      const { staff } = await aStaff(desk.db, { roles: ['second_line'], deskIds: [], displayName: '髙﨑 一郎' });
      const open = await sessionOf(desk.app, desk.baseUrl, staff.id);
      expect((await owner.client.get(`/staff/${staff.id}`)).text).toContain('氏名・役割・窓口の変更');
      const form = { displayName: '髙﨑 一郎', roles: ['first_line', 'first_line_supervisor'], supportDeskIds: home.id, providerId: '', _version: '1' };
      expect((await owner.client.postForm(`/staff/${staff.id}`, form)).headers.get('location')).toBe(`/staff/${staff.id}`);
      expect((await open.api.get('/api/v1/me')).json()).toMatchObject({ roles: ['first_line', 'first_line_supervisor'], supportDeskIds: [home.id] });
      expect((await owner.client.postForm(`/staff/${staff.id}`, form)).status).toBe(412);
      const events = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'staff' AND stream_id = ${staff.id}`);
      expect(events.map(({ type }) => type)).toContain('changed');
    });

    test('come back with what was typed where they cannot be', async () => {
      const { staff } = await aStaff(desk.db, { roles: ['second_line'], deskIds: [] });
      const refused = await owner.client.postForm(`/staff/${staff.id}`, { displayName: '新しい名前', roles: 'first_line', providerId: '', _version: '1' });
      expect([refused.status, refused.text.includes('value="新しい名前"'), refused.text.includes('受付窓口を選んでください')]).toEqual([422, true, true]);
      expect(await rolesOf(staff.id)).toMatchObject({ roles: ['second_line'], version: 1 });
    });

    test('nobody changes his own, and a supervisor gives first-line roles of his own desk alone', async () => {
      const own = await owner.api.request(`/api/v1/staff/${owner.staffId}`, { method: 'PUT', headers: { 'if-match': '"1"' }, body: { displayName: '主管', roles: ['auditor'] } });
      expect([own.status, own.json<{ code: string }>().code]).toEqual([409, 'illegal_transition']);
      const supervisor = await desk.signIn('first_line_supervisor');
      const [deskId = ''] = supervisor.deskIds;
      const { staff } = await aStaff(desk.db, { roles: ['first_line'], deskIds: [deskId] });
      const change = (body: object) => supervisor.api.request(`/api/v1/staff/${staff.id}`, { method: 'PUT', headers: { 'if-match': '"1"' }, body: { displayName: '一次', ...body } });
      const foreign = await aSupportDesk(desk.db);
      expect((await change({ roles: ['first_line'], supportDeskIds: [foreign.id] })).status).toBe(403);
      expect((await change({ roles: ['service_owner'] })).status).toBe(403);
      expect((await change({ roles: ['first_line', 'first_line_supervisor'], supportDeskIds: [deskId] })).status).toBe(204);
    });

    test('the list is searched by name, address, role and desk in any width', async () => {
      const home = await aSupportDesk(desk.db, { name: 'ミナト第二窓口' });
      await aStaff(desk.db, { roles: ['first_line'], deskIds: [home.id], displayName: '探索 花子', loginName: 'hanako.tansaku@desk.example.jp' });
      for (const q of ['探索', 'HANAKO', 'ﾐﾅﾄ第二 一次受付', 'ｈａｎａｋｏ']) {
        const page = (await owner.client.get(`/staff?q=${encodeURIComponent(q)}`)).text;
        expect(page, q).toContain('探索 花子');
      }
      expect((await owner.client.get(`/staff?q=${encodeURIComponent('居ない人')}`)).text).toContain('当てはまるスタッフはいません');
    });
  });

  describe('a designated provider (第10条3, E2)', () => {
    const add = async (body: object) => owner.api.postJson('/api/v1/providers', body, key());

    test('is registered, sworn in, given people, and ended with all their sessions', async () => {
      const page = await owner.client.postForm('/providers', { name: '外部分析株式会社', secrecyUndertakenOn: '', _key: crypto.randomUUID() });
      expect(page.headers.get('location')).toBe('/providers');
      expect((await owner.client.get('/providers')).text).toContain('誓約待ち');
      const { id = '' } = (await desk.db.row<{ id: string }>(sql`SELECT id FROM designated_provider WHERE name = '外部分析株式会社'`)) ?? {};
      expect((await owner.client.postForm(`/providers/${id}`, { name: '外部分析株式会社', secrecyUndertakenOn: '2026-11-24', _version: '1' })).status).toBe(303);
      const added = await owner.client.postForm('/staff', { displayName: '外部 分析', loginName: `a${id}@x.example`, roles: 'second_line', providerId: id, _key: crypto.randomUUID() });
      expect(added.status).toBe(200);
      const { staffId = '' } = (await desk.db.row<{ staffId: string }>(sql`SELECT id AS "staffId" FROM staff WHERE provider_id = ${id}`)) ?? {};
      const open = await sessionOf(desk.app, desk.baseUrl, staffId);
      expect((await open.api.get('/api/v1/me')).json()).toMatchObject({ providerId: id });
      expect((await owner.client.get('/providers')).text).toContain('割当て可');

      expect((await owner.client.postForm(`/providers/${id}/end`, { _version: '2', _key: crypto.randomUUID() })).headers.get('location')).toBe('/providers');
      expect((await open.api.get('/api/v1/me')).status).toBe(401);
      expect(await desk.db.rows(sql`SELECT id FROM session WHERE staff_id = ${staffId}`)).toEqual([]);
      expect((await owner.client.postForm(`/providers/${id}/end`, { _version: '3', _key: crypto.randomUUID() })).status).toBe(409);
      const late = { displayName: '遅い人', loginName: `b${id}@x.example`, roles: ['second_line'], providerId: id };
      expect((await owner.api.postJson('/api/v1/staff', late, key())).status).toBe(422);
    });

    test('has no undertaking from tomorrow, and is kept by the owner alone', async () => {
      const refused = await add({ name: '明日株式会社', secrecyUndertakenOn: '2026-11-25' });
      expect([refused.status, refused.json<{ faults: object[] }>().faults[0]]).toMatchObject([422, { field: 'secrecyUndertakenOn' }]);
      const lead = await desk.signIn('second_line_lead');
      expect((await lead.api.get('/api/v1/providers')).status).toBe(403);
    });
  });

  describe('an affiliate (第2条(5))', () => {
    test('is named at the customer with its written consent, and ends without being forgotten', async () => {
      const { customer } = await aServedCustomer(desk.db);
      await owner.client.get(`/customers/${customer.id}/affiliates/new`);
      const form = { name: '子会社株式会社', kana: 'ｺｶﾞｲｼｬ', consentedOn: '2026-11-01', _version: '1', _key: crypto.randomUUID() };
      const future = await owner.client.postForm(`/customers/${customer.id}/affiliates`, { ...form, consentedOn: '2026-11-25' });
      expect([future.status, future.text.includes('先の日付は記録できません')]).toEqual([422, true]);
      for (const _twice of [1, 2]) {
        expect((await owner.client.postForm(`/customers/${customer.id}/affiliates`, form)).headers.get('location')).toBe(`/customers/${customer.id}`);
      }
      const { affiliates } = (await owner.api.get(`/api/v1/customers/${customer.id}`)).json<{ affiliates: { id: string; kana: string; endedOn: string | null }[] }>();
      expect(affiliates).toMatchObject([{ kana: 'コガイシャ', endedOn: null }]);
      const found = async (q: string): Promise<unknown[]> =>
        (await owner.api.get(`/api/v1/customers?q=${encodeURIComponent(q)}`)).json<{ id: string; affiliates: string[] }[]>().filter(({ id }) => id === customer.id).map(({ affiliates: named }) => named);
      for (const q of ['子会社', '会社', 'こがい']) expect(await found(q), q).toEqual([['子会社株式会社']]);
      const end = () => owner.client.postForm(`/customers/${customer.id}/affiliates/${affiliates[0]?.id ?? ''}/end`, { _version: '2', _key: crypto.randomUUID() });
      expect((await end()).status).toBe(303);
      expect(await found('子会社'), 'its use is over').toEqual([]);
      expect((await end()).status).toBe(412);
      expect((await owner.client.get(`/customers/${customer.id}`)).text).toContain('2026年11月24日（火）利用終了');
    });
  });

  describe('the contact drill (H8)', () => {
    const tried = { personResult: 'reached', phoneResult: 'reached', altPhoneResult: 'unreached', emailResult: 'reached', drilledAt: '' };

    test('is recorded by the desk of the customer alone, and what failed waits for a change of the registration', async () => {
      const { customer, contact } = await aServedCustomer(desk.db, { name: '株式会社訓練' });
      const [own, other] = [await desk.signIn('first_line', { deskIds: [customer.supportDeskId] }), await desk.signIn('first_line')];
      const page = await own.client.get(`/customers/${customer.id}/drill`);
      expect(page.text).toContain('引き続き山田 太郎様でよろしいでしょうか');
      await other.client.get('/contact-drills');
      expect((await other.client.postForm(`/customers/${customer.id}/drill`, { ...tried, _key: crypto.randomUUID() })).status).toBe(404);
      expect((await owner.client.postForm(`/customers/${customer.id}/drill`, { ...tried, _key: crypto.randomUUID() })).status).toBe(403);
      for (const [wrong, sentence] of [[{ drilledAt: '2026-11-25T10:00' }, 'これから先の日時'], [{ drilledAt: '2020-01-01T10:00' }, '登録される前の日時'], [{ phoneResult: '' }, '結果を選んでください']] as const) {
        const refused = await own.client.postForm(`/customers/${customer.id}/drill`, { ...tried, ...wrong, _key: crypto.randomUUID() });
        expect([refused.status, refused.text.includes(sentence), refused.text.includes('value="unreached" required checked')]).toEqual([422, true, true]);
      }
      const fields = { ...tried, _key: crypto.randomUUID() };
      for (const _twice of [1, 2]) expect((await own.client.postForm(`/customers/${customer.id}/drill`, fields)).headers.get('location')).toBe(`/customers/${customer.id}`);
      const list = async (): Promise<object | undefined> => (await owner.api.get('/api/v1/contact-drills')).json<{ customerId: string }[]>().find(({ customerId }) => customerId === customer.id);
      expect(await list()).toMatchObject({ state: 'to_change', nextOn: '2027-11-24' });
      expect((await own.client.get('/contact-drills')).text).toMatch(/株式会社訓練[^]*登録の変更待ち<\/span><br><span class="muted">代替電話番号/);
      expect((await other.client.get('/contact-drills')).text).not.toContain('株式会社訓練');
      const well = await own.api.postJson(`/api/v1/customers/${customer.id}/drills`, { ...tried, altPhoneResult: 'reached', drilledAt: undefined }, key());
      expect([well.status, await list()]).toMatchObject([201, { state: 'later' }]);
      const events = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_id = ${customer.id} AND type = 'contact_drilled'`);
      expect(events).toHaveLength(2);
      expect(events.map(({ data }) => data).join(' ')).not.toContain(contact.name);
    });
  });
});
