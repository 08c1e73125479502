import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { aServedCustomer, aSupportDesk } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { HttpClient } from '../support/http-client.js';
import { goodLine, utf8Csv, type SheetValues } from './sheets.js';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(() => desk.close());

const key = () => ({ 'idempotency-key': newId() });
const upload = (lines: readonly SheetValues[], fields: Record<string, string> = {}, name = 'シート.csv'): FormData => {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([new Uint8Array(utf8Csv(lines))], { type: 'text/csv' }), name);
  return form;
};

describe('pages about customers', () => {
  it('every page of the owner opens, and says where there is nothing yet', async () => {
    const { client } = await desk.signIn('service_owner');
    const { customer, contract } = await aServedCustomer(desk.db, { name: '株式会社<みどり>', kana: 'ミドリ' });
    for (const path of [
      '/customers', '/customers?q=みどり', '/customers/new', '/customers/import', `/customers/${customer.id}`, `/customers/${customer.id}/edit`,
      `/customers/${customer.id}/contact`, `/customers/${customer.id}/contracts/${contract.id}/edit`, '/contact-requests', '/contact-requests?state=refused',
      '/partners', '/partners/new', '/support-desks/new', `/support-desks/${customer.supportDeskId}/edit`, '/successions',
    ]) {
      const page = await client.get(path);
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.text).not.toContain('<みどり>');
      expect(page.text).not.toMatch(/undefined|\[object|NaN/);
    }
    const page = await client.get(`/customers/${customer.id}`);
    expect(page.text).toContain('株式会社&lt;みどり&gt;');
    expect(page.text).toContain('2026年5月1日（金）');
    const template = await client.get('/customers/import/template.csv');
    expect(template.headers.get('content-type')).toContain('text/csv');
    expect(template.text).toContain('契約番号,法人名,法人名フリガナ');
  });

  it('B5 another desk’s customer looks like none', async () => {
    const { client, api } = await desk.signIn('first_line');
    const { customer } = await aServedCustomer(desk.db);
    for (const id of [customer.id, newId()]) {
      expect((await client.get(`/customers/${id}`)).status).toBe(404);
      expect((await api.get(`/api/v1/customers/${id}`)).status).toBe(404);
      expect((await api.postJson(`/api/v1/customers/${id}/contact-requests`, contactBody, key())).status).toBe(404);
      expect((await client.get(`/customers/${id}/contact`)).status).toBe(404);
    }
    expect((await client.get('/customers/new')).status).toBe(403);
    expect((await client.get('/contact-requests')).status).toBe(200);
  });

  it('a half-filled form comes back with what was typed and each fault beside it', async () => {
    const { client } = await desk.signIn('service_owner');
    const supportDesk = await aSupportDesk(desk.db);
    await client.get('/customers/new');
    const fields = { _key: newId(), name: '株式会社つばめ会計', kana: '燕', mainPhone: '03-12', supportDeskId: supportDesk.id, gatewayProtection: 'utm', partnerId: '', 'contract.contractNumber': 'SP-77', 'contract.deliveredOn': '2026-02-30', 'contact.name': '田中' };
    const back = await client.postForm('/customers', fields);
    expect(back.status).toBe(422);
    for (const shown of ['value="株式会社つばめ会計"', 'value="燕"', 'value="田中"', 'カタカナで入力してください。', '桁数か市外局番', '日付は 2026-11-24 の形式']) expect(back.text).toContain(shown);
    const done = await client.postForm('/customers', { ...fields, kana: 'ツバメカイケイ', mainPhone: '０３（１２３４）５６７８', 'contract.deliveredOn': '2026-02-28', 'contact.name': '' });
    expect(done.status).toBe(303);
    const page = await client.follow(done);
    expect(page.text).toContain('利用者を登録しました。');
    expect(page.text).toContain('03-1234-5678');
    expect(page.text).toContain('本サービス担当者が登録されていません');
    const again = await client.postForm('/customers', { ...fields, _key: newId(), kana: '', mainPhone: '', 'contract.deliveredOn': '', 'contact.name': '' });
    expect(again.status).toBe(409);
    expect(again.text).toContain('この契約番号はすでに登録されています。');
  });

  it('a stale form keeps what was typed and says that somebody was faster', async () => {
    const { client } = await desk.signIn('service_owner');
    const { customer } = await aServedCustomer(desk.db);
    await client.get(`/customers/${customer.id}/edit`);
    const fields = { _version: '1', name: '新しい名前', kana: 'アタラシイナマエ', mainPhone: '', gatewayProtection: 'none', partnerId: '' };
    expect((await client.postForm(`/customers/${customer.id}`, fields)).status).toBe(303);
    const stale = await client.postForm(`/customers/${customer.id}`, { ...fields, name: '遅れた名前' });
    expect(stale.status).toBe(412);
    expect(stale.text).toContain('value="遅れた名前"');
    expect(stale.text).toContain('ほかの人が先に更新しました');
    expect((await client.postForm(`/customers/${customer.id}`, { ...fields, _version: '' })).status).toBe(428);
  });

  it('R04 R05 the same click again imports nothing twice and tells the first result', async () => {
    const { api } = await desk.signIn('service_owner');
    const headers = { 'idempotency-key': 'one-click' };
    const post = (form: FormData) => api.request('/api/v1/parameter-sheets', { method: 'POST', body: form, headers });
    const sheet = upload([goodLine(551)]);
    const [one, two] = await Promise.all([post(sheet), post(sheet)]);
    expect([one.status, two.status, one.text === two.text]).toEqual([200, 200, true]);
    expect((await post(sheet)).headers.get('idempotency-replayed')).toBe('true');
    expect(one.json()).toMatchObject({ taken: 1 });
    expect((await post(upload([goodLine(552)]))).status).toBe(422);
    const keyless = await api.request('/api/v1/parameter-sheets', { method: 'POST', body: sheet, headers: { 'idempotency-key': '' } });
    expect([keyless.status, keyless.json<{ code: string }>().code]).toEqual([400, 'idempotency_key_missing']);
  });

  it('ASVS 7.5.1: a program, and a session whose proof is old, change no contact by a file: it waits for approval', async () => {
    const owner = await desk.signIn('service_owner');
    await owner.client.get('/account/tokens');
    const made = await owner.client.postForm('/account/tokens', { name: '台帳', permissions: ['customer.import'], days: '7' });
    const program = new HttpClient(desk.baseUrl, { authorization: `Bearer ${/value="(desk_pat_[\w-]{43})"/.exec(made.text)?.[1]}` });
    const outcome = async (api: HttpClient, phone: string) => {
      const answer = await api.request('/api/v1/parameter-sheets', { method: 'POST', body: upload([goodLine(571, { 電話番号: phone })]), headers: { 'idempotency-key': newId() } });
      return answer.json<{ lines: { outcome: string }[] }>().lines.map((line) => line.outcome);
    };
    expect(await outcome(owner.api, '03-3000-0571')).toEqual(['taken']);
    expect(await outcome(program, '03-9999-0571')).toEqual(['requested']);
    expect(await outcome(owner.api, '03-3000-0572')).toEqual(['taken']);
    desk.clock.advance(10 * 60_000);
    expect(await outcome(owner.api, '03-9999-0573')).toEqual(['requested']);
    await owner.client.get('/customers/import');
    const form = upload([goodLine(571, { 電話番号: '03-9999-0572' })]);
    form.append('_csrf', owner.client.csrf ?? '');
    expect((await owner.client.follow(await owner.client.request('/customers/import', { body: form }))).text).toMatch(/承認待ち 1件[^]*承認してください/);
    desk.clock.advance(-10 * 60_000);
  });

  it('A6 an import shows line by line what was taken and what was refused', async () => {
    const { client } = await desk.signIn('service_owner');
    await client.get('/customers/import');
    const form = upload([goodLine(501), goodLine(502, { メールアドレス: 'x' }), goodLine(503)]);
    form.append('_csrf', client.csrf ?? '');
    const page = await client.follow(await client.request('/customers/import', { body: form }));
    expect(page.status).toBe(200);
    expect(page.text).toContain('取込 2件');
    expect(page.text).toContain('メールアドレスが正しくありません。');
    expect(page.text).toContain('UTF-8');
    expect(page.text).not.toContain('SP-000501');
    const bad = new FormData();
    bad.append('_csrf', client.csrf ?? '');
    bad.append('file', new Blob(['あ,い\n1,2\n']), 'x.csv');
    const refused = await client.request('/customers/import', { body: bad });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('必要な見出しがありません');
    const none = new FormData();
    none.append('_csrf', client.csrf ?? '');
    expect((await client.request('/customers/import', { body: none })).status).toBe(422);
  });

  it('A6 a first line asks, the owner approves, and the page shows the history', async () => {
    const owner = await desk.signIn('service_owner');
    const { customer } = await aServedCustomer(desk.db);
    const first = await desk.signIn('first_line', { deskIds: [customer.supportDeskId] });
    await first.client.get(`/customers/${customer.id}/contact`);
    const fields = { _version: '1', _key: newId(), 'contact.name': '鈴木 一郎', 'contact.kana': 'すずき いちろう', 'contact.department': '', 'contact.title': '', 'contact.email': 'ichiro@example.com', 'contact.phone': '03-1234-5678', 'contact.altPhone': '03 1234 5678', effectiveAt: '' };
    const same = await first.client.postForm(`/customers/${customer.id}/contact`, fields);
    expect(same.status).toBe(422);
    expect(same.text).toContain('会社の交換機を通らない番号');
    const asked = await first.client.follow(await first.client.postForm(`/customers/${customer.id}/contact`, { ...fields, _key: newId(), 'contact.altPhone': '090-1234-5678' }));
    expect(asked.text).toContain('承認待ちです');
    const list = await owner.client.get('/contact-requests');
    expect(list.text).toContain('鈴木 一郎');
    const id = /contact-requests\/([0-9a-f-]{36})\/approve/.exec(list.text)?.[1] ?? '';
    expect((await first.client.postForm(`/contact-requests/${id}/approve`, { _key: newId() })).status).toBe(403);
    expect((await owner.client.postForm(`/contact-requests/${id}/approve`, { _key: newId(), effectiveAt: '2020-01-01T00:00' })).status).toBe(422);
    expect((await owner.client.postForm(`/contact-requests/${id}/approve`, { _key: newId(), effectiveAt: '' })).status).toBe(303);
    const second = await owner.client.postForm(`/contact-requests/${id}/approve`, { _key: newId(), effectiveAt: '' });
    expect(second.status).toBe(409);
    expect((await owner.client.get(`/customers/${customer.id}`)).text).toContain('スズキ イチロウ');
  });
});

