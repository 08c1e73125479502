import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedCsv } from '../../src/calendar/shipped-calendar.js';
import { newId } from '../../src/platform/ids.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';

let desk: TestDesk;
let owner: SignedIn;
let firstLine: SignedIn;

beforeAll(async () => {
  desk = await startTestDesk();
  owner = await desk.signIn('service_owner');
  firstLine = await desk.signIn('first_line');
});

afterAll(() => desk.close());

const key = (): Record<string, string> => ({ 'idempotency-key': newId() });
const upload = (bytes: Uint8Array, confirmed = ''): FormData => {
  const form = new FormData();
  form.set('confirmed', confirmed);
  form.set('file', new File([new Uint8Array(bytes)], 'syukujitsu.csv', { type: 'text/csv' }));
  return form;
};
const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code;

describe('the calendar over the API', () => {
  it('explains an instant, with `+` in the address or without', async () => {
    for (const at of ['2026-11-20T17:01:00%2B09:00', '2026-11-20T17:01:00+09:00', '2026-11-20T08:01:00Z']) {
      const answer = await firstLine.api.get(`/api/v1/calendar/explain?at=${at}`);
      expect(answer.status).toBe(200);
      expect(answer.json()).toMatchObject({ arrivedAt: '2026-11-20T17:01:00+09:00', acceptedAt: '2026-11-24T09:00:00+09:00', dueAt: '2026-11-25T17:00:00+09:00' });
    }
  });

  it.each(['', '?at=', '?at=2026-02-30T10:00Z', '?at=2026-11-20T10:00', '?at=1999-01-01T00:00Z', '?at=a&at=b', '?when=2026-11-20T10:00Z'])('refuses to explain %s', async (query) => {
    const answer = await firstLine.api.get(`/api/v1/calendar/explain${query}`);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
  });

  it('lists the closed days of a year with their reasons', async () => {
    const days = (await firstLine.api.get('/api/v1/calendar/days?year=2032')).json<{ businessDays: number; closedDays: object[] }>();
    expect(days.businessDays).toBe(241);
    expect(days.closedDays).toContainEqual({ date: '2032-09-21', kind: 'national_holiday', reason: '国民の休日' });
    for (const year of ['1999', '2100', 'next', '']) expect((await firstLine.api.get(`/api/v1/calendar/days?year=${year}`)).status).toBe(422);
  });

  it('says whether reception is open', async () => {
    const state = (await firstLine.api.get('/api/v1/calendar')).json();
    expect(state).toMatchObject({ isOpen: true, nextOpeningAt: '2026-11-24T10:12:00+09:00', suspendedUntil: null, officialThrough: '2027-12-31' });
  });

  it('lets the owner close a day once per key, and revoke it', async () => {
    const headers = key();
    const closure = { from: '2027-06-01', to: '2027-06-02', reason: '創立記念日' };
    const first = await owner.api.postJson('/api/v1/calendar/closures', closure, headers);
    const again = await owner.api.postJson('/api/v1/calendar/closures', closure, headers);
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    const { id } = first.json<{ id: string }>();
    expect((await owner.api.get('/api/v1/calendar/closures')).json()).toContainEqual(expect.objectContaining({ id, from: '2027-06-01', to: '2027-06-02', revocable: true }));
    expect((await owner.api.request(`/api/v1/calendar/closures/${id}/revoke`, { method: 'POST' })).status).toBe(200);
    const second = await owner.api.request(`/api/v1/calendar/closures/${id}/revoke`, { method: 'POST' });
    expect([second.status, codeOf(second)]).toEqual([409, 'illegal_transition']);
  });

  it.each([
    ['closures', { from: '2027-06-31', reason: '停電' }],
    ['closures', { from: 20270601, reason: '停電' }],
    ['closures', { from: '2027-06-01' }],
    ['closures', { from: '2027-06-01', reason: '停電', colour: 'red' }],
    ['closures', { from: '2020-06-01', reason: '停電' }],
    ['reopenings', { date: '2026-11-32', reason: '改正' }],
    ['suspensions', { from: '2026-11-25T10:00', to: '2026-11-25T12:00', reason: '障害' }],
    ['suspensions', { from: '2026-11-25T10:00Z', to: '2026-11-25T09:00Z', reason: '障害' }],
    ['suspensions', []],
  ])('refuses %s of %j with the fields at fault', async (path, body) => {
    const answer = await owner.api.postJson(`/api/v1/calendar/${path}`, body, key());
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
    expect(answer.json<{ faults: object[] }>().faults.length).toBeGreaterThan(0);
  });

  it('keeps everybody but the owner from changing it', async () => {
    for (const path of ['closures', 'reopenings', 'suspensions', 'imports', `closures/${newId()}/revoke`]) {
      const answer = await firstLine.api.postJson(`/api/v1/calendar/${path}`, {}, key());
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 403, 'forbidden']);
    }
    expect((await firstLine.client.get('/calendar/edit')).status).toBe(403);
    expect((await desk.anonymous().get('/api/v1/calendar')).status).toBe(401);
  });

  it('imports the official list and says what is wrong with another file', async () => {
    const taken = await owner.api.request('/api/v1/calendar/imports', { method: 'POST', body: upload(shippedCsv()) });
    expect([taken.status, taken.json()]).toEqual([200, expect.objectContaining({ rows: 1067, lastDay: '2027-11-23' })]);
    const headers = { 'idempotency-key': newId() };
    const twice = await Promise.all([1, 2].map(() => owner.api.request('/api/v1/calendar/imports', { method: 'POST', body: upload(shippedCsv()), headers })));
    expect(new Set(twice.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const broken = iconv.encode(iconv.decode(Buffer.from(shippedCsv()), 'cp932').replace('2026/5/4,', '2026/5/3,'), 'cp932');
    const refused = await owner.api.request('/api/v1/calendar/imports', { method: 'POST', body: upload(broken) });
    expect([refused.status, codeOf(refused)]).toEqual([422, 'calendar_rejected']);
    const nothing = await owner.api.request('/api/v1/calendar/imports', { method: 'POST', body: new FormData() });
    expect(nothing.status).toBe(422);
  });
});

