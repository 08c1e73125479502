import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { aStaffedDesk, done, hear, takeCall, verification, type Resource } from '../inquiries/story.js';
import { canary, inSecondLine, now, portalNote } from '../analysis/analysis-story.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { queueMail } from './outbox-support.js';

type People = Awaited<ReturnType<typeof aStaffedDesk>>;

describe.each(databaseKinds())('E5 a mail to the wrong person (%s)', (database) => {
  let desk: TestDesk;
  let sink: SmtpSink;
  let people: People;
  let outboxId: string;
  beforeAll(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ database, smtp: sink.settings });
    people = await aStaffedDesk(desk);
    const inquiry = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
    await hear(desk, people.first, inquiry);
    await done(people.first, await look(inquiry.id), 'verify', verification(people.contact.id));
    const queued = await desk.db.rows<{ id: string }>(sql`SELECT id FROM outbox WHERE inquiry_id = ${inquiry.id} ORDER BY id`);
    outboxId = queued[0]?.id ?? '';
  });
  afterAll(async () => {
    await desk.close();
    await sink.close();
  });
  const look = async (id: string): Promise<Resource> => (await people.first.api.get(`/api/v1/inquiries/${id}`)).json<Resource>();
  const fields = () => ({ _key: newId(), outboxId, discoveredAt: '2026-11-24T10:00', circumstances: '宛先を取り違えた', contractNumber: '' });

  it('is for the owner and the second-line lead alone', async () => {
    for (const person of [people.first, people.supervisor, people.analyst]) expect((await person.client.get(`/mail-incidents/new?outboxId=${outboxId}`)).status).toBe(403);
    expect((await people.lead.client.get(`/mail/outbox/${outboxId}`)).text).toContain('誤送信として対応する');
    expect((await people.first.client.get(`/mail/outbox/${outboxId}`)).text).not.toContain('誤送信として対応する');
  });

  it('is withdrawn while it waits, and one page lists, drafts, counts and records', async () => {
    const { client } = people.lead;
    await client.get(`/mail-incidents/new?outboxId=${outboxId}`);
    const ahead = await client.postForm('/mail-incidents', { ...fields(), discoveredAt: '2026-11-25T10:00' });
    expect([ahead.status, ahead.text.includes('先の日時は記録できません'), ahead.text.includes('宛先を取り違えた')]).toEqual([422, true, true]);
    const opened = await client.postForm('/mail-incidents', fields());
    expect(opened.status).toBe(303);
    const path = opened.headers.get('location') ?? '';
    expect(await desk.db.rows(sql`SELECT state FROM outbox WHERE id = ${outboxId}`)).toEqual([{ state: 'withdrawn' }]);
    const page = (await client.get(path)).text;
    for (const shown of ['送信前に取りやめました', '2026年11月26日（木）から2026年11月28日（土）まで', '2026年12月23日（水）まで', '今日は1日目', 'この宛先に送ったもの', '発覚・未送信分の取りやめ']) expect(page).toContain(shown);
    expect((await client.postForm('/mail-incidents', fields())).status).toBe(409);

    const drafted = await client.postForm(`${path}/notice`, { _key: newId(), items: '受付確認メールの本文\n\nお客様のお名前', measures: '削除をお願いしました' });
    expect(drafted.status).toBe(303);
    expect((await client.postForm(`${path}/notice`, { _key: newId(), items: '', measures: 'x' })).status).toBe(422);
    expect((await client.postForm(`${path}/tell`, { _key: newId() })).status).toBe(303);
    expect((await client.postForm(`${path}/tell`, { _key: newId() })).status).toBe(409);
    await desk.runJob('mail.deliver');
    const notice = sink.mails.find(({ to }) => to.includes(people.contact.email));
    expect(notice).toBeDefined();
    await client.postForm(`${path}/steps`, { _key: newId(), step: 'preliminary_reported', at: '2026-11-24T10:05' });
    expect((await client.postForm(`${path}/close`, { _key: newId() })).status).toBe(303);
    const after = (await client.get(path)).text;
    expect(after).toContain('提出済み');
    expect(after).toContain('対応を完了');
    expect((await people.owner.client.get('/mail-incidents')).text).toContain(people.customer.name);
    const id = path.split('/').at(-1) ?? '';
    const events = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'mail' AND stream_id = ${id} ORDER BY seq`);
    expect(events.map(({ type }) => type)).toEqual(['incident_opened', 'incident_customer_told', 'incident_preliminary_reported', 'incident_closed']);
  });

  it('goes the same way over the API: withdraws, tells what was disclosed to whom and until when, and records', async () => {
    const inquiry = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
    await hear(desk, people.first, inquiry);
    await done(people.first, await look(inquiry.id), 'verify', verification(people.contact.id));
    const wrong = (await desk.db.row<{ id: string }>(sql`SELECT id FROM outbox WHERE inquiry_id = ${inquiry.id} AND state = 'waiting' ORDER BY id`))?.id ?? '';
    const { api } = people.owner;
    const post = (path: string, body: object) => api.postJson(`/api/v1/mail-incidents${path}`, body, { 'idempotency-key': newId() });
    const facts = { outboxId: wrong, discoveredAt: '2026-11-24T10:00:00+09:00', circumstances: '宛先を取り違えた', malicious: true };
    expect((await people.analyst.api.postJson('/api/v1/mail-incidents', facts, { 'idempotency-key': newId() })).status).toBe(403);
    expect((await post('', { ...facts, discoveredAt: '2026-11-25T10:00:00+09:00' })).status).toBe(422);
    const opened = await post('', facts);
    expect(opened.status, opened.text).toBe(201);
    const { id, ...incident } = opened.json<{ id: string; disclosed: object[] }>();
    expect(incident).toMatchObject({ outboxId: wrong, customerName: people.customer.name, toAddress: people.contact.email, reports: { preliminaryBy: '2026-11-28', finalDays: 60 } });
    expect(incident.disclosed).toContainEqual(expect.objectContaining({ outboxId: wrong, state: 'withdrawn', sentAt: null }));
    expect((await post('', facts)).status).toBe(409);
    expect((await post(`/${id}/notice`, { items: ['受付確認メールの本文'], measures: ['削除をお願いしました'] })).json()).toMatchObject({ items: ['受付確認メールの本文'] });
    expect((await post(`/${id}/steps`, { step: 'recall_asked', at: '2026-11-24T10:05:00+09:00' })).status).toBe(200);
    expect((await post(`/${id}/tell`, {})).status).toBe(200);
    const closed = (await post(`/${id}/close`, {})).json<{ closedAt: string; steps: { type: string }[] }>();
    expect([closed.closedAt, closed.steps.map(({ type }) => type)]).toEqual([expect.stringContaining('2026-11-24T'), ['opened', 'recall_asked', 'customer_told', 'closed']]);
    expect((await api.get('/api/v1/mail-incidents')).json<{ id: string }[]>().map((one) => one.id)).toContain(id);
    expect((await api.get(`/api/v1/mail-incidents/${newId()}`)).status).toBe(404);
  });

  it('takes back what else waits for that address, lets nothing restricted into the notice, and is not over before the customer is told of what may have arrived', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.analyst, inquiry, 'add-portal-note', { text: portalNote });
    const { api } = people.owner;
    const post = (path: string, body: object) => api.postJson(`/api/v1/mail-incidents${path}`, body, { 'idempotency-key': newId() });
    const codeOf = (answer: Answer) => [answer.status, answer.json<{ code: string }>().code];
    const mail = (set: object) => queueMail(desk.db, { inquiryId: inquiry.id, toAddress: 'wrong@elsewhere.example', contactId: null, ...set });
    const stateOf = ({ id }: { id: string }) => desk.db.row<{ state: string }>(sql`SELECT state FROM outbox WHERE id = ${id}`);
    const at = desk.clock.now();
    for (const gone of [{ state: 'sent', sentAt: at }, { state: 'unknown', bodyStartedAt: at }] as const) {
      const [wrong, further, anothers] = [await mail({ seq: 90, ...gone }), await mail({ seq: 91 }), await mail({ seq: 92, toAddress: people.contact.email })];
      const opened = await post('', { outboxId: wrong.id, discoveredAt: '2026-11-24T10:00:00+09:00', circumstances: '宛先を取り違えた', malicious: false });
      expect(opened.status, opened.text).toBe(201);
      expect([await stateOf(further), await stateOf(anothers)], gone.state).toEqual([{ state: 'withdrawn' }, { state: 'waiting' }]);
      const { id } = opened.json<{ id: string }>();
      expect(codeOf(await post(`/${id}/notice`, { items: [`通信先 ${canary.address}`], measures: ['削除をお願いしました'] }))).toEqual([409, 'restricted_value']);
      expect(codeOf(await post(`/${id}/close`, {})), gone.state).toEqual([409, 'illegal_transition']);
      expect((await post(`/${id}/tell`, {})).status).toBe(200);
      expect((await post(`/${id}/close`, {})).status).toBe(200);
    }
  });

  it('ASVS 7.5.1: withdrawing and telling want a proof of the last ten minutes, on the page and over the API', async () => {
    desk.clock.advance(11 * 60_000);
    await people.lead.client.get('/mail-incidents');
    for (const path of ['/mail-incidents', `/mail-incidents/${newId()}/tell`]) {
      const page = await people.lead.client.postForm(path, { _key: newId() });
      expect([page.status, page.text.includes('name="_confirm"')]).toEqual([403, true]);
      const answer = await people.lead.api.postJson(`/api/v1${path}`, {}, { 'idempotency-key': newId() });
      expect([answer.status, answer.json<{ code: string }>().code]).toEqual([403, 'confirmation_required']);
    }
  });
});
