import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { act, aStaffedDesk, done, hear, look, takeCall, verification, type Problem, type Resource } from './story.js';

const window = { callFrom: '2026-11-24T15:00', callUntil: '2026-11-24T17:00' };

describe.each(databaseKinds())('mails around a call on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  beforeAll(async () => {
    desk = await startTestDesk({ database, config: { phoneRecordMails: true } });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const aCall = async (call: Record<string, unknown> = { customerId: people.customer.id }): Promise<Resource> => (await takeCall(people.first, call)).json<Resource>();

  const mails = async (inquiry: Resource, template: string): Promise<{ toAddress: string; data: string; countsAsAnswer: unknown }[]> =>
    desk.db.rows(sql`SELECT to_address AS "toAddress", data, counts_as_answer AS "countsAsAnswer" FROM outbox WHERE inquiry_id = ${inquiry.id} AND template = ${template}`);

  async function refusal(inquiry: Resource, body: object): Promise<[number, string, string | undefined]> {
    const answer = await act(people.first, inquiry, 'request-identity', body);
    const { code, faults } = answer.json<Problem>();
    return [answer.status, code, faults[0]?.field];
  }

  it('A5: the call that verifies is announced to the registered address alone, with its time and nothing of the inquiry', async () => {
    const inquiry = await aCall({ customerId: people.customer.id, callerName: '名乗った 別人' });
    expect(inquiry.acts).toContain('request-identity');
    const asked = await done(people.first, inquiry, 'request-identity', window);
    expect([asked.status, asked.verification]).toEqual([inquiry.status, 'pending']);
    const [mail, ...more] = await mails(inquiry, 'identity_request');
    expect([mail?.toAddress, more]).toEqual([people.contact.email, []]);
    expect(JSON.parse(mail?.data ?? '')).toMatchObject({ callWindow: '2026年11月24日（火）15:00から17:00まで', contactName: people.contact.name });
    expect(mail?.data).not.toContain('別人');
  });

  it.each([
    ['a time that has passed', { callFrom: '2026-11-24T10:00', callUntil: '2026-11-24T11:00' }, 'callFrom'],
    ['a time after hours', { callFrom: '2026-11-24T16:30', callUntil: '2026-11-24T17:30' }, 'callUntil'],
    ['a closed day', { callFrom: '2026-11-28T10:00', callUntil: '2026-11-28T11:00' }, 'callFrom'],
    ['an end before the beginning', { callFrom: '2026-11-24T15:00', callUntil: '2026-11-24T14:00' }, 'callUntil'],
    ['two days', { callFrom: '2026-11-24T15:00', callUntil: '2026-11-25T15:00' }, 'callUntil'],
    ['next year', { callFrom: '2027-11-24T15:00', callUntil: '2027-11-24T16:00' }, 'callFrom'],
  ])('A5: announces no call at %s', async (_title, body, field) => {
    expect(await refusal(await aCall(), body)).toEqual([422, 'time_not_possible', field]);
  });

  it('A5: announces none to nobody known, nor to who is verified already', async () => {
    const unknown = await aCall({});
    expect((await refusal(unknown, window)).slice(0, 2)).toEqual([409, 'contact_replaced']);
    expect(await mails(unknown, 'identity_request')).toEqual([]);
    const verified = await done(people.first, await aCall(), 'verify', verification(people.contact.id));
    expect((await refusal(verified, window)).slice(0, 2)).toEqual([409, 'illegal_transition']);
  });

  async function answered(): Promise<Resource> {
    const verified = await done(people.first, await aCall(), 'verify', verification(people.contact.id));
    await hear(desk, people.first, verified);
    return done(people.first, await look(people.first, verified), 'answer-by-phone', { contactId: people.contact.id, number: '03-5555-1001', person: '山田様', summary: '端末を切り離すよう説明', countsAsFirstResponse: true });
  }

  it('別紙3 2(4)②: after an answer by telephone a mail says when and by whom, never what was answered, and is no answer itself', async () => {
    const [mail, ...more] = await mails(await answered(), 'phone_record');
    expect([mail?.toAddress, more, Boolean(mail?.countsAsAnswer)]).toEqual([people.contact.email, [], false]);
    expect(JSON.parse(mail?.data ?? '')).toMatchObject({ answeredAt: desk.clock.now() });
    expect(mail?.data).not.toContain('切り離す');
  });
});

describe('別紙3 2(4)②: unless it was set', () => {
  it('nothing is mailed after an answer by telephone', async () => {
    const desk = await startTestDesk();
    try {
      const people = await aStaffedDesk(desk);
      const call = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
      const verified = await done(people.first, call, 'verify', verification(people.contact.id));
      await hear(desk, people.first, verified);
      await done(people.first, await look(people.first, verified), 'answer-by-phone', { contactId: people.contact.id, number: '03-5555-1001', person: '山田様', summary: '説明した', countsAsFirstResponse: true });
      expect(await desk.db.rows(sql`SELECT id FROM outbox WHERE template = 'phone_record'`)).toEqual([]);
    } finally {
      await desk.close();
    }
  });
});
