import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContractRow } from '../../src/customers/contract.entity.js';
import type { CustomerRow } from '../../src/customers/customer.entity.js';
import type { RegisteredContactRow } from '../../src/customers/registered-contact.entity.js';
import { sql } from '../../src/platform/sql.js';
import { update } from '../../src/platform/write.js';
import { aContract, aCustomer, aRegisteredContact } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { act, aStaffedDesk, done, hear, look, takeCall, verification, type Problem, type Resource } from './story.js';

/** Who calls and whether a contract is in force hold back what is told, never work (A5, A7). */
describe.each(databaseKinds())('what is not known of a customer yet, on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  /** A customer of the same desk with these contracts, and a call of his. */
  async function aCallOf(contracts: readonly Partial<ContractRow>[]): Promise<{ customer: CustomerRow; contact: RegisteredContactRow; inquiry: Resource }> {
    const customer = await aCustomer(desk.db, { supportDeskId: people.customer.supportDeskId });
    const contact = await aRegisteredContact(desk.db, customer.id);
    for (const wishes of contracts) {
      const { id } = await aContract(desk.db, { customerId: customer.id });
      await desk.db.tx((tx) => update(tx, ContractRow, { id }, { endReason: null, ...wishes }));
    }
    return { customer, contact, inquiry: (await takeCall(people.first, { customerId: customer.id })).json<Resource>() };
  }

  const mailsOf = async ({ id }: Resource, template: string): Promise<{ to: string; data: Record<string, unknown> }[]> => {
    const rows = await desk.db.rows<{ to: string; data: string }>(sql`SELECT to_address AS "to", data FROM outbox WHERE inquiry_id = ${id} AND template = ${template}`);
    return rows.map(({ to, data }) => ({ to, data: JSON.parse(data) as Record<string, unknown> }));
  };
  const refusal = async (answer: ReturnType<typeof act>): Promise<readonly [number, string]> => {
    const { status, json } = await answer.then((got) => ({ status: got.status, json: got.json<Problem>() }));
    return [status, json.code];
  };

  it('A5, T8: a colleague is heard and his case escalated once a supervisor has said why; what was found is not for him', async () => {
    const { inquiry, contact } = await aCallOf([{}]);
    await hear(desk, people.first, inquiry);
    const heard = await look(people.first, inquiry);
    const reason = '登録の代表番号へ折り返して在籍を確認した。';
    expect(await refusal(act(people.first, heard, 'accept-colleague', { reason }))).toEqual([403, 'forbidden']);
    expect((await act(people.supervisor, heard, 'accept-colleague', {})).json<Problem>().faults.map(({ field }) => field)).toEqual(['reason']);
    const accepted = await done(people.supervisor, heard, 'accept-colleague', { reason });
    expect([accepted.verification, accepted.status]).toEqual(['colleague', heard.status]);
    const told = { contactId: contact.id, person: '同僚の方', summary: '調べた結果を説明した', countsAsFirstResponse: true };
    expect(await refusal(act(people.first, accepted, 'answer-by-phone', told))).toEqual([409, 'contact_not_verified']);
    const escalated = await done(people.first, accepted, 'escalate', { reason: 'cannot_answer', comment: '判断を', markOpenUnknown: true, unknownReason: '未確認' });
    expect(escalated.status).toBe('escalated');
    expect(await mailsOf(inquiry, 'escalation'), 'nobody is told but the verified contact').toEqual([]);
  });

  it('B4: the verified contact is told, once, that the second line takes it over, and when he may expect an answer', async () => {
    const { inquiry, contact } = await aCallOf([{}]);
    await hear(desk, people.first, inquiry);
    const verified = await done(people.first, await look(people.first, inquiry), 'verify', verification(contact.id));
    const escalated = await done(people.first, verified, 'escalate', { reason: 'cannot_answer', comment: '内部の事情', markOpenUnknown: true, unknownReason: '未確認' });
    const mails = await mailsOf(inquiry, 'escalation');
    expect(mails).toMatchObject([{ to: contact.email, data: { dueAt: Date.parse(escalated.dueAt) } }]);
    expect(JSON.stringify(mails)).not.toContain('内部の事情');
  });

  it('A7: where it is unclear whether a contract is in force, work goes on, and the owner alone decides', async () => {
    const { inquiry, contact } = await aCallOf([]);
    await hear(desk, people.first, inquiry);
    const verified = await done(people.first, await look(people.first, inquiry), 'verify', verification(contact.id));
    const told = { contactId: contact.id, person: '山田様', summary: '意味を説明した', countsAsFirstResponse: true };
    expect(await refusal(act(people.first, verified, 'answer-by-phone', told))).toEqual([409, 'contract_not_in_force']);
    const decision = { entitlement: 'in_force', reason: '注文書を確認した。' };
    for (const person of [people.first, people.supervisor, people.lead]) expect(await refusal(act(person, verified, 'decide-entitlement', decision))).toEqual([403, 'forbidden']);
    expect((await act(people.owner, verified, 'decide-entitlement', { entitlement: 'in_force' })).json<Problem>().faults.map(({ field }) => field)).toEqual(['reason']);
    const decided = await done(people.owner, verified, 'decide-entitlement', decision);
    expect((await done(people.first, decided, 'answer-by-phone', told)).status).toBe('answered');
  });

  it('A7, T39: a contract that has ended lets the owner end what is open; what is under way may be finished instead', async () => {
    const { inquiry } = await aCallOf([{ endedOn: '2026-10-31', endReason: 'non_renewal' }]);
    expect(await look(people.owner, inquiry)).toMatchObject({ entitlement: 'ended', status: 'hearing' });
    expect(await refusal(act(people.lead, inquiry, 'end-by-contract'))).toEqual([403, 'forbidden']);
    expect(await done(people.owner, inquiry, 'end-by-contract')).toMatchObject({ status: 'closed', resolution: 'contract_ended', clock: 'not_applicable' });
  });

  it('A7, 第21条: keeps the version of the terms that governed the inquiry when it came in', async () => {
    const { customer, inquiry } = await aCallOf([{ termsVersion: '2026-04-01' }, { termsVersion: '2025-01-20' }]);
    await desk.db.tx((tx) => update(tx, ContractRow, { customerId: customer.id }, { termsVersion: '2027-01-01' }));
    expect(await look(people.first, inquiry)).toMatchObject({ termsVersion: '2026-04-01' });
  });

  it('C6: the insurance guidance goes to the verified contact with the day cover starts under the contract in force', async () => {
    const { inquiry, contact } = await aCallOf([{ deliveredOn: '2024-04-01', termStartsOn: '2024-04-01', endedOn: '2026-03-31' }, { deliveredOn: '2026-11-10', termStartsOn: '2026-11-10' }]);
    expect(await refusal(act(people.first, inquiry, 'guide-insurance'))).toEqual([409, 'contact_not_verified']);
    await done(people.first, await done(people.first, inquiry, 'verify', verification(contact.id)), 'guide-insurance');
    expect(await mailsOf(inquiry, 'insurance')).toMatchObject([{ to: contact.email, data: { effectiveFrom: '2026-12-01' } }]);
  });

  it('C6: no day is promised where nobody knows when use began', async () => {
    const { inquiry, contact } = await aCallOf([{ deliveredOn: null, termStartsOn: null }]);
    const verified = await done(people.first, inquiry, 'verify', verification(contact.id));
    expect(await refusal(act(people.first, verified, 'guide-insurance'))).toEqual([409, 'contract_not_in_force']);
    expect(await mailsOf(inquiry, 'insurance')).toEqual([]);
  });

  it('C5, A5: a specialist is introduced to the verified contact alone, after his recorded wish and his consent', async () => {
    const { inquiry, contact } = await aCallOf([{}]);
    const introduction = { providers: '株式会社架空フォレンジック 03-0000-0091' };
    expect(await refusal(act(people.analyst, inquiry, 'introduce-specialist', introduction))).toEqual([409, 'wish_not_recorded']);
    const wish = await done(people.first, inquiry, 'record-specialist-wish', { consentToPassData: true });
    expect(await refusal(act(people.analyst, wish, 'introduce-specialist', introduction))).toEqual([409, 'contact_not_verified']);
    expect(await mailsOf(inquiry, 'specialist')).toEqual([]);
    const verified = await done(people.first, wish, 'verify', verification(contact.id));
    await done(people.analyst, verified, 'introduce-specialist', introduction);
    expect(await mailsOf(inquiry, 'specialist')).toMatchObject([{ to: contact.email, data: { providers: [introduction.providers] } }]);
  });
});
