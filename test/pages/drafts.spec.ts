import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { aStaffedDesk, act, done, look, takeCall, type Resource } from '../inquiries/story.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type SignedIn, type TestDesk } from '../support/desk.js';
import { hiddenValue, panelOf, wordsOf } from './page.js';

let desk: TestDesk;
let people: Awaited<ReturnType<typeof aStaffedDesk>>;

const call = async (headline: string): Promise<Resource> => (await takeCall(people.first, { customerId: people.customer.id, headline })).json<Resource>();

const saveDraft = async (person: SignedIn, id: string, form: string, fields: Record<string, string>): Promise<string> => {
  await person.client.get(`/inquiries/${id}`);
  const answer = await person.client.postForm(`/inquiries/${id}/drafts/${form}`, fields, { 'hx-request': 'true' });
  expect(answer.status).toBe(200);
  return answer.text;
};

describe.each(databaseKinds())('drafts (%s)', (database) => {
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  it('take a ready-made text in, which owner and lead write and change in versions', async () => {
    const list = await people.lead.client.get('/phrases');
    const added = await people.lead.client.postForm('/phrases', { _key: hiddenValue(list.text, '_key'), occasion: 'await-customer', title: '端末名のお尋ね', body: '該当の端末の名前をお知らせください。' });
    expect(added.status, added.text).toBe(303);
    expect((await people.analyst.client.get('/phrases')).status).toBe(403);
    const id = /\/phrases\/([0-9a-f-]{36})"/.exec((await people.owner.client.get('/phrases')).text)?.[1] ?? '';
    expect((await people.first.client.get(`/phrases/${id}/text`)).text).toBe('該当の端末の名前をお知らせください。');

    const inquiry = await call('定型文の件');
    await people.first.client.get(`/inquiries/${inquiry.id}`);
    const put = await people.first.client.postForm(`/inquiries/${inquiry.id}/drafts/await-customer/phrase`, { _phrase: id, asked: '先ほどの件です。', answerBy: '' });
    expect(put.status, put.text).toBe(303);
    const panel = panelOf((await people.first.client.get(`/inquiries/${inquiry.id}`)).text, 'await-customer');
    expect(panel).toContain('先ほどの件です。\n\n該当の端末の名前をお知らせください。</textarea>');
    expect(panel).toMatch(new RegExp(`name="_phrase" value="${id}" data-phrase="act-await-customer-asked">端末名のお尋ね<`));

    const edit = await people.owner.client.get(`/phrases/${id}`);
    const change = (fields: Record<string, string>) => people.owner.client.postForm(`/phrases/${id}`, { _key: hiddenValue(edit.text, '_key'), _version: '1', occasion: 'await-customer', title: '端末名のお尋ね', body: '端末名をお知らせください。', ...fields });
    expect((await change({ retired: 'yes' })).status).toBe(303);
    expect((await people.owner.client.postForm(`/phrases/${id}`, { _key: newId(), _version: '1', occasion: 'answer', title: '別', body: '別' })).status, 'another was first').toBe(412);
    expect(wordsOf((await people.owner.client.get(`/phrases/${id}?version=2`)).text)).toMatch(/削除: 該当の端末の名前をお知らせください。.*追加: 端末名をお知らせください。/);
    expect((await people.first.client.get(`/inquiries/${inquiry.id}`)).text, 'retired').not.toContain('data-phrase');
  });

  it('are restored with their age where they were typed, sealed in the database, and gone once sent', async () => {
    const inquiry = await call('下書きの件');
    expect(await saveDraft(people.first, inquiry.id, 'add-note', { text: '折り返しは15時以降', occurredAt: '' })).toBe('下書きを保存しました（10:12）');
    const stored = await desk.db.row<{ sealed: string }>(sql`SELECT sealed FROM draft WHERE inquiry_id = ${inquiry.id}`);
    expect(stored?.sealed).toMatch(/^v1\./);
    desk.clock.advance(25 * 60_000);
    const panel = panelOf((await people.first.client.get(`/inquiries/${inquiry.id}`)).text, 'add-note');
    expect(panel).toMatch(/^<details[^>]* open/);
    expect(wordsOf(panel)).toContain('下書きを復元しました（2026年11月24日（火）10:12に保存、25分前）。');
    expect(panel).toContain('折り返しは15時以降</textarea>');
    expect((await people.supervisor.client.get(`/inquiries/${inquiry.id}`)).text, 'others never read it').not.toContain('15時以降');

    await done(people.supervisor, await look(people.supervisor, inquiry), 'add-note', { text: '先に' });
    const stale = await people.first.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: String(inquiry.version), text: '折り返しは15時以降' });
    expect(stale.status).toBe(412);
    expect((await people.first.client.get(`/inquiries/${inquiry.id}`)).text, 'it outlives a stale version').toContain('折り返しは15時以降</textarea>');
    const { version } = await look(people.first, inquiry);
    expect((await people.first.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: String(version), text: '折り返しは15時以降' })).status).toBe(303);
    expect(await desk.db.rows(sql`SELECT id FROM draft WHERE inquiry_id = ${inquiry.id}`)).toEqual([]);
  });

  it('go on to a new owner if the writer agrees, or to who leads; nobody else gets them', async () => {
    const inquiry = await call('担当が替わる件');
    await saveDraft(people.first, inquiry.id, 'add-note', { text: '途中のメモ' });
    await done(people.first, inquiry, 'assign', { ownerId: people.supervisor.staffId });
    const draft = await desk.db.row<{ id: string }>(sql`SELECT id FROM draft WHERE inquiry_id = ${inquiry.id}`);
    const takeOver = async (person: SignedIn): Promise<number> => {
      await person.client.get(`/inquiries/${inquiry.id}`);
      return (await person.client.postForm(`/inquiries/${inquiry.id}/drafts/${draft?.id ?? ''}/take-over`, {})).status;
    };
    const colleague = await desk.signIn('first_line', { deskIds: people.first.deskIds, name: '一次 次郎' });
    await done(people.supervisor, await look(people.supervisor, inquiry), 'assign', { ownerId: colleague.staffId });
    const told = wordsOf((await colleague.client.get(`/inquiries/${inquiry.id}`)).text);
    expect(told).toContain('一次 花子さんの下書きがあります：「メモを追加する」');
    expect(told).not.toContain('途中のメモ');
    expect([await takeOver(colleague), await takeOver(people.lead)], 'not without the writer’s word, and never across the lines').toEqual([403, 403]);
    await people.first.client.get(`/inquiries/${inquiry.id}`);
    expect((await people.first.client.postForm(`/inquiries/${inquiry.id}/drafts/add-note/offer`, { offered: 'yes' })).status).toBe(303);
    expect(await takeOver(colleague)).toBe(303);
    expect((await colleague.client.get(`/inquiries/${inquiry.id}`)).text).toContain('途中のメモ</textarea>');
    expect(await takeOver(people.supervisor), 'a supervisor may ask for it').toBe(303);
    expect((await colleague.client.get(`/inquiries/${inquiry.id}`)).text).not.toContain('途中のメモ');
  });

  it('bring ticks and choices back as they were left, a first choice taken off as well', async () => {
    const inquiry = await call('印を残す件');
    await saveDraft(people.first, inquiry.id, 'answer-by-phone', { summary: '途中の要旨', countsAsFirstResponse: 'on', number: '' });
    const panel = panelOf((await people.first.client.get(`/inquiries/${inquiry.id}`)).text, 'answer-by-phone');
    expect(panel).toMatch(/name="countsAsFirstResponse" value="on" checked/);
    expect(panel.match(/name="number" value="[^"]*" checked/g)).toEqual(['name="number" value="" checked']);
  });

  it('are thrown away by their owner, and an emptied form keeps none', async () => {
    const inquiry = await call('破棄する件');
    await saveDraft(people.first, inquiry.id, 'add-note', { text: 'いらない' });
    expect((await people.first.client.postForm(`/inquiries/${inquiry.id}/drafts/add-note/discard`, {})).status).toBe(303);
    await saveDraft(people.first, inquiry.id, 'add-note', { text: 'また' });
    expect(await saveDraft(people.first, inquiry.id, 'add-note', { text: '  ' })).toBe('');
    expect(await desk.db.rows(sql`SELECT id FROM draft WHERE inquiry_id = ${inquiry.id}`)).toEqual([]);
    const stranger = await desk.signIn('first_line');
    await stranger.client.get('/queue');
    for (const path of ['add-note', 'add-note/discard', 'add-note/offer']) expect((await stranger.client.postForm(`/inquiries/${inquiry.id}/drafts/${path}`, { text: 'x', offered: 'yes' })).status, path).toBe(404);
  });

  it('whose act cannot be done any more are still shown', async () => {
    const inquiry = await call('状態が変わる件');
    await saveDraft(people.first, inquiry.id, 'await-customer', { asked: '発生時刻を確認' });
    expect((await act(people.first, await look(people.first, inquiry), 'await-customer', { asked: '別の質問', answerBy: '2026-11-27T17:00' })).status).toBe(200);
    const page = wordsOf((await people.first.client.get(`/inquiries/${inquiry.id}`)).text);
    expect(page).toContain('送信できなかった下書き');
    expect(page).toContain('発生時刻を確認');
  });
});
