import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type SignedIn, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import { act, aStaffedDesk, done, hear, look, takeCall, verification, type Problem, type Resource } from '../inquiries/story.js';
import { inSecondLine } from './analysis-story.js';

describe.each(databaseKinds())('R27: two people on one inquiry on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const verifiedCall = async (): Promise<Resource> => {
    const call = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
    await hear(desk, people.first, call);
    return done(people.first, await look(people.first, call), 'verify', verification(people.contact.id));
  };
  /** Both send at once what they wrote on the same version; gives who won and who lost. */
  const both = async (inquiry: Resource, one: readonly [SignedIn, string, object], other: readonly [SignedIn, string, object]) => {
    const answers = await Promise.all([one, other].map(([person, name, body]) => act(person, inquiry, name, body)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b), answers.map(({ text }) => text).join('\n')).toEqual([200, 412]);
    return { won: answers.findIndex(({ status }) => status === 200), lost: answers.find(({ status }) => status === 412)?.json<Problem>() };
  };
  const types = async (inquiry: Resource): Promise<string[]> =>
    (await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_id = ${inquiry.id} ORDER BY seq`)).map(({ type }) => type);
  const answerMails = async (inquiry: Resource): Promise<number> =>
    (await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM outbox WHERE inquiry_id = ${inquiry.id} AND template = 'interim_answer'`))?.n ?? -1;
  const fill = (person: SignedIn, seen: { inquiry: Resource; seenSeq: number }, questionId: string, value: string): Promise<Answer> =>
    person.api.postJson(`/api/v1/inquiries/${seen.inquiry.id}/answers`, { source: 'customer_phone', seenSeq: seen.seenSeq, answers: [{ questionId, state: 'value', value }] });
  const lastSeq = async (inquiry: Resource): Promise<number> => (await people.first.api.get(`/api/v1/inquiries/${inquiry.id}/sheet`)).json<{ lastSeq: number }>().lastSeq;

  it('the same field: one is kept, the other is shown at his field', async () => {
    const inquiry = await verifiedCall();
    const seen = { inquiry, seenSeq: await lastSeq(inquiry) };
    const answers = await Promise.all([
      fill(people.first, seen, 'customer_statement', '一人目の記録'),
      fill(people.supervisor, seen, 'customer_statement', '二人目の記録'),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const lost = answers.find(({ status }) => status === 412)?.json<Problem>();
    expect(lost?.code).toBe('version_stale');
    expect(lost?.faults).toHaveLength(1);
  });

  it('different fields: both are kept', async () => {
    const inquiry = await verifiedCall();
    const seen = { inquiry, seenSeq: await lastSeq(inquiry) };
    const answers = await Promise.all([
      fill(people.first, seen, 'customer_statement', '一人目の記録'),
      fill(people.supervisor, seen, 'contact_window', '午前中'),
    ]);
    expect(answers.map(({ status }) => status), answers.map(({ text }) => text).join('\n')).toEqual([200, 200]);
    const sheet = (await people.first.api.get(`/api/v1/inquiries/${inquiry.id}/sheet`)).text;
    expect(sheet).toContain('一人目の記録');
    expect(sheet).toContain('午前中');
  });

  it('reply and reply: one mail goes out, and the loser is told who did what', async () => {
    const inquiry = await inSecondLine(desk, people);
    const reply = (text: string) => ({ means: 'mail', contactId: people.contact.id, text, countsAsFirstResponse: true });
    const { lost } = await both(inquiry, [people.analyst, 'answer', reply('一人目の回答')], [people.reader, 'answer', reply('二人目の回答')]);
    expect(lost?.detail).toMatch(/（分析 (一郎|二子)：二次受付窓口から回答）/);
    expect(lost?.facts['changes']).toEqual([{ act: 'answer_second_line', at: '2026-11-24T10:12:00+09:00' }]);
    expect(await answerMails(inquiry)).toBe(1);
  });

  it('assign and close: exactly one is on the record', async () => {
    const inquiry = await inSecondLine(desk, people);
    const answered = await done(people.analyst, inquiry, 'answer', { means: 'phone', contactId: people.contact.id, number: '03-5555-1001', person: '山田様', text: '説明', countsAsFirstResponse: true, final: true });
    const { won } = await both(
      answered,
      [people.analyst, 'assign', { ownerId: people.reader.staffId }],
      [people.lead, 'close', { resolution: 'answered_by_second_line', confirmedByCustomer: true }],
    );
    expect((await types(inquiry)).at(-1)).toBe(['assign', 'close'][won]);
  });

  it('escalate and reply: exactly one, and the frozen sheet and the call of the other are gone with it', async () => {
    const inquiry = await verifiedCall();
    const { won } = await both(
      inquiry,
      [people.first, 'escalate', { reason: 'cannot_answer', comment: '影響が分からない', markOpenUnknown: true, unknownReason: '急ぎ' }],
      [people.supervisor, 'answer-by-phone', { contactId: people.contact.id, number: '03-5555-1001', person: '山田様', summary: '説明しました', countsAsFirstResponse: true }],
    );
    expect((await look(people.first, inquiry)).status).toBe(['escalated', 'answered'][won]);
    expect(await desk.db.rows(sql`SELECT id FROM hearing_freeze WHERE inquiry_id = ${inquiry.id}`)).toHaveLength(won === 0 ? 1 : 0);
    expect(await desk.db.rows(sql`SELECT id FROM call_log WHERE inquiry_id = ${inquiry.id} AND purpose = 'answer'`)).toHaveLength(won);
  });

  it('one’s own saving of the sheet outdates no act of one’s own; another’s does', async () => {
    const inquiry = await verifiedCall();
    const note = { text: '記入しながら書いたメモ' };
    await fill(people.first, { inquiry, seenSeq: await lastSeq(inquiry) }, 'customer_statement', '書いている途中');
    const noted = await act(people.first, inquiry, 'add-note', note);
    expect([noted.status, noted.json<Resource>().version]).toEqual([200, inquiry.version + 2]);
    const stale = await look(people.supervisor, inquiry);
    await fill(people.first, { inquiry, seenSeq: await lastSeq(inquiry) }, 'customer_statement', '書き終えた');
    expect((await act(people.supervisor, stale, 'add-note', note)).status).toBe(412);
    expect((await act(people.first, inquiry, 'add-note', note)).status, 'not past his own other acts').toBe(412);
  });

  it('on the page the loser keeps his text and reads what changed', async () => {
    const inquiry = await inSecondLine(desk, people);
    await people.reader.client.get(`/inquiries/${inquiry.id}`);
    await done(people.analyst, inquiry, 'add-note', { text: '先に書いたメモ' });
    const text = '三十分かけて書いた回答の内容。';
    const answer = await people.reader.client.postForm(
      `/inquiries/${inquiry.id}/acts/answer`,
      { _version: String(inquiry.version), means: 'mail', contactId: people.contact.id, text },
    );
    expect(answer.status).toBe(412);
    expect(answer.text).toContain(text);
    expect(answer.text).toContain('分析 一郎：メモを追加');
    expect(answer.text).toContain('先に書いたメモ');
    expect(await answerMails(inquiry)).toBe(0);
  });
});