describe('B5 what belongs to another desk', () => {
  it('stays unseen: its requests, and reports of files that somebody else brought', async () => {
    const { customer } = await aServedCustomer(desk.db);
    const own = await desk.signIn('first_line_supervisor', { deskIds: [customer.supportDeskId] });
    const stranger = await desk.signIn('first_line_supervisor');
    const { id } = (await own.api.postJson(`/api/v1/customers/${customer.id}/contact-requests`, contactBody, key())).json<{ id: string }>();
    expect((await own.api.get(`/api/v1/contact-requests/${id}`)).status).toBe(200);
    expect((await stranger.api.get(`/api/v1/contact-requests/${id}`)).status).toBe(404);
    expect((await own.api.get('/api/v1/contact-requests')).text).toContain(id);
    expect((await stranger.api.get('/api/v1/contact-requests')).json()).toEqual([]);
    expect((await stranger.client.get('/contact-requests')).text).not.toContain(customer.name);

    const { runId } = (await own.api.request('/api/v1/parameter-sheets', { method: 'POST', body: upload([goodLine(701)]) })).json<{ runId: string }>();
    expect((await own.client.get(`/customers/imports/${runId}`)).status).toBe(200);
    expect((await stranger.client.get(`/customers/imports/${runId}`)).status).toBe(404);
    expect((await stranger.client.get('/customers/import')).text).not.toContain(runId);
    const owner = await desk.signIn('service_owner');
    expect((await owner.client.get(`/customers/imports/${runId}`)).status).toBe(200);
  });
});

