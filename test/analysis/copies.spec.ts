import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { aRegisteredContact } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { act, aStaffedDesk, done, look, verification, type Problem, type Resource } from '../inquiries/story.js';
import { canary, inSecondLine, now, readyReport, refused } from './analysis-story.js';

describe.each(databaseKinds())('A6: copy recipients on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
  });
  beforeEach(async () => {
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const copy = (wishes: object = {}): object => ({
    name: '佐藤 花子', address: 'hanako@customer.example', contactId: people.contact.id, number: '03-5555-1001', confirmedByPhone: true, ...wishes,
  });
  const mails = (inquiry: Resource, template: string): Promise<{ to: string; name: string; state: string; data: string; messageId: string }[]> =>
    desk.db.rows(
      sql`SELECT to_address AS "to", to_name AS name, state, data, message_id AS "messageId" FROM outbox
          WHERE inquiry_id = ${inquiry.id} AND template = ${template} ORDER BY seq`,
    );
  const copiesOf = async (inquiry: Resource): Promise<{ id: string; name: string; address: string; confirmedByName: string }[]> =>
    (await people.first.api.get(`/api/v1/inquiries/${inquiry.id}/copies`)).json<{ items: { id: string; name: string; address: string; confirmedByName: string }[] }>().items;
  const answerByMail = (inquiry: Resource, contactId = people.contact.id): Promise<Resource> =>
    now(people.analyst, inquiry, 'answer', { means: 'mail', contactId, text: '途中経過です。', countsAsFirstResponse: true });
  const replaceContact = async (): Promise<string> => {
    const contact = { name: '新任 次郎', email: `jiro-${people.contact.id}@customer.example`, phone: '03-5555-1001', altPhone: '090-5555-7777' };
    const { version } = (await people.owner.api.get(`/api/v1/customers/${people.customer.id}`)).json<{ version: number }>();
    const answer = await people.owner.api.request(`/api/v1/customers/${people.customer.id}/contact`, { method: 'PUT', body: { contact }, headers: { 'if-match': `"${version}"` } });
    expect(answer.status, answer.text).toBe(204);
    const found = await desk.db.row<{ id: string }>(sql`SELECT id FROM registered_contact WHERE customer_id = ${people.customer.id} AND valid_to IS NULL`);
    return found?.id ?? '';
  };

  it('each gets the report in a mail of his own, and nothing of another audience', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.first, inquiry, 'add-copy', copy());
    await now(people.analyst, inquiry, 'add-copy', copy({ name: '鈴木 三郎', address: 'saburo@group.example' }));
    expect(await copiesOf(inquiry)).toMatchObject([{ name: '佐藤 花子', confirmedByName: '一次 花子' }, { address: 'saburo@group.example' }]);
    const reportVersion = await readyReport(people.analyst, inquiry);
    const preview = (await people.analyst.client.get(`/inquiries/${inquiry.id}/report/preview`)).text;
    expect(preview).toContain('<dt>同報</dt>');
    expect(preview).toContain('佐藤 花子 &lt;hanako@customer.example&gt;');
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    await now(people.analyst, inquiry, 'send-report', { means: 'mail', contactId: people.contact.id, reportVersion, countsAsFirstResponse: true });

    const sent = await mails(inquiry, 'report');
    expect(sent.map(({ to }) => to)).toEqual([people.contact.email, 'hanako@customer.example', 'saburo@group.example']);
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(3);
    for (const { data } of sent) for (const secret of Object.values(canary)) expect(data).not.toContain(secret);
    expect(new Set((await desk.db.rows<{ to: string }>(sql`SELECT to_address AS "to" FROM outbox WHERE inquiry_id = ${inquiry.id} AND template NOT IN ('report', 'escalation_notice')`)).map(({ to }) => to)))
      .toEqual(new Set([people.contact.email]));
  });

  it('what is no answer goes to the contact alone', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.first, inquiry, 'add-copy', copy());
    await now(people.analyst, inquiry, 'request-logs', { items: 'FWログ', periodFrom: '2026-11-23T00:00', periodTo: '2026-11-24T00:00', purpose: '調査', answerBy: '2026-11-27T17:00', consentBy: '山田', consentMeans: 'phone', consentAt: '2026-11-24T09:00' });
    expect((await mails(inquiry, 'log_request')).map(({ to }) => to)).toEqual([people.contact.email]);
  });

  it('the record and the page say who was confirmed, by whom and since when; events hold ids only', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.first, inquiry, 'add-copy', copy({ occurredAt: '2026-11-24T10:12' }));
    const events = await desk.db.rows<{ type: string; data: string }>(sql`SELECT type, data FROM event WHERE stream_id = ${inquiry.id}`);
    expect(events.find(({ type }) => type === 'add_copy')?.data).toMatch(/"copyId":"[0-9a-f-]{36}"/);
    expect(events.filter(({ data }) => data.includes('hanako') || data.includes('佐藤'))).toEqual([]);
    const page = (await people.first.client.get(`/inquiries/${inquiry.id}`)).text;
    expect(page).toContain('同報先：佐藤 花子 &lt;hanako@customer.example&gt;');
    expect(page).toContain('2026年11月24日（火）10:12 電話で確認（一次 花子）');
  });

  it('nobody is named before the contact is verified, by another than the contact, or without the telephone', async () => {
    const call = (await people.first.api.postJson('/api/v1/inquiries', { callerName: '山田', customerId: people.customer.id, receivedAt: '2026-11-24T10:12' }, { 'idempotency-key': crypto.randomUUID() })).json<Resource>();
    expect(await refused(people.first, call, 'add-copy', copy())).toEqual([409, 'contact_not_verified']);
    const inquiry = await inSecondLine(desk, people);
    expect(await refused(people.first, inquiry, 'add-copy', copy({ contactId: crypto.randomUUID() }))).toEqual([409, 'contact_replaced']);
    expect(await refused(people.first, inquiry, 'add-copy', copy({ confirmedByPhone: false }))).toEqual([422, 'validation_failed']);
    expect(await refused(people.first, inquiry, 'add-copy', copy({ number: '03-9999-0000' }))).toEqual([422, 'validation_failed']);
    expect(await refused(people.owner, inquiry, 'add-copy', copy())).toEqual([403, 'forbidden']);
    expect(await copiesOf(inquiry)).toEqual([]);
    expect(await desk.db.rows(sql`SELECT id FROM call_log WHERE inquiry_id = ${inquiry.id} AND purpose = 'other'`), 'a refused act leaves no call').toEqual([]);
  });

  it.each([
    ['the registered contact himself', () => people.contact.email.toUpperCase(), 'ご本人'],
    ['the contact under a tag', () => people.contact.email.replace('@', '+x@'), 'ご本人'],
    ['an address of the desk', () => `anything@${desk.config.mailDomain}`, '窓口のアドレス'],
    ['something that is no address', () => 'a@b', 'メールアドレスを確認'],
    ['an address with a line break', () => 'a@customer.example\r\nBcc: x@evil.example', 'メールアドレスを確認'],
  ])('refuses %s as a copy, at the field', async (_title, address, says) => {
    const inquiry = await inSecondLine(desk, people);
    const answer = await act(people.first, await look(people.first, inquiry), 'add-copy', copy({ address: address() }));
    expect(answer.status).toBe(422);
    expect(answer.json<Problem>().faults).toEqual([{ field: 'address', message: expect.stringContaining(says) }]);
  });

  it('takes five at most and nobody twice; one who is removed gets nothing any more, waiting mails included', async () => {
    const inquiry = await inSecondLine(desk, people);
    for (const n of [1, 2, 3, 4, 5]) await now(people.first, inquiry, 'add-copy', copy({ address: `copy${n}@customer.example` }));
    expect(await refused(people.first, inquiry, 'add-copy', copy({ address: 'copy6@customer.example' }))).toEqual([409, 'illegal_transition']);
    await answerByMail(inquiry);
    const [first, second] = await copiesOf(inquiry);
    await now(people.first, inquiry, 'remove-copy', { copyId: first?.id });
    expect(await refused(people.first, inquiry, 'remove-copy', { copyId: first?.id })).toEqual([404, 'not_found']);
    expect(await refused(people.first, inquiry, 'add-copy', copy({ address: second?.address }))).toEqual([422, 'validation_failed']);
    expect((await mails(inquiry, 'interim_answer')).map(({ state }) => state)).toEqual(['waiting', 'withdrawn', 'waiting', 'waiting', 'waiting', 'waiting']);
    await answerByMail(inquiry);
    expect((await mails(inquiry, 'interim_answer')).slice(6).map(({ to }) => to)).not.toContain('copy1@customer.example');
  });

  it('with another contact nobody goes on receiving until the new one has confirmed him', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.first, inquiry, 'add-copy', copy());
    await answerByMail(inquiry);
    const contactId = await replaceContact();
    expect(await copiesOf(inquiry)).toEqual([]);
    expect((await mails(inquiry, 'interim_answer')).map(({ state }) => state), 'what had not gone out to the copy does not').toEqual(['waiting', 'withdrawn']);
    await now(people.first, inquiry, 'verify', verification(contactId));
    await answerByMail(inquiry, contactId);
    expect((await mails(inquiry, 'interim_answer')).map(({ name }) => name)).toEqual(['山田 太郎', '佐藤 花子', '新任 次郎']);
    const timeline = (await people.first.api.get(`/api/v1/inquiries/${inquiry.id}/timeline`)).text;
    expect(timeline).toContain('同報先1名への送付を終了');
    await now(people.first, inquiry, 'add-copy', copy({ contactId }));
    await answerByMail(inquiry, contactId);
    expect((await mails(inquiry, 'interim_answer')).slice(3).map(({ name }) => name)).toEqual(['新任 次郎', '佐藤 花子']);
  });

  it('a change of contact that takes effect later ends the copies at its instant, even before it is flagged', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.first, inquiry, 'add-copy', copy());
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE registered_contact SET valid_to = ${desk.clock.now()} WHERE id = ${people.contact.id}`));
    await aRegisteredContact(desk.db, people.customer.id, { validFrom: desk.clock.now() });
    expect(await copiesOf(inquiry)).toEqual([]);
  });

  it('an inquiry that ended and came back asks for the confirmation again', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.first, inquiry, 'add-copy', copy());
    await now(people.analyst, inquiry, 'answer', { means: 'phone', contactId: people.contact.id, number: '03-5555-1001', person: '山田様', text: '問題ありません', countsAsFirstResponse: true, final: true });
    await now(people.lead, inquiry, 'close', { resolution: 'answered_by_second_line', confirmedByCustomer: true });
    await done(people.first, await look(people.first, inquiry), 'reopen');
    expect(await copiesOf(inquiry)).toEqual([]);
    await now(people.analyst, inquiry, 'verify', verification(people.contact.id));
    await answerByMail(inquiry);
    expect((await mails(inquiry, 'interim_answer')).map(({ name }) => name)).toEqual(['山田 太郎']);
  });
});