describe('the pages of the calendar', () => {
  it('show a year with why each day is closed and until when it is official', async () => {
    const { status, text } = await firstLine.client.get('/calendar?year=2026');
    expect(status).toBe(200);
    expect(text).toContain('勤労感謝の日');
    expect(text).toContain('239日');
    expect(text).toContain('2027年12月31日（金）まで、内閣府の公表');
    expect(text).not.toContain('/calendar/edit');
  });

  it('say when something that arrives at a given time is due, and why (D3)', async () => {
    const { text } = await firstLine.client.get('/calendar?year=2026&at=2026-11-20T17:01');
    expect(text.replaceAll(/<[^>]+>/g, '')).toContain('次の受付開始である2026年11月24日（火）09:00の受付となり');
    expect((await firstLine.client.get('/calendar?at=soon')).text).toContain('2000年から2099年までの日時を入力してください。');
    expect((await firstLine.client.get('/calendar?year=1900')).status).toBe(422);
  });

  it('let the owner add a closure, and bring the form back with what was typed when it is refused', async () => {
    const { client } = owner;
    const page = await client.get('/calendar/edit');
    expect(page.status).toBe(200);
    const refused = await client.postForm('/calendar/closures', { from: '2027-07-01', to: '2027-06-01', reason: '夏季<休業>', _key: newId() });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('終了日は開始日以後の日付にしてください。');
    expect(refused.text).toContain('value="2027-07-01"');
    expect(refused.text).toContain('夏季&lt;休業&gt;');
    const added = await client.postForm('/calendar/closures', { from: '2027-07-01', to: '', reason: '夏季休業', _key: newId() });
    expect([added.status, added.headers.get('location')]).toEqual([303, '/calendar/edit']);
    expect((await client.follow(added)).text).toContain('休業を登録しました');
    expect((await client.get('/calendar?year=2027')).text).toContain('夏季休業');
  });

  it('let the owner suspend reception and end it', async () => {
    const { client } = owner;
    await client.get('/calendar/edit');
    const added = await client.postForm('/calendar/suspensions', { from: '2026-11-24T10:00', to: '2026-11-24T15:00', reason: '電話設備の障害', _key: newId() });
    expect(added.status).toBe(303);
    expect((await client.get('/calendar')).text).toContain('ただいま受付停止中です（電話設備の障害）。次の受付開始は2026年11月24日（火）15:00です。');
    const page = (await client.get('/calendar/edit')).text;
    const id = /closures\/([0-9a-f-]{36})\/revoke/.exec(page)?.[1] ?? '';
    expect((await client.postForm(`/calendar/closures/${id}/revoke`, {})).status).toBe(303);
    const refused = await client.postForm('/calendar/suspensions', { from: 'soon', to: '', reason: '', _key: newId() });
    expect([refused.status, refused.text.includes('日時を入力してください。')]).toEqual([422, true]);
  });

  it('bring the reason back when a list of holidays is refused', async () => {
    const { client } = owner;
    await client.get('/calendar/edit');
    const form = upload(Buffer.from('国民の祝日'));
    form.set('_csrf', client.csrf ?? '');
    const refused = await client.request('/calendar/imports', { method: 'POST', body: form });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('祝日CSVを取り込めません（1行目）');
    const nothing = await client.postForm('/calendar/imports', { _key: newId() });
    expect([nothing.status, nothing.text.includes('ファイルを選んでください。')]).toEqual([422, true]);
  });
});
