import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InquiryRow } from '../../src/inquiries/inquiry.entity.js';
import { MailIntake, type NewMailInquiry } from '../../src/inquiries/intake/mail-intake.js';
import { DeliveryResults } from '../../src/inquiries/outbox/delivery-results.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { update } from '../../src/platform/write.js';
import { multipart, rawMail, textPart } from '../mail/corpus.js';
import { wordsOf } from '../pages/page.js';
import { aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { aStaffedDesk, done, hear, look, verification } from './story.js';

describe.each(databaseKinds())('what comes by mail on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  async function arrives(wishes: Partial<NewMailInquiry> = {}): Promise<{ id: string }> {
    const mail: NewMailInquiry = {
      rawMessageId: newId(), arrivedAt: desk.clock.now(), supportDeskId: people.customer.supportDeskId, sender: 'registered_authenticated',
      customerId: people.customer.id, contactId: people.contact.id, senderName: '山田 太郎', senderAddress: people.contact.email,
      messageId: `${newId()}@customer.example`, subject: `秘密の件名${Math.random().toString(36).replaceAll(/[^a-z]/g, '')}`, text: '通知の意味を教えてください', hasJapanese: true, alikeInquiryId: null, suspected: false, ...wishes,
    };
    return { id: await desk.db.tx((tx) => desk.app.get(MailIntake).newInquiry(tx, mail)) };
  }

  async function mailsOf(id: string): Promise<{ template: string; autoSubmitted: string; data: string; inReplyTo: string | null }[]> {
    return desk.db.rows(sql`SELECT template, auto_submitted AS "autoSubmitted", data, in_reply_to AS "inReplyTo" FROM outbox WHERE inquiry_id = ${id} ORDER BY seq`);
  }

  async function reply(id: string, sender: 'registered_authenticated' | 'registered_unauthenticated', contactId = people.contact.id): Promise<void> {
    const message = { inquiryId: id, rawMessageId: newId(), arrivedAt: desk.clock.now(), sender, contactId, messageId: `${newId()}@customer.example`, text: '返信です', senderName: '山田 太郎', senderAddress: people.contact.email, suspected: false };
    await desk.db.tx((tx) => desk.app.get(MailIntake).customerReply(tx, message));
  }

  it('R17: a mail that says the same as another shows 重複の可能性 in the queue and on its page, with a link, to who may see the other', async () => {
    const first = await arrives();
    const second = await arrives({ alikeInquiryId: first.id });
    const { number } = await look(people.first, first);
    const link = `href="/inquiries/${first.id}"`;
    for (const path of ['/queue?view=first', `/inquiries/${second.id}`]) {
      const { text } = await people.first.client.get(path);
      expect(text).toContain('重複の可能性');
      expect(text).toContain(link);
      expect(text).toContain(number);
    }
    const elsewhere = await aSupportDesk(desk.db);
    await desk.db.tx((tx) => update(tx, InquiryRow, { id: first.id }, { supportDeskId: elsewhere.id }));
    const { status, text } = await people.first.client.get(`/inquiries/${second.id}`);
    expect(status).toBe(200);
    expect(text).not.toContain('重複の可能性');
    expect(text).not.toContain(first.id);
  });

  it('A5, A5b: waits as 未受付 and 本人確認待ち; the sender gets the receipt, threaded, without his own words', async () => {
    const { id } = await arrives({ messageId: 'first@customer.example' });
    const inquiry = await look(people.first, { id });
    expect([inquiry.status, inquiry.verification]).toEqual(['received', 'pending']);
    const [receipt, ...others] = await mailsOf(id);
    expect([receipt?.template, receipt?.autoSubmitted, receipt?.inReplyTo, others]).toEqual(['receipt', 'auto-replied', 'first@customer.example', []]);
    expect(receipt?.data).not.toContain('秘密');
    expect(await desk.db.row(sql`SELECT to_name AS "toName" FROM outbox WHERE inquiry_id = ${id}`), 'V03: named as registered').toEqual({ toName: '山田 太郎' });
  });

  it('A4: a mail outside hours keeps its arrival, is accepted at the opening, and its sender is told which', async () => {
    const arrivedAt = Date.parse('2026-11-20T17:00:00+09:00');
    const { id } = await arrives({ arrivedAt });
    const inquiry = await look(people.first, { id });
    expect([inquiry.acceptedAt, inquiry.dueAt]).toEqual(['2026-11-24T09:00:00+09:00', '2026-11-25T17:00:00+09:00']);
    const [notice] = await mailsOf(id);
    expect([notice?.template, JSON.parse(notice?.data ?? '{}')]).toMatchObject(['outside_hours', { arrivedAt, nextOpeningAt: Date.parse('2026-11-24T09:00:00+09:00') }]);
  });

  it('A5b: without authentication a fixed receipt that names no inquiry, at most two a day', async () => {
    for (let n = 0; n < 3; n += 1) expect(await mailsOf((await arrives({ sender: 'registered_unauthenticated' })).id)).toEqual([]);
    const fixed = await desk.db.rows<{ data: string }>(sql`SELECT data FROM outbox WHERE template = 'fixed_receipt'`);
    expect(fixed).toHaveLength(2);
    expect(JSON.stringify(fixed)).not.toContain(people.customer.name);
  });

  it('A5b: to somebody unregistered nothing goes out', async () => {
    const { id } = await arrives({ sender: 'unregistered', customerId: null, contactId: null, senderAddress: 'stranger@example.net' });
    expect(await mailsOf(id)).toEqual([]);
    expect((await look(people.first, { id })).contactId).toBeNull();
  });

  it('A3: a mail without Japanese is shown flagged, with a courtesy answer ready, and never dropped', async () => {
    const { id } = await arrives({ hasJapanese: false, text: 'What does this alert mean?' });
    const list = await people.first.client.get('/queue');
    expect(list.text).toContain('日本語以外');
    const inquiry = await look(people.first, { id });
    expect(inquiry.acts).toContain('guide-language');
    await done(people.first, inquiry, 'guide-language');
    expect((await mailsOf(id)).map(({ template }) => template)).toEqual(['receipt', 'japanese_only']);
  });

  it('T27, T31: an authenticated reply of the contact goes on; V06: any other is kept and changes nothing', async () => {
    const { id } = await arrives();
    const taken = await done(people.first, await look(people.first, { id }), 'take-up');
    const waiting = await done(people.first, taken, 'await-customer', { asked: '端末名を教えてください', answerBy: '2026-11-27T17:00' });
    expect(waiting.status).toBe('awaiting_customer');
    await reply(id, 'registered_unauthenticated');
    await reply(id, 'registered_authenticated', newId());
    expect((await look(people.first, { id })).status).toBe('awaiting_customer');
    await reply(id, 'registered_authenticated');
    expect((await look(people.first, { id })).status).toBe('hearing');
    const types = (await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_id = ${id} ORDER BY seq`)).map(({ type }) => type);
    expect(types.slice(-3)).toEqual(['note_unconfirmed_reply', 'note_unconfirmed_reply', 'customer_answered']);
  });

  it('B5: a mail that was added by mistake is taken out again: who and why stay, its words go, it waits as before, and no status or clock moves', async () => {
    const { id } = await arrives();
    const before = await look(people.first, { id });
    const raw = rawMail({ from: '"別の会社" <other@elsewhere.example>', messageId: '<misplaced@elsewhere.example>', body: multipart('mixed', [textPart('utf-8', Buffer.from('弊社の内密な構成図を送ります')), 'Content-Type: text/plain; name="a.txt"\r\n\r\nx\r\n']) });
    const mailId = await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    await desk.app.get(IntakeRun).processDue();
    const [owner, elsewhere] = [await desk.signIn('service_owner'), await desk.signIn('first_line_supervisor')];
    const act = async (person: typeof owner, name: string, version: number, body: object) =>
      (await person.api.postJson(`/api/v1/mail/quarantine/${mailId}/${name}`, body, { 'if-match': `"${version}"`, 'idempotency-key': newId() })).status;
    const found = async () => (await desk.runJob('search-index'), (await people.first.client.get(`/search?q=${encodeURIComponent('内密な構成図')}`)).text.includes(before.number));
    const thread = async () => (await desk.db.row<{ threadIds: string }>(sql`SELECT thread_ids AS "threadIds" FROM inquiry WHERE id = ${id}`))?.threadIds.includes('misplaced@elsewhere.example');
    const keys = () => desk.db.rows(sql`SELECT DISTINCT k.kind FROM sealed_content c JOIN data_key k ON k.id = c.key_id WHERE SUBSTR(c.id, 1, 36) = ${mailId}`);
    expect(await act(owner, 'detach', 1, { reason: '追加していない' })).toBe(409);
    expect(await act(owner, 'attach', 1, { number: before.number })).toBe(200);
    await desk.runJob('contents.owners');
    expect([await keys(), await found(), await thread()]).toEqual([[{ kind: 'customer' }], true, true]);
    expect(await Promise.all([[people.first, 2, '誤り'], [elsewhere, 2, '誤り'], [people.supervisor, 1, '誤り'], [people.supervisor, 2, ' ']].map(([person, version, reason]) => act(person as typeof owner, 'detach', version as number, { reason })))).toEqual([403, 404, 412, 422]);

    const page = (await people.supervisor.client.get(`/mail/messages/${mailId}`)).text;
    expect(page).toContain('問合せから取り外す');
    expect((await people.first.client.get(`/mail/messages/${mailId}`)).text).not.toContain('問合せから取り外す');
    const detach = (reason: string) => people.supervisor.client.postForm(`/mail/quarantine/${mailId}/detach`, { reason, _version: '2' });
    const empty = await detach('');
    expect([empty.status, empty.text.includes('取り外す理由を入力してください')]).toEqual([422, true]);
    expect((await detach('受付番号を読み違えたため')).headers.get('location')).toBe(`/inquiries/${id}`);

    const shown = wordsOf((await people.first.client.get(`/inquiries/${id}`)).text);
    expect(shown).not.toContain('内密');
    expect(shown).toMatch(/誤って追加したメールを取り外し.{0,300}受付番号を読み違えたため/s);
    expect(shown).toContain('取り外し済み');
    const { status, acceptedAt, dueAt, clock } = before;
    expect(await look(people.first, { id })).toMatchObject({ status, acceptedAt, dueAt, clock });
    expect([await keys(), await found(), await thread()]).toEqual([[{ kind: 'unassigned' }], false, false]);
    expect(await desk.db.rows(sql`SELECT body, disclosure FROM inquiry_text WHERE inquiry_id = ${id} AND kind = 'detached_mail'`)).toEqual([{ body: '', disclosure: 'partner' }]);
    const events = await desk.db.rows<{ actorId: string; data: string }>(sql`SELECT actor_id AS "actorId", data FROM event WHERE stream_id = ${id} AND type = 'detach_mail'`);
    expect(events.map(({ actorId, data }) => [actorId, data.includes(mailId), data.includes('読み違えた')])).toEqual([[people.supervisor.staffId, true, false]]);
    const mailEvents = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'mail' AND stream_id = ${mailId} ORDER BY seq`);
    expect(mailEvents.map(({ type }) => type).slice(-2)).toEqual(['mail_attached', 'mail_detached']);

    expect((await owner.client.get('/mail/quarantine')).text).toContain(mailId);
    expect((await owner.client.get(`/mail/messages/${mailId}/source`)).text).toBe(raw.toString());
    expect((await people.supervisor.client.get(`/mail/messages/${mailId}`)).status, 'it came to the common address').toBe(404);
    expect(await act(owner, 'release', 3, {})).toBe(201);
    expect(await act(owner, 'detach', 4, { reason: '問合せのもとになったメール' }), 'an inquiry keeps the mail that made it').toBe(409);
  });

  it('D2: an answer that failed and then went out stops the clock when it went out', async () => {
    const { id } = await arrives();
    await done(people.first, await look(people.first, { id }), 'take-up');
    await hear(desk, people.first, { id });
    const verified = await done(people.first, await look(people.first, { id }), 'verify', verification(people.contact.id));
    await done(people.first, verified, 'answer-by-phone', { contactId: people.contact.id, person: '山田様', summary: '説明', countsAsFirstResponse: true });
    const mail = await desk.db.row<{ id: string }>(sql`SELECT id FROM outbox WHERE inquiry_id = ${id} LIMIT 1`);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE outbox SET counts_as_answer = ${true} WHERE id = ${mail?.id ?? ''}`));
    const results = desk.app.get(DeliveryResults);
    await desk.db.tx((tx) => results.failed(tx, mail?.id ?? '', desk.clock.now()));
    expect((await look(people.first, { id })).clock).toBe('running');
    await desk.db.tx((tx) => results.sent(tx, mail?.id ?? '', desk.clock.now()));
    expect((await look(people.first, { id })).clock).toBe('met');
  });
});
