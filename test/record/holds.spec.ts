import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql, type Sql } from '../../src/platform/sql.js';
import { act, look } from '../inquiries/story.js';
import { plantCanaries, type CanaryWorld } from '../support/canaries.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { endInquiries, erase, mailFromContact } from './erasure-support.js';

const key = () => ({ 'idempotency-key': crypto.randomUUID() });
const wish = { choice: 'return', ground: 'request' };

describe.each(databaseKinds())('E3 use stops, two persons, and holds (%s)', (database) => {
  let desk: TestDesk;
  let sink: SmtpSink;
  let world: CanaryWorld;
  let other: SignedIn;
  beforeAll(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ database, smtp: sink.settings });
    world = await plantCanaries(desk);
    other = await desk.signIn('service_owner', { name: '主管 二' });
  });
  afterAll(async () => {
    await desk.close();
    await sink.close();
  });
  const ask = (person: SignedIn, customerId: string, body: object = wish) => person.api.postJson(`/api/v1/customers/${customerId}/erasures`, body, key());
  const decide = (person: SignedIn, id: string, what: 'confirm' | 'cancel') => person.api.postJson(`/api/v1/erasures/${id}/${what}`, {}, key());
  const stateOf = async (id: string) => (await world.auditor.api.get(`/api/v1/erasures/${id}`)).json<{ state: string; certificate: { kept: { what: string; ground: string; until: string | null }[]; keyDestroyed: boolean } }>();

  it('waits for open inquiries to end, and is for owners who prove who they are', async () => {
    const refused = await ask(world.owner, world.a.customerId);
    expect([refused.status, refused.text.includes('対応中のお問い合わせが')]).toEqual([409, true]);
    await endInquiries(desk, world.a.customerId);
    for (const person of [world.lead, world.auditor, world.a.supervisor]) expect((await ask(person, world.a.customerId)).status).toBe(403);
    desk.clock.advance(11 * 60_000);
    expect((await ask(world.owner, world.a.customerId)).json<{ code: string }>().code).toBe('confirmation_required');
    desk.clock.advance(-11 * 60_000);
  });

  it('stops every use at once, and takes that back where it is cancelled', async () => {
    const { a } = world;
    const { id } = (await ask(world.owner, a.customerId)).json<{ id: string }>();
    expect((await ask(other, a.customerId)).status).toBe(409);
    for (const person of [a.first, a.supervisor, world.analyst, world.lead]) {
      expect((await person.client.get(`/customers/${a.customerId}`)).status).toBe(404);
      expect((await person.client.get(`/inquiries/${a.hearing.id}`)).status).toBe(404);
    }
    expect((await world.auditor.client.get(`/inquiries/${a.hearing.id}`)).status).toBe(200);
    const acted = await act(world.owner, await look(world.owner, a.hearing), 'end-by-contract');
    expect([acted.status, acted.text.includes('利用を停止しています')], acted.text).toEqual([409, true]);
    const before = sink.mails.length;
    await desk.runJob('mail.deliver');
    expect(sink.mails.slice(before).flatMap(({ to }) => to)).not.toContain(`${a.word}@customer.example`);
    await mailFromContact(desk, a, 'zqstopped');
    expect((await desk.db.rows(sql`SELECT id FROM raw_message WHERE subject LIKE 'zqstopped%' AND inquiry_id IS NULL`)).length).toBe(1);
    expect((await decide(world.owner, id, 'cancel')).status).toBe(204);
    expect((await a.first.client.get(`/customers/${a.customerId}`)).status).toBe(200);
  });

  it('wants a second person, and the data given back first where that was chosen', async () => {
    const { id } = (await ask(world.owner, world.a.customerId)).json<{ id: string }>();
    const alone = await decide(world.owner, id, 'confirm');
    expect([alone.status, alone.text.includes('もう一人のサービス主管')]).toEqual([409, true]);
    const early = await decide(other, id, 'confirm');
    expect([early.status, early.text.includes('先にデータを取り出して')]).toEqual([409, true]);
    const zip = await world.owner.api.postJson(`/api/v1/customers/${world.a.customerId}/data/export`, {});
    expect([zip.status, zip.text.slice(0, 2)]).toEqual([200, 'PK']);
    const all = await world.owner.api.postJson(`/api/v1/customers/${world.a.customerId}/holds`, { kind: 'legal', ground: '訴訟のため', until: '2026-12-31' }, key());
    expect(all.status).toBe(204);
    const held = await decide(other, id, 'confirm');
    expect([held.status, held.text.includes('訴訟のため'), held.text.includes('2026-12-31')]).toEqual([409, true, true]);
    const [hold] = await desk.db.rows<{ id: string }>(sql`SELECT id FROM data_hold WHERE customer_id = ${world.a.customerId}`);
    expect((await world.owner.api.postJson(`/api/v1/customers/${world.a.customerId}/holds/${hold?.id}/lift`, {}, key())).status).toBe(204);
    expect((await decide(world.owner, id, 'cancel')).status).toBe(204);
  });

  it('erases nothing while a mail is on its way, and sends none that comes back to wait after the stop', async () => {
    const { b } = world;
    await endInquiries(desk, b.customerId);
    const [outboxId = ''] = b.outboxIds;
    const set = (values: Sql) => desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE outbox SET ${values} WHERE id = ${outboxId}`));
    const mail = () => desk.db.row<{ state: string }>(sql`SELECT state FROM outbox WHERE id = ${outboxId}`);
    await set(sql`state = 'sending', leased_by = 'another process', leased_until = ${Date.now() + 300_000}, body_started_at = NULL, next_attempt_at = 0`);
    const id = await erase(world.owner, other, b.customerId);
    await desk.runJob('record.erasures');
    expect([(await stateOf(id)).state, await mail()]).toEqual(['confirmed', { state: 'sending' }]);
    const before = sink.mails.length;
    await set(sql`leased_until = 0`);
    await desk.runJob('mail.deliver');
    expect([sink.mails.slice(before).flatMap(({ to }) => to), await mail()]).toEqual([[], { state: 'withdrawn' }]);
    await desk.runJob('record.erasures');
    expect([(await stateOf(id)).state, await mail()]).toEqual(['telling', undefined]);
  });

  it('leaves a held inquiry, names ground and end, and goes on by itself when the hold has ended', async () => {
    const { a } = world;
    const wrong = await world.owner.api.postJson(`/api/v1/customers/${a.customerId}/holds`, { kind: 'evidence', ground: '調査中', inquiryNumber: world.b.hearing.number, until: '' }, key());
    expect(wrong.status).toBe(422);
    const placed = await world.owner.api.postJson(`/api/v1/customers/${a.customerId}/holds`, { kind: 'evidence', ground: '調査中', inquiryNumber: a.analysed.number, until: '2026-11-30' }, key());
    expect(placed.status).toBe(204);
    const id = await erase(world.owner, other, a.customerId);
    for (const job of ['record.erasures', 'mail.deliver', 'record.erasures']) await desk.runJob(job);
    expect(await stateOf(id)).toMatchObject({ state: 'held', certificate: { keyDestroyed: false, kept: [{ what: 'record' }, { what: 'inquiry', inquiryNumber: a.analysed.number, ground: '調査中', until: '2026-11-30' }] } });
    const texts = async (inquiryId: string) => (await desk.db.rows(sql`SELECT id FROM inquiry_text WHERE inquiry_id = ${inquiryId} AND body <> ''`)).length;
    expect([await texts(a.analysed.id) > 0, await texts(a.hearing.id)]).toEqual([true, 0]);
    expect((await desk.db.rows(sql`SELECT id FROM sealed_content WHERE id = ${a.evidenceId}`)).length, 'the file is still there').toBe(1);
    expect((await world.owner.client.get(`/erasures/${id}`)).text).toContain('調査中');
    desk.clock.advance(8 * 86_400_000);
    await desk.runJob('record.erasures');
    expect(await texts(a.analysed.id)).toBe(0);
    const [row] = await desk.db.rows<{ state: string }>(sql`SELECT state FROM erasure WHERE id = ${id}`);
    expect(row?.state).toBe('done');
  });
});
