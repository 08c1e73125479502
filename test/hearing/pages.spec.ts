import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { aSupportDesk } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { sheet } from './answers.js';

let desk: TestDesk;
let owner: SignedIn;
let firstLine: SignedIn;

beforeAll(async () => {
  desk = await startTestDesk();
  owner = await desk.signIn('service_owner');
  firstLine = await desk.signIn('first_line');
});
afterAll(async () => desk.close());

const key = (value: string) => ({ 'idempotency-key': value });
const upload = async (text: string) => {
  await owner.client.get('/hearing-sheets');
  const form = new FormData();
  form.set('_csrf', owner.client.csrf ?? '');
  form.set('definition', new File([text], 'sheet.json', { type: 'application/json' }));
  return owner.client.request('/hearing-sheets', { method: 'POST', body: form });
};

describe('B1: the sheet over the API', () => {
  it('is listed and read by the first line, published by the owner, acknowledged by the desk', async () => {
    const list = await firstLine.api.get('/api/v1/hearing-sheets');
    expect(list.json()).toMatchObject([{ version: 1, state: 'published', inForce: true }]);
    const one = await firstLine.api.get('/api/v1/hearing-sheets/1');
    expect(one.json<{ definition: unknown }>().definition).toEqual(sheet);

    const created = await owner.api.postJson('/api/v1/hearing-sheets', { ...sheet, title: '第2版' }, key('draft-2'));
    expect([created.status, created.json(), created.headers.get('location')]).toEqual([201, { version: 2 }, '/api/v1/hearing-sheets/2']);
    expect((await firstLine.api.get('/api/v1/hearing-sheets/2')).status).toBe(404);
    expect((await owner.api.postJson('/api/v1/hearing-sheets/2/publish', {}, key('publish-2'))).status).toBe(204);
    expect((await owner.api.postJson('/api/v1/hearing-sheets/2/publish', {}, key('publish-2'))).status).toBe(204);
    expect((await owner.api.postJson('/api/v1/hearing-sheets/2/publish', {}, key('publish-2-again'))).status).toBe(409);

    expect((await firstLine.client.get('/hearing-sheets')).text).toContain('新しいヒアリングシート（第2版）が公開されました');
    expect((await firstLine.api.postJson('/api/v1/hearing-sheets/2/acknowledge', { deskId: firstLine.deskIds[0] })).status).toBe(204);
    expect((await firstLine.client.get('/hearing-sheets')).text).not.toContain('が公開されました');
  });

  it('B5: nobody acknowledges for another desk', async () => {
    const other = await aSupportDesk(desk.db);
    expect((await firstLine.api.postJson('/api/v1/hearing-sheets/1/acknowledge', { deskId: other.id })).status).toBe(404);
    expect(await desk.db.rows(sql`SELECT * FROM hearing_sheet_ack WHERE desk_id = ${other.id}`)).toEqual([]);
  });

  it('is not the first line’s to change', async () => {
    expect((await firstLine.api.postJson('/api/v1/hearing-sheets', { ...sheet }, key('mine'))).status).toBe(403);
    expect((await firstLine.api.postJson('/api/v1/hearing-sheets/1/publish', {}, key('mine-too'))).status).toBe(403);
  });

  it.each([['/api/v1/hearing-sheets/99', 404], ['/api/v1/hearing-sheets/zero', 400], ['/hearing-sheets/99', 404]])('answers %s with %i', async (path, status) => {
    const found = await owner.api.get(path);
    expect([status, 422]).toContain(found.status);
  });

  it('names every fault of a definition with its place, in Japanese', async () => {
    const refused = await owner.api.postJson('/api/v1/hearing-sheets', { ...sheet, sections: [], colour: 1 }, key('faulty'));
    expect(refused.status).toBe(422);
    const { faults } = refused.json<{ faults: { field: string; message: string }[] }>();
    expect(faults.map((fault) => fault.field)).toContain('sections');
    for (const fault of faults) expect(fault.message).toMatch(/[ぁ-ん]/);
  });
});

describe('the owner’s pages', () => {
  it('take an uploaded draft, show it as it will be heard, and publish it', async () => {
    const downloaded = await owner.client.get('/hearing-sheets/1/definition');
    const drafted = await upload(JSON.stringify({ ...JSON.parse(downloaded.text), title: '画面からの版' }));
    expect(drafted.status).toBe(303);
    const path = drafted.headers.get('location') ?? '';
    const preview = await owner.client.get(`${path}?kind=content_not_understood&threat=tor_communication`);
    expect(preview.text).toContain('画面からの版');
    expect(preview.text).toContain('おわかりになりにくい箇所を、原文のまま読み上げていただけますか。');
    expect(preview.text).toContain('社内のどなたかが、ToRブラウザを使っていますか。');
    expect(preview.text).not.toContain('hx-post');
    expect(preview.text).not.toContain('ネットワークの構成図をご提供いただけますか。');
    const published = await owner.client.postForm(`${path}/publication`, {});
    expect((await owner.client.follow(published)).text).toContain('すべての受付窓口に知らせました');
  });

  it('come back with what is wrong in a file', async () => {
    const refused = await upload('{ "format": 1');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('JSONとして読み取れません');
    const shape = await upload(JSON.stringify({ ...sheet, format: 2 }));
    expect([shape.status, shape.text.includes('入力内容を確認してください')]).toEqual([422, true]);
  });

  it('show the first line no upload and no drafts', async () => {
    await upload(JSON.stringify({ ...sheet, title: '秘密の下書き' }));
    const page = await firstLine.client.get('/hearing-sheets');
    expect(page.text).not.toContain('下書きとして登録');
    expect(page.text).not.toContain('秘密の下書き');
  });
});
