import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namedCustomers } from '../../src/analysis/causes/common-cause.rules.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { aServedCustomer } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type SignedIn, type TestDesk } from '../support/desk.js';
import { aStaffedDesk, done, hear, look, takeCall, type Resource } from '../inquiries/story.js';
import { inSecondLine, portalNote } from './analysis-story.js';

it.each([
  ['株式会社みどり野', 'ﾐﾄﾞﾘの件', []], ['株式会社みどり野', '（株）みどり野様と同じ', ['株式会社みどり野']], ['医療法人髙﨑会', '医療法人高崎会でも', ['医療法人髙﨑会']],
])('B5: a common text names %s in 「%s」 or not', (name, text, found) => {
  expect(namedCustomers(text, [name])).toEqual(found);
});

describe.each(databaseKinds())('H6 one cause behind many customers (%s)', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let other: SignedIn;
  let ours: Resource;
  let theirs: Resource;
  let id: string;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
    ours = await inSecondLine(desk, people);
    const served = await aServedCustomer(desk.db, { name: '株式会社よその会社' });
    other = await desk.signIn('first_line', { deskIds: [served.customer.supportDeskId] });
    theirs = (await takeCall(other, { customerId: served.customer.id })).json<Resource>();
    await hear(desk, other, theirs, [{ questionId: 'destination_domain', group: 0, state: 'value', value: 'evil.example' }]);
    await hear(desk, people.first, ours, [{ questionId: 'destination_domain', group: 0, state: 'value', value: 'evil.example' }]);
    await done(people.analyst, await look(people.analyst, ours), 'add-portal-note', { text: portalNote });
    await people.analyst.client.get('/queue');
  });
  afterAll(() => desk.close());

  const texts = { title: '不審なドメインへの通信', analysis: '同じ配信元からの広告が原因とみている。', wording: '広告の配信元が原因と見ています。端末の利用を続けていただけます。' };
  const post = async (path: string, fields: Record<string, string>): Promise<{ status: number; text: string; to: string | null }> => {
    const answer = await people.analyst.client.postForm(path, { ...fields, _key: newId() });
    return { status: answer.status, text: answer.text, to: answer.headers.get('location') };
  };
  const version = async (): Promise<string> => String((await desk.db.row<{ version: number }>(sql`SELECT version FROM common_cause WHERE id = ${id}`))?.version);

  it('is begun from an inquiry, and finds those with the same address at other desks', async () => {
    expect((await people.analyst.client.get(`/inquiries/${ours.id}`)).text).toContain(`/common-causes/new?inquiry=${ours.id}`);
    expect((await people.first.client.get(`/common-causes/new?inquiry=${ours.id}`)).status).toBe(403);
    expect((await people.analyst.client.get(`/common-causes/new?inquiry=${ours.id}`)).text).toContain(`value="${ours.number}"`);
    expect(await post('/common-causes', { ...texts, inquiry: '26-9' })).toMatchObject({ status: 422, text: expect.stringContaining('受付番号を 26-000123-7 の形で') });
    const begun = await post('/common-causes', { ...texts, inquiry: ours.number });
    expect(begun.status, begun.text).toBe(303);
    id = begun.to?.split('/').at(-1) ?? '';
    expect((await people.analyst.client.get(`/common-causes/${id}`)).text).toMatch(new RegExp(`同じアドレス・ハッシュ値[^]*${theirs.number}[^]*株式会社よその会社`));
    expect(await post('/common-causes', { ...texts, inquiry: ours.number })).toMatchObject({ status: 409, text: expect.stringContaining('すでに同一事象にまとめられています') });
  });

  it('C3, B5: refuses a wording that names a customer or holds what only the second line may know', async () => {
    expect((await post(`/common-causes/${id}/inquiries`, { inquiry: theirs.id, _version: await version() })).status).toBe(303);
    for (const [wording, status, sentence] of [['よその会社様でも起きています。', 422, '利用者の名称（株式会社よその会社）'], [portalNote, 409, '利用者非公開の内容']] as const) {
      const refused = await post(`/common-causes/${id}`, { ...texts, wording, _version: await version() });
      expect([refused.status, refused.text.includes(sentence)], refused.text.slice(-3_000)).toEqual([status, true]);
    }
    expect((await post(`/common-causes/${id}`, { ...texts, _version: '1' })).status).toBe(412);
  });

  it('shows each desk its own call list with the wording, once it is published, and nothing of the others or the analysis', async () => {
    expect((await other.client.get('/common-causes')).text).toContain('電話でご案内する同一事象はありません');
    expect((await post(`/common-causes/${id}/publication`, { _version: await version() })).status).toBe(303);
    const page = (await other.client.get('/common-causes')).text;
    for (const shown of [texts.wording, theirs.number, '株式会社よその会社', 'あと1件']) expect(page).toContain(shown);
    for (const hidden of [ours.number, texts.analysis]) expect(page).not.toContain(hidden);
    const inquiry = (await other.client.get(`/inquiries/${theirs.id}`)).text;
    expect([inquiry.includes(texts.wording), inquiry.includes(texts.analysis)]).toEqual([true, false]);
    expect((await people.analyst.client.get(`/inquiries/${ours.id}`)).text).toContain(texts.analysis);
    expect((await other.client.get(`/common-causes/${id}`)).status).toBe(403);
    expect((await other.client.get('/notices')).text).toContain('同一事象のご案内文が公開されました');
    const list = (await other.api.get('/api/v1/common-causes')).json<{ wording: string; calls: object[] }[]>();
    expect(list).toMatchObject([{ wording: texts.wording, calls: [{ number: theirs.number, line: 'first', toldAt: null }] }]);
  });

  it('takes a customer off the list once he was answered after that, and everybody once it ends', async () => {
    const answer = { means: 'phone', contactId: people.contact.id, number: '03-5555-1001', person: '山田 太郎', text: texts.wording, countsAsFirstResponse: true };
    await done(people.analyst, await look(people.analyst, ours), 'answer', answer);
    const page = (await people.analyst.client.get(`/common-causes/${id}`)).text;
    expect([page.match(/>済み<\/span>/g)?.length, page.match(/>これから<\/span>/g)?.length]).toEqual([1, 1]);
    expect((await post(`/common-causes/${id}/end`, { _version: await version() })).status).toBe(303);
    expect((await other.client.get('/common-causes')).text).not.toContain(theirs.number);
    expect((await post(`/common-causes/${id}`, { ...texts, _version: await version() })).status).toBe(409);
    const events = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_id = ${`cause:${id}`} ORDER BY seq`);
    expect(events.map(({ type }) => type)).toEqual(['cause_begun', 'cause_inquiry_added', 'cause_published', 'cause_ended']);
  });
});
