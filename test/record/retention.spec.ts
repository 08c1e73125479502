import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outbox } from '../../src/inquiries/outbox/outbox.service.js';
import { OutboxRow, type OutboxState } from '../../src/inquiries/outbox/outbox.entity.js';
import { OutboxAttemptRow } from '../../src/mail/outbox/outbox-attempt.entity.js';
import { Contents } from '../../src/platform/content/contents.service.js';
import { RawMessageRow } from '../../src/mail/raw-message.entity.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { newId } from '../../src/platform/ids.js';
import { sql, sqlList } from '../../src/platform/sql.js';
import { insert, update } from '../../src/platform/write.js';
import { verifyRecord } from '../../src/record/record-verifier.service.js';
import { AccessLogRow } from '../../src/staff/access-log.entity.js';
import { rawMail } from '../mail/corpus.js';
import { indexAll } from '../support/search.js';
import { plantCanaries, type CanaryWorld } from '../support/canaries.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { endInquiries, wordsOfA } from './erasure-support.js';

const dayMs = 86_400_000;
const key = () => ({ 'idempotency-key': crypto.randomUUID() });

describe.each(databaseKinds())('E3 retention by class (%s)', (database) => {
  let desk: TestDesk;
  let world: CanaryWorld;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    world = await plantCanaries(desk);
    for (const { customerId } of [world.a, world.b]) {
      await endInquiries(desk, customerId);
      await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET ended_at = ${desk.clock.now()} WHERE customer_id = ${customerId}`));
    }
    await world.owner.api.postJson(`/api/v1/customers/${world.b.customerId}/holds`, { kind: 'legal', ground: '訴訟のため', inquiryNumber: world.b.analysed.number }, key());
  });
  afterAll(() => desk.close());
  const destroyed = async (id: string) => (await desk.db.row<{ at: number | null }>(sql`SELECT destroyed_at AS at FROM evidence_item WHERE id = ${id}`))?.at != null;
  const after = async (days: number) => {
    desk.clock.advance(days * dayMs);
    await desk.runJob('record.retention');
  };

  it('keeps each class for its days, disposes of it then, and leaves what is held', async () => {
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET is_open = ${true}, ended_at = NULL WHERE id = ${world.a.analysed.id}`));
    await after(365);
    expect(await destroyed(world.a.evidenceId), 'the inquiry is open yet').toBe(false);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET is_open = ${false}, ended_at = ${desk.clock.now()} WHERE id = ${world.a.analysed.id}`));
    await after(29);
    expect(await destroyed(world.a.evidenceId)).toBe(false);
    await after(2);
    expect([await destroyed(world.a.evidenceId), await destroyed(world.b.evidenceId)]).toEqual([true, false]);
    expect((await desk.db.rows(sql`SELECT id FROM sealed_content WHERE id = ${world.a.evidenceId}`)).length).toBe(0);
    const custody = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'evidence' AND stream_id = ${world.a.evidenceId} ORDER BY seq`);
    expect(custody.at(-1)?.type).toBe('destroyed');
    await after(160);
    expect(await desk.db.rows(sql`SELECT id FROM raw_message WHERE id IN (${world.a.mailId}, ${world.b.mailId})`), 'mail of strangers').toEqual([]);
  });

  it('disposes of every mail that is in no inquiry, whoever it says it is from and whether it could be read', async () => {
    const mailOf = async (set: object) => {
      const id = await desk.app.get(RawMessages).store(rawMail({ from: `${crypto.randomUUID()}@stranger.example` }), { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
      await desk.db.tx((tx) => update(tx, RawMessageRow, { id }, set));
      return id;
    };
    const outboxId = world.a.outboxIds[0] ?? '';
    const ids = [await mailOf({ state: 'quarantined', customerId: world.a.customerId }), await mailOf({ state: 'failed', kind: 'unreadable' }), await mailOf({ state: 'done', kind: 'bounce', outboxId })];
    const kept = [await mailOf({ state: 'done', inquiryId: world.a.analysed.id }), await mailOf({ state: 'stored' })];
    await after(181);
    const left = await desk.db.rows<{ id: string }>(sql`SELECT id FROM raw_message WHERE id IN ${sqlList([...ids, ...kept])} ORDER BY id`);
    expect(left.map(({ id }) => id)).toEqual(kept);
  });

  it('disposes of what was written to strangers, too, with its attempts and its bytes, and of nothing that waits or is a customer’s', async () => {
    const now = desk.clock.now();
    const to = { name: '', address: 'stranger@stranger.example', contactId: null };
    const [outbox, contents] = [desk.app.get(Outbox), desk.app.get(Contents)];
    const written = async (state: OutboxState) => {
      const id = await desk.db.tx((tx) => outbox.toStranger(tx, null, { template: 'unregistered', to, supportDeskId: null, now }));
      await desk.db.tx(async (tx) => {
        await update(tx, OutboxRow, { id }, { state });
        await contents.put(tx, { id, bytes: Buffer.from('to a stranger'), owner: { kind: 'unassigned', at: now } });
        await insert(tx, OutboxAttemptRow, { id: newId(), outboxId: id, number: 1, startedAt: now, endedAt: now, outcome: 'sent', bodyOut: true, replyCode: 250, detail: '' });
      });
      return id;
    };
    const gone = [await written('sent'), await written('failed'), await written('withdrawn')];
    const waits = await written('waiting');
    const body = { newDesk: await outbox.signatureOf(null), effectiveFrom: now };
    const notice = await desk.db.tx((tx) => outbox.toCustomer(tx, world.a.customerId, { template: 'desk_changed', body, now }));
    await desk.db.tx((tx) => update(tx, OutboxRow, { id: notice?.outboxId ?? '' }, { state: 'sent' }));
    const theirs = await desk.db.rows<{ id: string }>(sql`SELECT id FROM outbox WHERE inquiry_id IS NOT NULL OR customer_id IS NOT NULL`);
    const left = async (ids: readonly string[]) => Promise.all([sql`SELECT id FROM outbox WHERE id`, sql`SELECT id FROM sealed_content WHERE id`, sql`SELECT outbox_id FROM outbox_attempt WHERE outbox_id`].map(async (rows) => (await desk.db.rows(sql`${rows} IN ${sqlList(ids)}`)).length));
    await after(179);
    expect(await left(gone)).toEqual([3, 3, 3]);
    await after(2);
    expect(await left(gone)).toEqual([0, 0, 0]);
    expect(await left([waits])).toEqual([1, 1, 1]);
    expect(theirs.map(({ id }) => id)).toContain(notice?.outboxId);
    expect((await desk.db.rows(sql`SELECT id FROM outbox WHERE id IN ${sqlList(theirs.map(({ id }) => id))}`)).length).toBe(theirs.length);
  });

  it('lets the owner change the days within bounds, for a reason, on the record, and shows what is due and what is held', async () => {
    const owner = await desk.signIn('service_owner');
    const auditor = await desk.signIn('auditor');
    const page = await owner.client.get('/retention');
    expect([page.status, page.text.includes('訴訟のため')]).toEqual([200, true]);
    const days = { evidence: '30', inquiry: '100', stranger_mail: '180', access_log: '1825', notice: '365', automatic_mail: '90' };
    const change = (fields: Record<string, string>) => owner.client.postForm('/retention', { ...days, ...fields, _key: crypto.randomUUID() });
    const reason = '契約書の保存期間に合わせるため';
    const refused = await change({ access_log: '30', reason });
    expect([refused.status, refused.text.includes('365日以上にしてください'), refused.text.includes('「閲覧記録」を')]).toEqual([422, true, false]);
    const asked = await change({ reason });
    expect([asked.status, /「問合せの内容（[^」]*」を1825日から100日に短くすると、[1-9]\d*件の期限が来て/.test(asked.text), asked.text.includes(`>${reason}</textarea>`)]).toEqual([422, true, true]);
    const confirmed = /name="confirmed" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
    expect((await change({ inquiry: '90', confirmed, reason })).status, 'what was confirmed counts for these days alone').toBe(422);
    const unfounded = await change({ confirmed, reason: ' ' });
    expect([unfounded.status, unfounded.text.includes('保存期間を変更する理由を入力してください')]).toEqual([422, true]);
    expect((await change({ confirmed, reason })).status).toBe(303);
    expect((await change({})).status, 'nothing to change and nothing to say').toBe(303);
    expect((await change({ notice: '400' })).status, 'longer for a reason, too').toBe(422);
    expect((await change({ notice: '400', reason: '<b>監査</b>のため' })).status).toBe(303);
    const shown = (await owner.client.get('/retention')).text.replace(/^[^]*変更の履歴/, '');
    expect(shown, 'the newest first').toMatch(/365日 → 400日[^]*&lt;b&gt;監査[^]*1825日 → 100日[^]*契約書の保存期間に合わせるため/);
    const events = await desk.db.rows<{ actorId: string; data: string }>(sql`SELECT actor_id AS "actorId", data FROM event WHERE stream_id = 'retention' AND type = 'retention_changed' ORDER BY seq`);
    expect(events.map(({ actorId, data }) => ({ actorId, ...(JSON.parse(data) as object) }))).toMatchObject([{ actorId: owner.staffId, name: 'inquiry', daysBefore: 1825, days: 100 }, { name: 'notice', daysBefore: 365, days: 400 }]);
    expect(JSON.stringify(events), 'E1: the record refers to the reason').not.toContain('契約書');
    expect((await (await desk.signIn('second_line_lead')).client.get('/retention')).status).toBe(403);
    const answer = (await auditor.api.get('/api/v1/retention')).json<{ classes: { name: string; days: number; due: number; held: { ground: string }[] }[]; changes: object[] }>();
    expect(answer.changes).toMatchObject([{ name: 'notice', days: 400 }, { name: 'inquiry', daysBefore: 1825, days: 100, reason, changedBy: expect.any(String) as string }]);
    const due = answer.classes;
    const inquiries = due.find(({ name }) => name === 'inquiry');
    expect(inquiries).toMatchObject({ days: 100, held: [{ ground: '訴訟のため' }] });
    expect(inquiries?.due).toBeGreaterThan(3);
  });

  it('empties inquiries as an erasure does: contents go, the record stays whole', async () => {
    const indexed = (customerId: string) => desk.db.rows(sql`SELECT id FROM search_document WHERE inquiry_id IN (SELECT id FROM inquiry WHERE customer_id = ${customerId})`);
    await indexAll(desk);
    expect((await indexed(world.a.customerId)).length).toBeGreaterThan(0);
    await desk.runJob('record.retention');
    expect(await indexed(world.a.customerId), 'before anything is indexed anew').toEqual([]);
    expect((await indexed(world.b.customerId)).length, 'what is held can be found').toBeGreaterThan(0);
    const rest = await desk.db.rows<Record<string, unknown>>(sql`SELECT headline, caller_name FROM inquiry WHERE customer_id = ${world.a.customerId}`);
    expect(wordsOfA(JSON.stringify(rest))).toEqual([]);
    expect((await desk.db.rows(sql`SELECT id FROM portal_note WHERE inquiry_id = ${world.a.analysed.id}`)).length).toBe(0);
    expect((await desk.db.rows(sql`SELECT id FROM portal_note WHERE inquiry_id = ${world.b.analysed.id}`)).length).toBe(1);
    expect((await verifyRecord(desk.db, desk.config.dataDir)).intact).toBe(true);
  });

  it('goes on with what is due however much a hold keeps', async () => {
    const old = desk.clock.now() - 2_000 * dayMs;
    const look = (customerId: string) => ({ id: newId(), at: old, staffId: null, act: 'viewed' as const, subject: 'customer' as const, subjectId: customerId, customerId, inquiryId: null });
    const owner = await desk.signIn('service_owner');
    expect((await owner.api.postJson(`/api/v1/customers/${world.b.customerId}/holds`, { kind: 'legal', ground: '監督官庁の調査', inquiryNumber: null }, key())).status).toBe(204);
    const heldLooks = Array.from({ length: 501 }, () => look(world.b.customerId));
    const due = look(world.a.customerId);
    await desk.db.tx((tx) => insert(tx, AccessLogRow, [...heldLooks, due]));
    await desk.runJob('record.retention');
    expect(await desk.db.rows(sql`SELECT id FROM access_log WHERE id = ${due.id}`)).toEqual([]);
    const left = () => desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM access_log WHERE at = ${old}`);
    expect(await left()).toEqual({ n: heldLooks.length });
    const [hold] = await desk.db.rows<{ id: string }>(sql`SELECT id FROM data_hold WHERE customer_id = ${world.b.customerId} AND ground = '監督官庁の調査'`);
    expect((await owner.api.postJson(`/api/v1/customers/${world.b.customerId}/holds/${hold?.id}/lift`, {}, key())).status).toBe(204);
    for (let run = 0; run < 2; run += 1) await desk.runJob('record.retention');
    expect(await left(), 'a hold that was lifted keeps nothing').toEqual({ n: 0 });
  });
});
