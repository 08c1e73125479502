import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WaitingForCustomer } from '../../src/inquiries/watches/waiting.service.js';
import { Successions } from '../../src/customers/successions.service.js';
import { RegisteredContactRow } from '../../src/customers/registered-contact.entity.js';
import { sql } from '../../src/platform/sql.js';
import { update } from '../../src/platform/write.js';
import { aRegisteredContact, aServedCustomer, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { sessionOf } from '../support/sessions.js';
import { act, aStaffedDesk, done, hear, look, receptionAnswers, takeCall, verification, type Problem, type Resource } from './story.js';

describe.each(databaseKinds())('waiting for the customer on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeEach(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterEach(() => desk.close());

  async function verifiedCall(threatKind = 'c2_communication', { customer, contact }: Pick<typeof people, 'customer' | 'contact'> = people): Promise<Resource> {
    const call = (await takeCall(people.first, { customerId: customer.id })).json<Resource>();
    await hear(desk, people.first, call, receptionAnswers.map((answer) => (answer.questionId === 'threat_kind' ? { ...answer, value: threatKind } : answer)));
    return done(people.first, await look(people.first, call), 'verify', verification(contact.id));
  }

  async function mails(template: string): Promise<number> {
    return (await desk.db.rows(sql`SELECT id FROM outbox WHERE template = ${template}`)).length;
  }

  async function lookAt(instant: string): Promise<void> {
    desk.clock.set(instant);
    await desk.app.get(WaitingForCustomer).look();
  }

  it('T28: asks again after 3 and after 5 business days, within hours, and no third time', async () => {
    const asked = await done(people.first, await verifiedCall(), 'ask-questions', { questionIds: ['source_ip', 'asset_os'], answerBy: '2026-11-27T17:00' });
    expect(asked.status).toBe('awaiting_customer');
    const expected = [['2026-11-27T16:59', 0], ['2026-11-30T09:00', 1], ['2026-12-01T16:00', 1], ['2026-12-01T20:00', 1], ['2026-12-02T09:00', 2], ['2026-12-10T09:00', 2]] as const;
    for (const [at, count] of expected) {
      await lookAt(`${at}:00+09:00`);
      expect([at, await mails('reminder')]).toEqual([at, count]);
    }
    const reminder = await desk.db.row<{ data: string }>(sql`SELECT data FROM outbox WHERE template = 'reminder' LIMIT 1`);
    expect(reminder?.data).toContain('送信元');
  });

  it('T28: an inquiry whose customer cannot be written to holds up no other', async () => {
    const question = { questionIds: ['source_ip'], answerBy: '2026-11-27T17:00' };
    await done(people.first, await verifiedCall(), 'ask-questions', question);
    const other = await aServedCustomer(desk.db, { supportDeskId: people.customer.supportDeskId });
    await done(people.first, await verifiedCall('c2_communication', other), 'ask-questions', question);
    await desk.db.tx((tx) => update(tx, RegisteredContactRow, { id: people.contact.id }, { validTo: desk.clock.now() }));
    await lookAt('2026-11-30T09:00:00+09:00');
    expect(await desk.db.rows(sql`SELECT to_address AS "to" FROM outbox WHERE template = 'reminder'`)).toEqual([{ to: other.contact.email }]);
  });

  it('C8: tells the customer the very day from which it ends by itself, while he is awaited as after an answer', async () => {
    const asked = await done(people.first, await verifiedCall('redirect_destination_site'), 'ask-questions', { questionIds: ['source_ip'], answerBy: '2026-11-27T17:00' });
    await done(people.first, asked, 'announce-closing');
    const event = await desk.db.row<{ data: string }>(sql`SELECT data FROM event WHERE stream_id = ${asked.id} AND type = 'announce_closing'`);
    const { closesAfter } = JSON.parse(event?.data ?? '{}') as { closesAfter: number };
    await done(people.first, await done(people.first, await look(people.first, asked), 'log-call', { outcome: 'absent' }), 'log-call', { outcome: 'busy' });
    for (const [at, status] of [[closesAfter - 60_000, 'awaiting_customer'], [closesAfter + 16 * 3_600_000, 'closed']] as const) {
      await lookAt(new Date(at).toISOString());
      expect(await desk.db.row(sql`SELECT status FROM inquiry WHERE id = ${asked.id}`)).toEqual({ status });
    }
  });

  it.each([
    ['redirect_destination_site', 'closed'],
    ['malware_download', 'answered'],
  ])('C8, T30: what was answered, announced and unanswered ends by itself unless it is grave (%s: %s)', async (threatKind, status) => {
    const answer = { contactId: people.contact.id, person: '山田様', summary: '説明した', countsAsFirstResponse: true };
    const answered = await done(people.first, await verifiedCall(threatKind), 'answer-by-phone', answer);
    const announced = await done(people.first, answered, 'announce-closing');
    const called = await done(people.first, announced, 'log-call', { outcome: 'absent' });
    await done(people.first, called, 'log-call', { outcome: 'busy' });
    await lookAt('2026-12-01T16:59:00+09:00');
    expect(await desk.db.row(sql`SELECT status FROM inquiry WHERE id = ${called.id}`)).toEqual({ status: 'answered' });
    await lookAt('2026-12-02T09:00:00+09:00');
    expect(await desk.db.row(sql`SELECT status FROM inquiry WHERE id = ${called.id}`)).toEqual({ status });
    expect(await mails('closing')).toBe(status === 'closed' ? 1 : 0);
  });

  it('B6: passes inquiries to the successor in one step; the old desk sees nothing any more', async () => {
    const call = await verifiedCall();
    const successor = await aSupportDesk(desk.db);
    const scope = { staffId: people.owner.staffId, name: '', roles: ['service_owner'], deskIds: [], providerId: null } as const;
    await desk.app.get(Successions).execute(scope, { fromDeskId: people.customer.supportDeskId, toDeskId: successor.id, effectiveAt: desk.clock.now() });
    expect((await people.first.api.get(`/api/v1/inquiries/${call.id}`)).status).toBe(404);
    const heir = await desk.signIn('first_line', { deskIds: [successor.id] });
    const passed = await look(heir, call);
    expect([passed.status, passed.dueAt, passed.number]).toEqual([call.status, call.dueAt, call.number]);
  });

  it('A6: a change that takes effect later flags open inquiries when its instant comes', async () => {
    const call = await verifiedCall();
    const at = desk.clock.now() + 60_000;
    await desk.db.tx(async (tx) => {
      await desk.db.execute(tx, sql`UPDATE registered_contact SET valid_to = ${at} WHERE id = ${people.contact.id}`);
    });
    await aRegisteredContact(desk.db, people.customer.id, { name: '後任 三郎', validFrom: at });
    const flagged = async (): Promise<unknown> => {
      await desk.runJob('inquiries.contact-changes');
      return desk.db.row(sql`SELECT verification FROM inquiry WHERE id = ${call.id}`);
    };
    expect(await flagged()).toEqual({ verification: 'verified' });
    desk.clock.set('2026-11-24T10:13:00+09:00');
    expect(await flagged()).toEqual({ verification: 'pending' });
    const version = await desk.db.row(sql`SELECT version FROM inquiry WHERE id = ${call.id}`);
    await flagged();
    expect(await desk.db.row(sql`SELECT version FROM inquiry WHERE id = ${call.id}`)).toEqual(version);
  });

  it('A6: an answer to a contact who was replaced a minute ago is refused, and verification begins anew', async () => {
    const call = await verifiedCall();
    const request = { name: '新任 次郎', kana: 'シンニン ジロウ', department: '総務部', title: '部長', email: 'jiro@example.jp', phone: '03-5555-2000', altPhone: '090-0000-2000' };
    const asked = await people.first.api.postJson(`/api/v1/customers/${people.customer.id}/contact-requests`, request, { 'idempotency-key': 'change' });
    expect(asked.status, asked.text).toBe(201);
    const { id, version = 1 } = asked.json<{ id: string; version?: number }>();
    const owner = await sessionOf(desk.app, desk.baseUrl, people.owner.staffId);
    const approved = await owner.api.postJson(`/api/v1/contact-requests/${id}/approve`, {}, { 'idempotency-key': 'approve', 'if-match': `"${version}"` });
    expect(approved.status, approved.text).toBeLessThan(300);
    const changed = await look(people.first, call);
    expect(changed.verification).toBe('pending');
    const answer = { contactId: people.contact.id, person: '山田様', summary: '説明した', countsAsFirstResponse: true };
    expect((await act(people.first, changed, 'answer-by-phone', answer)).json<Problem>().code).toBe('contact_not_verified');
    const stale = await act(people.first, changed, 'verify', verification(people.contact.id));
    expect(stale.json<Problem>().code).toBe('contact_replaced');
  });
});