describe('B6 the support of one desk passes to another', () => {
  it('in one step, the sale staying where it is; planned ones at their instant', async () => {
    const { api, client } = await desk.signIn('service_owner');
    const { customer } = await aServedCustomer(desk.db);
    const to = await aSupportDesk(desk.db);
    const later = await aSupportDesk(desk.db);
    const first = await desk.signIn('first_line', { deskIds: [customer.supportDeskId] });
    const second = await desk.signIn('first_line', { deskIds: [to.id] });
    const order = { fromDeskId: customer.supportDeskId, toDeskId: to.id, effectiveAt: '2026-11-24T10:00:00+09:00' };
    expect((await first.api.postJson('/api/v1/successions', order, key())).status).toBe(403);
    expect((await api.postJson('/api/v1/successions', { ...order, toDeskId: order.fromDeskId }, key())).status).toBe(422);
    expect((await api.postJson('/api/v1/successions', { ...order, effectiveAt: '2026-11-01T10:00:00+09:00' }, key())).status).toBe(422);
    expect((await api.postJson('/api/v1/successions', order, key())).status).toBe(201);
    expect((await first.api.get(`/api/v1/customers/${customer.id}`)).status).toBe(404);
    const moved = await second.api.get(`/api/v1/customers/${customer.id}`);
    expect(moved.json()).toMatchObject({ supportDeskId: to.id, partnerId: customer.partnerId });

    const planned = { fromDeskId: to.id, toDeskId: later.id, effectiveAt: '2027-01-07T00:00:00+09:00' };
    expect((await api.postJson('/api/v1/successions', planned, key())).status).toBe(201);
    expect((await api.postJson('/api/v1/successions', planned, key())).status).toBe(409);
    await desk.runJob('execute-successions');
    expect((await second.api.get(`/api/v1/customers/${customer.id}`)).status).toBe(200);
    expect((await client.get('/successions')).text).toContain('予定');
    desk.clock.set('2027-01-07T00:00:00+09:00');
    await desk.runJob('execute-successions');
    await desk.runJob('execute-successions');
    desk.clock.set('2026-11-24T10:12:00+09:00');
    const rows = await desk.db.rows<{ id: string }>(sql`SELECT support_desk_id AS id FROM customer WHERE id = ${customer.id}`);
    expect(rows).toEqual([{ id: later.id }]);
    const events = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'customer' AND stream_id = ${customer.id} ORDER BY seq`);
    expect(events.map(({ type }) => type)).toEqual(['support_desk_changed', 'support_desk_changed']);
  });
});

const contactBody = { name: '鈴木 一郎', kana: 'スズキ', department: '', title: '', email: 'ichiro@example.com', phone: '03-1234-5678', altPhone: '090-1234-5678' };

describe('customers over the API', () => {
  it('are registered once, read with an ETag, changed against it', async () => {
    const { api } = await desk.signIn('service_owner');
    const supportDesk = await aSupportDesk(desk.db);
    const partner = (await api.postJson('/api/v1/partners', { code: 'PX1', name: 'ひかり販売' }, key())).json<{ id: string }>();
    const body = { name: '株式会社ひなた商店', kana: 'ヒナタショウテン', mainPhone: '03-9999-0001', partnerId: partner.id, supportDeskId: supportDesk.id, gatewayProtection: 'none', contract: { contractNumber: 'sp－900', deliveredOn: '2026-04-01' }, contact: contactBody };
    const sameKey = key();
    const made = await api.postJson('/api/v1/customers', body, sameKey);
    expect(made.status).toBe(201);
    const { id } = made.json<{ id: string }>();
    expect((await api.postJson('/api/v1/customers', body, sameKey)).json()).toEqual({ id });
    expect((await api.postJson('/api/v1/customers', { ...body, name: '別' }, sameKey)).status).toBe(422);
    expect((await api.postJson('/api/v1/customers', body)).status).toBe(400);
    expect((await api.postJson('/api/v1/customers', body, key())).json()).toMatchObject({ code: 'already_exists', faults: [{ field: 'contract.contractNumber' }] });

    const read = await api.get(`/api/v1/customers/${id}`);
    expect(read.headers.get('etag')).toBe('"1"');
    expect(read.json()).toMatchObject({ contracts: [{ contractNumber: 'SP-900', termStartsOn: '2026-04-01' }], contact: { phone: '+81312345678', validFrom: '2026-11-24T10:12:00+09:00' } });
    expect((await api.get('/api/v1/customers?q=03-9999')).json()).toMatchObject([{ id }]);

    const company = { name: '株式会社ひなた', kana: 'ヒナタ', mainPhone: null, partnerId: null, gatewayProtection: 'utm' };
    const put = (path: string, put: object, etag?: string) => api.request(path, { method: 'PUT', body: put, headers: etag === undefined ? {} : { 'if-match': etag } });
    expect((await put(`/api/v1/customers/${id}`, company)).status).toBe(428);
    expect((await put(`/api/v1/customers/${id}`, company, '"1"')).status).toBe(204);
    expect((await put(`/api/v1/customers/${id}`, company, '"1"')).status).toBe(412);
    expect((await put(`/api/v1/customers/${id}/contact`, { contact: { ...contactBody, name: '田中 次郎' } }, '"2"')).status).toBe(204);
    const { version, contracts, contact, contactHistory } = (await api.get(`/api/v1/customers/${id}`)).json<{ version: number; contracts: { id: string }[]; contact: { name: string }; contactHistory: unknown[] }>();
    expect([contact.name, contactHistory.length]).toEqual(['田中 次郎', 2]);
    const ended = { contractNumber: 'SP-900', deviceId: '', deliveredOn: '2026-04-01', endedOn: '2026-11-30', endReason: 'cancellation', endNoticeOn: '2026-11-01' };
    expect((await put(`/api/v1/customers/${id}/contracts/${contracts[0]?.id}`, { ...ended, endReason: null }, `"${version}"`)).status).toBe(422);
    expect((await put(`/api/v1/customers/${id}/contracts/${contracts[0]?.id}`, ended, `"${version}"`)).status).toBe(204);
    expect((await put(`/api/v1/customers/${id}/contracts/${newId()}`, { ...ended, contractNumber: 'SP-901' }, `"${version + 1}"`)).status).toBe(404);
    expect((await api.postJson(`/api/v1/customers/${id}/contracts`, { contractNumber: 'SP-902' }, { ...key(), 'if-match': `"${version + 1}"` })).status).toBe(201);
  });

  it('a parameter sheet by multipart gives the report, and bad bodies are told', async () => {
    const { api } = await desk.signIn('service_owner');
    const answer = await api.request('/api/v1/parameter-sheets', { method: 'POST', body: upload([goodLine(601), goodLine(602, { 電話番号: '1' })], {}, '../../etc/passwd') });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ taken: 1, refused: 1, encoding: 'UTF-8', lines: [{ lineNumber: 2, outcome: 'taken' }, { lineNumber: 3, outcome: 'refused' }] });
    expect((await api.request('/api/v1/parameter-sheets', { method: 'POST', body: upload([goodLine(603)], { deskCode: 'なし' }) })).json()).toMatchObject({ code: 'import_rejected' });
    expect((await api.request('/api/v1/parameter-sheets', { method: 'POST', body: upload([goodLine(603)], { extra: 'x' }) })).status).toBe(422);
    expect((await api.postJson('/api/v1/parameter-sheets', {})).status).toBeGreaterThanOrEqual(400);
    const first = await desk.signIn('first_line');
    expect((await first.api.request('/api/v1/parameter-sheets', { method: 'POST', body: upload([goodLine(604)]) })).status).toBe(403);
  });

  it('no body, however strange, gives a 500', async () => {
    const { api } = await desk.signIn('service_owner');
    const { customer } = await aServedCustomer(desk.db);
    const strange: unknown[] = [null, [], 'x', 1, {}, { contact: null }, { contact: { name: {} } }, { name: '\u0000' }, { name: 'a'.repeat(5000) }, { partnerId: 'x' }, { contract: { contractNumber: [] } }, { effectiveAt: '2026-99-99T00:00:00Z' }, { name: '\uD800', kana: '', mainPhone: '', partnerId: '', gatewayProtection: 'utm' }];
    const routes = ['customers', `customers/${customer.id}/contact-requests`, `customers/${customer.id}/contracts`, 'partners', 'support-desks', 'successions', `contact-requests/${newId()}/approve`, `contact-requests/${newId()}/refuse`];
    for (const route of routes) {
      for (const body of strange) {
        const answer = await api.request(`/api/v1/${route}`, { method: 'POST', body: JSON.stringify(body), headers: { ...key(), 'if-match': '"1"' } });
        expect([route, JSON.stringify(body).slice(0, 50), answer.status >= 400 && answer.status < 500]).toEqual([route, JSON.stringify(body).slice(0, 50), true]);
      }
    }
  });
});
