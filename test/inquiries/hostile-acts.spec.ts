import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DesignatedProviderRow } from '../../src/customers/designated-provider.entity.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { insert } from '../../src/platform/write.js';
import { inSecondLine, now } from '../analysis/analysis-story.js';
import { aCustomer, aServedCustomer } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { sessionOf, type SignedIn } from '../support/sessions.js';
import { act, aStaffedDesk, done, hear, look, takeCall, verification, type Problem, type Resource } from './story.js';

const morning = '2026-11-24T10:12:00+09:00';

describe('acts that somebody tries against the rules', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ clock: morning });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const call = async (more: Record<string, unknown> = {}): Promise<Resource> => {
    const answer = await takeCall(people.first, { customerId: people.customer.id, ...more });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.json<Resource>();
  };
  const refusal = async (person: SignedIn, inquiry: Resource, name: string, body: object): Promise<[number, string]> => {
    const answer = await act(person, await look(person, inquiry), name, body);
    return [answer.status, answer.json<Problem>().code];
  };
  /** The same person on another day, signed in again. */
  const at = async (instant: string, person: SignedIn): Promise<SignedIn> => {
    desk.clock.set(instant);
    return { ...person, ...(await sessionOf(desk.app, desk.baseUrl, person.staffId)) };
  };

  describe('a designated provider (E2)', () => {
    const aProvider = async (secrecyUndertakenOn: string | null): Promise<string> => {
      const id = newId();
      await desk.db.tx((tx) => insert(tx, DesignatedProviderRow, { id, name: '指定専門業者', secrecyUndertakenOn, endedOn: null, version: 1 }));
      return id;
    };

    it('gets nothing from a first line, whatever it asks for over the API', async () => {
      const providerId = await aProvider('2026-04-01');
      expect(await refusal(people.first, await call(), 'assign', { providerId })).toEqual([403, 'forbidden']);
      expect(await refusal(people.supervisor, await call(), 'assign', { providerId })).toEqual([403, 'forbidden']);
    });

    it('gets nothing before its undertaking of secrecy is on record and has begun', async () => {
      expect(await refusal(people.lead, await call(), 'assign', { providerId: await aProvider(null), consentToPassData: true })).toEqual([409, 'consent_missing']);
      expect(await refusal(people.lead, await call(), 'assign', { providerId: await aProvider('2026-11-25'), consentToPassData: true })).toEqual([409, 'consent_missing']);
    });

    it('gets nothing before the customer has consented, and nothing once it has ended', async () => {
      const providerId = await aProvider('2026-04-01');
      const inquiry = await call();
      expect(await refusal(people.lead, inquiry, 'assign', { providerId })).toEqual([409, 'consent_missing']);
      expect(await refusal(people.lead, inquiry, 'assign', { providerId, consentToPassData: false })).toEqual([409, 'consent_missing']);
      await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE designated_provider SET ended_on = '2026-11-24' WHERE id = ${providerId}`));
      expect(await refusal(people.lead, inquiry, 'assign', { providerId, consentToPassData: true })).toEqual([422, 'validation_failed']);
    });

    it('must exist, and passes nothing on to another', async () => {
      const one = await aProvider('2026-04-01');
      const inquiry = await call();
      expect(await refusal(people.lead, inquiry, 'assign', { providerId: newId() })).toEqual([422, 'validation_failed']);
      await done(people.lead, await look(people.lead, inquiry), 'assign', { providerId: one, consentToPassData: true });
      const outsider = await desk.signIn('second_line', { providerId: one });
      expect(await refusal(outsider, inquiry, 'assign', { providerId: await aProvider('2026-04-01') })).toEqual([403, 'forbidden']);
    });
  });

  describe('merging (T34)', () => {
    it('loses no inquiry: what is merged already takes nothing in', async () => {
      const [one, two] = [await call(), await call()];
      await done(people.first, one, 'merge', { intoNumber: two.number });
      expect(await refusal(people.first, two, 'merge', { intoNumber: one.number })).toEqual([422, 'validation_failed']);
      expect((await look(people.first, two)).status).toBe('hearing');
    });

    it('stays within one customer and one desk', async () => {
      const other = await aServedCustomer(desk.db);
      const stranger = await desk.signIn('first_line', { deskIds: [other.customer.supportDeskId] });
      const theirs = (await takeCall(stranger, { customerId: other.customer.id })).json<Resource>();
      expect(await refusal(people.first, await call(), 'merge', { intoNumber: theirs.number })).toEqual([422, 'validation_failed']);
      const neighbour = await aCustomer(desk.db, { supportDeskId: people.customer.supportDeskId });
      expect(await refusal(people.first, await call(), 'merge', { intoNumber: (await call({ customerId: neighbour.id })).number })).toEqual([409, 'illegal_transition']);
    });
  });

  it('a first line’s supervisor stops no report of the second line, its lead may', async () => {
    const inquiry = await inSecondLine(desk, people);
    await now(people.analyst, inquiry, 'answer', { means: 'mail', contactId: people.contact.id, text: '調べた結果です。', countsAsFirstResponse: true });
    const mail = await desk.db.row<{ id: string }>(sql`SELECT id FROM outbox WHERE inquiry_id = ${inquiry.id} AND template = 'interim_answer'`);
    const withdraw = async (person: SignedIn): Promise<number> => (await person.api.postJson(`/api/v1/mail/outbox/${mail?.id ?? ''}/withdraw`, {}, { 'idempotency-key': newId() })).status;
    expect([await withdraw(people.first), await withdraw(people.supervisor), await withdraw(people.lead)]).toEqual([403, 403, 200]);
  });

  describe('a call that refers back', () => {
    it('V33: refers to an inquiry one may see: another desk’s and none look alike', async () => {
      const other = await aServedCustomer(desk.db);
      const stranger = await desk.signIn('first_line', { deskIds: [other.customer.supportDeskId] });
      const theirs = (await takeCall(stranger, { customerId: other.customer.id })).json<Resource>();
      for (const followUpOf of [theirs.id, newId()]) {
        const answer = await takeCall(people.first, { customerId: people.customer.id, followUpOf });
        expect([answer.status, answer.json<Problem>().code]).toEqual([404, 'not_found']);
      }
      expect((await takeCall(people.first, { customerId: people.customer.id, followUpOf: (await call()).id })).status).toBe(201);
    });
  });

  describe('times that cannot be', () => {
    it.each(['1970-01-05T10:00', '0001-01-01T10:00', '2025-11-20T10:00', '9999-12-31T10:00'])('no call came in at %s', async (receivedAt) => {
      for (const way of ['take_call', 'record_out_of_hours_call']) {
        const answer = await takeCall(people.first, { customerId: people.customer.id, receivedAt, way });
        expect([answer.status, answer.json<Problem>().faults[0]?.field], answer.text).toEqual([422, 'receivedAt']);
      }
    });

    it.each(['1970-01-01T10:00', '0001-01-01T00:00', '9999-12-31T23:59', '2026-11-24T10:12'])('no customer is asked to answer by %s', async (answerBy) => {
      const before = await desk.db.rows(sql`SELECT id FROM outbox`);
      for (const [name, body] of [['await-customer', { asked: '型番' }], ['ask-questions', { questionIds: ['customer_statement'] }]] as const) {
        const answer = await act(people.first, await call(), name, { ...body, answerBy });
        expect([answer.status, answer.json<Problem>().faults[0]?.field]).toEqual([422, 'answerBy']);
      }
      expect(await desk.db.rows(sql`SELECT id FROM outbox`)).toEqual(before);
    });

    it('nothing happened before the inquiry, after now, or in one that is closed', async () => {
      for (const occurredAt of ['1970-01-01T10:00', '2026-11-24T10:11', '9999-12-31T10:00']) {
        expect((await refusal(people.first, await call(), 'add-note', { text: 'x', occurredAt }))[0]).toBe(422);
      }
    });

    it('D1: a target that was missed stays missed when the inquiry ends without an answer', async () => {
      const ends: readonly [string, object][] = [['transfer', { supportKind: 'defect_or_usage', nextCaller: 'sales_partner', reason: '使い方のお尋ね' }], ['merge', {}], ['withdraw', { reason: 'お客様の申出' }], ['decline', { reason: 'spam' }]];
      const [inTime, late] = [new Map<string, Resource>(), new Map<string, Resource>()];
      for (const [name] of ends) for (const which of [inTime, late]) which.set(name, await verified());
      const target = await call();
      const end = async (person: SignedIn, of: Map<string, Resource>): Promise<string[]> => {
        const results: string[] = [];
        for (const [name, body] of ends) {
          const inquiry = await look(person, of.get(name) ?? target);
          results.push((await done(person, inquiry, name, name === 'merge' ? { intoNumber: target.number } : body)).clock);
        }
        return results;
      };
      expect(new Set(await end(people.first, inTime))).toEqual(new Set(['not_applicable']));
      const later = await at('2026-11-26T10:00:00+09:00', people.first);
      expect(new Set(await end(later, late))).toEqual(new Set(['missed']));
      await at(morning, people.first);
    });

    const verified = async (): Promise<Resource> => {
      const inquiry = await call();
      await hear(desk, people.first, inquiry);
      return done(people.first, await look(people.first, inquiry), 'verify', verification(people.contact.id));
    };

    it('D2: a re-opening does not lie before the answer', async () => {
      const inquiry = await verified();
      const first = await at('2026-11-24T15:00:00+09:00', people.first);
      await done(first, await look(first, inquiry), 'answer-by-phone', { contactId: people.contact.id, person: '山田様', summary: '説明', countsAsFirstResponse: true });
      expect(await refusal(first, inquiry, 'follow-up', { occurredAt: '2026-11-24T10:13' })).toEqual([422, 'time_not_possible']);
      await done(first, await look(first, inquiry), 'close', { resolution: 'answered_by_first_line', confirmedByCustomer: true });
      expect(await refusal(first, inquiry, 'answer-by-phone', { contactId: people.contact.id, person: '山田様', summary: '説明', occurredAt: '2026-11-24T14:00' })).toEqual([409, 'illegal_transition']);
      expect(await refusal(first, inquiry, 'reopen', { occurredAt: '2026-11-24T10:13' })).toEqual([422, 'time_not_possible']);
      expect((await done(first, await look(first, inquiry), 'reopen', {})).dueAt).toBe('2026-11-25T17:00:00+09:00');
      await at(morning, people.first);
    });
  });
});
