import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { wordsOf } from '../pages/page.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { aStaffedDesk, look, takeCall, type Resource } from './story.js';

describe.each(databaseKinds())('who leaves, on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const holder = async (id: string) => desk.db.row<{ ownerId: string | null }>(sql`SELECT owner_id AS "ownerId" FROM inquiry WHERE id = ${id}`);
  const toldOf = async (id: string) =>
    (await desk.db.rows<{ staffId: string }>(sql`SELECT staff_id AS "staffId" FROM notice WHERE inquiry_id = ${id} AND kind = 'owner_left'`)).map(({ staffId }) => staffId).toSorted();

  it('holds no open inquiry once the account is disabled, by somebody who was told how many there are: it goes back to the queue, those who can take it are told once, and the record says so', async () => {
    const leaving = await desk.signIn('first_line', { deskIds: people.first.deskIds, name: '退職 予定' });
    const inquiry = (await takeCall(leaving, { customerId: people.customer.id, headline: '検知の通知' })).json<Resource>();
    await desk.runJob('inquiries.departures');
    expect(await holder(inquiry.id)).toEqual({ ownerId: leaving.staffId });
    const owner = await desk.signIn('service_owner');
    await owner.client.get(`/staff/${leaving.staffId}`);
    const disable = (heldCases?: string) => owner.client.postForm(`/staff/${leaving.staffId}/status`, { change: 'disable', _version: '1', ...(heldCases === undefined ? {} : { heldCases }) });
    for (const seen of [undefined, '2']) {
      const asked = await disable(seen);
      expect([asked.status, wordsOf(asked.text)]).toEqual([422, expect.stringMatching(/退職 予定 ?さんは、対応中の問合せを ?1件 ?担当しています/) as string]);
    }
    expect((await leaving.api.get('/api/v1/me')).status, 'nothing has happened yet').toBe(200);
    expect((await disable('1')).status).toBe(303);
    expect((await leaving.api.get('/api/v1/me')).status).toBe(401);

    await desk.runJob('inquiries.departures');
    await desk.runJob('inquiries.departures');

    expect(await holder(inquiry.id)).toEqual({ ownerId: null });
    expect(await toldOf(inquiry.id)).toEqual([people.first.staffId, people.supervisor.staffId].toSorted());
    const events = await desk.db.rows<{ type: string; actorKind: string }>(sql`SELECT type, actor_kind AS "actorKind" FROM event WHERE stream_id = ${inquiry.id} ORDER BY seq`);
    expect(events.filter(({ type }) => type === 'assign')).toEqual([{ type: 'assign', actorKind: 'system' }]);
    expect((await look(people.first, inquiry)).status).toBe(inquiry.status);
    expect((await people.first.client.get('/notices')).text).toContain('担当者がいなくなった問合せが、一覧に戻りました');
  });
});
