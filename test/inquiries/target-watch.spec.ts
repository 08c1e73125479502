import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Calendars } from '../../src/calendar/calendars.service.js';
import { TargetWatch } from '../../src/inquiries/watches/target-watch.service.js';
import { DeliveryResults } from '../../src/inquiries/outbox/delivery-results.js';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { wordsOf } from '../pages/page.js';
import { act, aStaffedDesk, done, hear, look, takeCall, verification, type Problem, type Resource } from './story.js';

describe.each(databaseKinds())('the watch over the response target on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeEach(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterEach(() => desk.close());

  async function aCall(): Promise<Resource> {
    return (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
  }

  async function told(): Promise<{ kind: string; staffId: string }[]> {
    await desk.app.get(TargetWatch).look();
    return desk.db.rows(sql`SELECT kind, staff_id AS "staffId" FROM notice WHERE kind LIKE 'target_%' ORDER BY created_at, staff_id`);
  }

  it('D4: tells owner and supervisor once at 80 % of the business time, whoever looks again', async () => {
    await aCall();
    // 14 h 48 min of reception lie between 10:12 and the next day 17:00; 80 % are over at 14:02:24.
    desk.clock.set('2026-11-25T14:02:00+09:00');
    expect(await told()).toEqual([]);
    desk.clock.set('2026-11-25T14:03:00+09:00');
    const first = await told();
    expect(first.map(({ kind }) => kind)).toEqual(['target_near', 'target_near']);
    expect(first.map(({ staffId }) => staffId).toSorted()).toEqual([people.first.staffId, people.supervisor.staffId].toSorted());
    expect(await told()).toEqual(first);
    const mails = await desk.db.rows<{ data: string }>(sql`SELECT data FROM outbox WHERE template = 'target_warning'`);
    expect(mails).toHaveLength(2);
    expect(JSON.parse(mails[0]?.data ?? '{}')).toMatchObject({ remaining: '2時間57分', missed: false });
    expect(JSON.stringify(mails)).not.toContain(people.customer.name);
  });

  it('D1, D4: records 目標期限超過 at once and tells the leads and the owner at the next opening', async () => {
    const call = await aCall();
    desk.clock.set('2026-11-25T17:00:01+09:00');
    expect(await told()).toEqual([]);
    expect(await desk.db.row(sql`SELECT clock FROM inquiry WHERE id = ${call.id}`)).toEqual({ clock: 'missed' });
    desk.clock.set('2026-11-26T09:00:00+09:00');
    const missed = (await told()).map(({ staffId }) => staffId).toSorted();
    expect(missed).toEqual([people.first, people.supervisor, people.lead, people.owner].map(({ staffId }) => staffId).toSorted());
  });

  it('D1, D2: an answer in time that is written down after the target asks for a reason, and stands on the list of missed targets', async () => {
    const call = await aCall();
    await hear(desk, people.first, call);
    const verified = await done(people.first, await look(people.first, call), 'verify', verification(people.contact.id));
    desk.clock.set('2026-11-26T10:00:00+09:00');
    await told();
    const first = await desk.signIn('first_line', { deskIds: [people.customer.supportDeskId] });
    const owner = await desk.signIn('service_owner');
    const answer = { contactId: people.contact.id, person: '山田様', summary: '説明した', countsAsFirstResponse: true, occurredAt: '2026-11-25T16:59' };
    const seen = await look(first, verified);
    const refused = await act(first, seen, 'answer-by-phone', answer);
    expect([refused.status, refused.json<Problem>().faults.map(({ field }) => field)]).toEqual([422, ['lateReason']]);
    expect((await first.client.get(`/inquiries/${call.id}`)).text).toContain('name="lateReason"');
    const answered = await done(first, seen, 'answer-by-phone', { ...answer, lateReason: '出先で回答し、翌朝に記録' });
    expect([answered.clock, answered.firstResponseAt]).toEqual(['met', '2026-11-25T16:59:00+09:00']);
    const words = wordsOf((await first.client.get(`/inquiries/${call.id}`)).text);
    for (const shown of ['目標期限を過ぎてから、期限内の回答として記録', '出先で回答し、翌朝に記録']) expect(words).toContain(shown);
    expect(wordsOf((await owner.client.get('/figures/missed?month=2026-11')).text)).toMatch(new RegExp(`${call.number}.{0,200}期限内の回答を期限後に記録`, 's'));
  });

  it('D2: nobody is told once an answer by telephone has stopped the clock', async () => {
    const call = await aCall();
    await hear(desk, people.first, call);
    const verified = await done(people.first, await look(people.first, call), 'verify', verification(people.contact.id));
    await done(people.first, verified, 'answer-by-phone', { contactId: people.contact.id, person: '山田様', summary: '説明した', countsAsFirstResponse: true });
    desk.clock.set('2026-11-26T10:00:00+09:00');
    expect(await told()).toEqual([]);
  });

  it('D2: an unanswered call and a receipt leave the clock running', async () => {
    const verified = await done(people.first, await aCall(), 'verify', verification(people.contact.id));
    const called = await done(people.first, verified, 'log-call', { outcome: 'voicemail', purpose: 'answer' });
    expect([called.clock, called.firstResponseAt]).toEqual(['running', null]);
  });

  it('D5: a closure added moves the open target and is on the record; a re-opening moves it back', async () => {
    const call = await aCall();
    const calendars = desk.app.get(Calendars);
    const closure = await calendars.addClosure({ kind: 'operator' }, { from: '2026-11-25', to: '2026-11-25', reason: '全社停電' });
    const moved = await look(people.first, call);
    expect([moved.acceptedAt, moved.dueAt]).toEqual([call.acceptedAt, '2026-11-26T17:00:00+09:00']);
    expect(moved.explanation).toContain('全社停電');
    await calendars.revoke({ kind: 'operator' }, closure.id);
    expect((await look(people.first, call)).dueAt).toBe('2026-11-25T17:00:00+09:00');
    const events = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_id = ${call.id} ORDER BY seq`);
    expect(events.map(({ type }) => type)).toEqual(['take_call', 'move_due', 'move_due']);
  });

  it('D2: a bounced answer takes the first response back and asks for a call', async () => {
    const call = await aCall();
    await hear(desk, people.first, call);
    const verified = await done(people.first, await look(people.first, call), 'verify', verification(people.contact.id));
    const mail = await desk.db.row<{ id: string }>(sql`SELECT id FROM outbox WHERE inquiry_id = ${call.id} AND template = 'receipt'`);
    await desk.db.tx(async (tx) => {
      await desk.db.execute(tx, sql`UPDATE outbox SET counts_as_answer = ${true} WHERE id = ${mail?.id ?? ''}`);
      await desk.db.execute(tx, sql`UPDATE inquiry SET clock = 'met', first_response_at = ${desk.clock.now()} WHERE id = ${call.id}`);
    });
    await desk.db.tx((tx) => desk.app.get(DeliveryResults).failed(tx, mail?.id ?? '', desk.clock.now()));
    const after = await look(people.first, verified);
    expect([after.clock, after.firstResponseAt]).toEqual(['running', null]);
    const notices = await desk.db.rows<{ kind: string }>(sql`SELECT kind FROM notice WHERE inquiry_id = ${call.id}`);
    expect(notices).toEqual([{ kind: 'undelivered' }]);
  });
});
