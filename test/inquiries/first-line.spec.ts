import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { wordsOf } from '../pages/page.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { act, aStaffedDesk, done, hear, look, takeCall, verification, type Problem, type Resource } from './story.js';

describe.each(databaseKinds())('the first line on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  async function aCall(call: Record<string, unknown> = {}): Promise<Resource> {
    const answer = await takeCall(people.first, { customerId: people.customer.id, ...call });
    expect(answer.status, answer.text).toBe(201);
    return answer.json<Resource>();
  }

  it('A1, D1: takes a call within hours, due at 17:00 of the next business day', async () => {
    const inquiry = await aCall();
    expect(inquiry.status).toBe('hearing');
    expect(inquiry.acceptedAt).toBe('2026-11-24T10:12:00+09:00');
    expect(inquiry.dueAt).toBe('2026-11-25T17:00:00+09:00');
    expect(inquiry.number).toMatch(/^26-\d{6}-\d$/);
    expect(inquiry.explanation).toContain('2026年11月25日（水）17:00');
  });

  it('A4: refuses a call outside hours, naming the next opening and the two lawful ways', async () => {
    const answer = await takeCall(people.first, { customerId: people.customer.id, receivedAt: '2026-11-23T10:00' });
    expect(answer.status).toBe(409);
    const problem = answer.json<Problem>();
    expect(problem.code).toBe('outside_reception_hours');
    expect(problem.detail).toContain('2026年11月24日（火）09:00');
    expect(problem.facts['ways']).toEqual(['record_out_of_hours_call', 'receive_exceptionally']);
  });

  it('A4: records 時間外入電 at its true time and accepts it at the next opening', async () => {
    const inquiry = await aCall({ way: 'record_out_of_hours_call', receivedAt: '2026-11-20T17:00' });
    expect(inquiry.status).toBe('received');
    expect(inquiry.acceptedAt).toBe('2026-11-24T09:00:00+09:00');
    expect(inquiry.dueAt).toBe('2026-11-25T17:00:00+09:00');
  });

  it('A4: lets a supervisor receive exceptionally with a reason, and nobody else', async () => {
    const call = { customerId: people.customer.id, way: 'receive_exceptionally', receivedAt: '2026-11-21T10:00' };
    expect((await takeCall(people.first, { ...call, reason: '暗号化の兆候' })).status).toBe(403);
    expect((await takeCall(people.supervisor, call)).json<Problem>().faults).toEqual([{ field: 'reason', message: '理由を入力してください。' }]);
    const inquiry = (await takeCall(people.supervisor, { ...call, reason: '暗号化の兆候' })).json<Resource>();
    expect([inquiry.status, inquiry.acceptedAt]).toEqual(['hearing', '2026-11-24T09:00:00+09:00']);
  });

  it('A4: refuses a call in the future', async () => {
    const answer = await takeCall(people.first, { customerId: people.customer.id, receivedAt: '2026-11-24T10:13' });
    expect([answer.status, answer.json<Problem>().code]).toEqual([422, 'time_in_future']);
  });

  it('A5: works with an unverified caller but withholds the answer', async () => {
    const inquiry = await aCall();
    await hear(desk, people.first, inquiry);
    const answer = await act(people.first, await look(people.first, inquiry), 'answer-by-phone', { contactId: people.contact.id, person: '山田様', summary: '意味を説明した', countsAsFirstResponse: true });
    expect([answer.status, answer.json<Problem>().code]).toEqual([409, 'contact_not_verified']);
  });

  it('A5, H1: a verification queues one receipt with the mutual code to the registered contact', async () => {
    const inquiry = await done(people.first, await aCall(), 'verify', verification(people.contact.id));
    expect(inquiry.verification).toBe('verified');
    await done(people.first, inquiry, 'verify', verification(people.contact.id));
    const mails = await desk.db.rows<{ template: string; toAddress: string; data: string }>(
      sql`SELECT template, to_address AS "toAddress", data FROM outbox WHERE inquiry_id = ${inquiry.id}`,
    );
    expect(mails.map(({ template, toAddress }) => [template, toAddress])).toEqual([['receipt', people.contact.email]]);
    expect(mails[0]?.data).toContain(`"mutualCode":"${inquiry.mutualCode}"`);
  });

  it('A5: a call-back verifies only with the registered number it went to and the name of who took it', async () => {
    const inquiry = await aCall();
    const asked = verification(people.contact.id);
    const unknown = { ...asked, number: '090-1234-5678' };
    for (const [body, field] of [[{ ...asked, number: '' }, 'number'], [unknown, 'number'], [{ ...asked, person: ' ' }, 'person']] as const) {
      const refused = await act(people.first, inquiry, 'verify', body);
      expect([refused.status, refused.json<Problem>().faults.map((fault) => fault.field)]).toEqual([422, [field]]);
    }
    expect((await done(people.first, inquiry, 'verify', { ...unknown, result: 'failed' })).verification).toBe('failed');
    expect((await done(people.first, await look(people.first, inquiry), 'verify', { ...asked, number: '090-0000-0001' })).verification, 'the second number of the contact').toBe('verified');
  });

  it('B3, D2: answers by telephone, which stops the clock', async () => {
    const call = await aCall();
    await hear(desk, people.first, call);
    const verified = await done(people.first, await look(people.first, call), 'verify', verification(people.contact.id));
    const answered = await done(people.first, verified, 'answer-by-phone', { contactId: people.contact.id, person: '山田様', summary: '意味を説明した', countsAsFirstResponse: 'on' });
    expect([answered.status, answered.clock, answered.firstResponseAt]).toEqual(['answered', 'met', '2026-11-24T10:12:00+09:00']);
  });

  it.each(['mail', 'meeting'])('B3: refuses the first line an answer by %s over the API too', async (means) => {
    const verified = await done(people.first, await aCall(), 'verify', verification(people.contact.id));
    const answer = await act(people.first, verified, 'answer-by-phone', { means, contactId: people.contact.id, person: '山田様', summary: '回答', countsAsFirstResponse: true });
    expect([answer.status, answer.json<Problem>().code]).toEqual([403, 'channel_not_allowed']);
  });

  it('B4: names what an escalation still needs, and takes it as 不明 in one act with one reason', async () => {
    const call = await aCall();
    await hear(desk, people.first, call);
    const inquiry = await look(people.first, call);
    const refused = await act(people.first, inquiry, 'escalate', { reason: 'cannot_answer', comment: '感染の有無が分からない' });
    expect([refused.status, refused.json<Problem>().code]).toEqual([422, 'fields_missing']);
    expect(refused.json<Problem>().detail).toContain('確認したいこと');
    const escalated = await done(people.first, inquiry, 'escalate', {
      reason: 'cannot_answer', comment: '感染の有無が分からない', markOpenUnknown: 'on', unknownReason: 'お客様が急いでいる',
    });
    expect([escalated.status, escalated.dueAt]).toEqual(['escalated', inquiry.dueAt]);
  });

  it('B5: another desk neither sees nor acts, as if there were no such inquiry', async () => {
    const inquiry = await aCall();
    const stranger = await desk.signIn('first_line');
    const refused = await stranger.api.get(`/api/v1/inquiries/${inquiry.id}`);
    expect([refused.status, refused.json<{ detail: string }>().detail]).toEqual([404, expect.stringContaining('ほかの窓口が担当する問合せは、アドレスや番号が正しくても表示されません')]);
    const providerId = newId();
    await desk.db.tx((tx) => desk.db.execute(tx, sql`INSERT INTO designated_provider (id, name) VALUES (${providerId}, '外部分析株式会社')`));
    const provider = await desk.signIn('second_line', { providerId });
    const toProvider = (await provider.client.get(`/inquiries/${inquiry.id}`)).text;
    expect([toProvider.includes('担当として割り当てられていない問合せは、'), toProvider.includes('ほかの窓口')]).toEqual([true, false]);
    expect((await act(stranger, inquiry, 'complete-reception')).status).toBe(404);
    expect((await takeCall(stranger, { customerId: people.customer.id })).status).toBe(404);
    expect((await stranger.api.get('/api/v1/inquiries')).json<{ items: unknown[] }>().items).toEqual([]);
  });

  it('refuses a stale version and a missing one', async () => {
    const inquiry = await aCall();
    await done(people.first, inquiry, 'log-call', { outcome: 'absent', purpose: 'hearing' });
    const stale = await act(people.first, inquiry, 'log-call', { outcome: 'busy', purpose: 'hearing' });
    expect([stale.status, stale.json<Problem>().code]).toEqual([412, 'version_stale']);
    const missing = await people.first.api.postJson(`/api/v1/inquiries/${inquiry.id}/log-call`, { outcome: 'busy' }, { 'idempotency-key': 'a' });
    expect(missing.status).toBe(428);
  });

  it('refuses an illegal move, an unknown act and an unknown field, each in its own words', async () => {
    const inquiry = await aCall();
    const illegal = await act(people.first, inquiry, 'complete-addition');
    expect([illegal.status, illegal.json<Problem>().code]).toEqual([409, 'illegal_transition']);
    expect((await act(people.first, inquiry, 'no-such-act')).status).toBe(404);
    const unknown = await act(people.first, inquiry, 'log-call', { outcome: 'absent', colour: 'red' });
    expect([unknown.status, unknown.json<Problem>().code]).toEqual([422, 'validation_failed']);
  });

  it('takes a call once, however often it is sent with one key', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => takeCall(people.first, { customerId: people.customer.id, headline: '二重送信' }, 'one-key')));
    expect(new Set(answers.map((answer) => answer.json<Resource>().number)).size).toBe(1);
  });

  it('what the customer said, how and who stands on the record of a closing and a re-opening, and the sheet asks on as he came', async () => {
    const call = await done(people.first, await aCall(), 'verify', verification(people.contact.id));
    await hear(desk, people.first, call);
    const answered = await done(people.first, await look(people.first, call), 'answer-by-phone', { contactId: people.contact.id, number: people.contact.phone, person: '山田様', summary: '意味を説明した', countsAsFirstResponse: true });
    const closed = await done(people.first, answered, 'close', { resolution: 'answered_by_first_line', confirmedByCustomer: true, means: 'mail', person: '情報 花子', said: 'もう大丈夫です' });
    const undone = await done(people.first, closed, 'reopen', { byMistake: true });
    expect([undone.status, undone.dueAt], 'a closing by mistake').toEqual(['answered', answered.dueAt]);
    const again = await done(people.first, undone, 'close', { resolution: 'answered_by_first_line', confirmedByCustomer: true });
    await done(people.first, again, 'reopen', { means: 'phone', person: '情報 花子', said: 'また同じ通知が出た' });
    const page = (await people.first.client.get(`/inquiries/${call.id}`)).text;
    const words = wordsOf(page);
    expect(words).toMatch(/対応を再開.*お電話の相手：情報 花子.*お客様のお話 また同じ通知が出た.*誤って完了したため.*手段：メール 区分：一次受付窓口で回答 お客様のご確認あり お客様のお話 情報 花子：もう大丈夫です/);
    expect(page).toMatch(/<option value="customer_phone" selected>/);
    const record = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_id = ${call.id}`);
    expect(JSON.stringify(record)).not.toMatch(/大丈夫|花子|同じ通知/);
  });

  it('E1: the record refers to free texts and holds none of them', async () => {
    const inquiry = await done(people.first, await aCall({ callerName: '秘密の名前' }), 'log-call', { outcome: 'absent', note: '秘密のメモ' });
    const events = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_id = ${inquiry.id}`);
    expect(events.length).toBe(2);
    expect(JSON.stringify(events)).not.toContain('秘密');
  });
});
