import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { aStaffedDesk, type Resource } from '../inquiries/story.js';
import { canary, inSecondLine, now, portalNote, refused } from './analysis-story.js';

describe.each(databaseKinds())('C3: words that leave without a report on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let inquiry: Resource;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
    inquiry = await inSecondLine(desk, people);
    await now(people.analyst, inquiry, 'add-portal-note', { text: portalNote });
    await now(people.analyst, inquiry, 'record-specialist-wish', { consentToPassData: true });
  });
  afterAll(() => desk.close());

  it.each(['analyst', 'lead', 'owner'] as const)('the %s introduces no specialist with a restricted value in the words', async (who) => {
    const providers = `調査株式会社（${canary.address} の解析に強い）`;
    expect(await refused(people[who], inquiry, 'introduce-specialist', { providers })).toEqual([409, 'restricted_value']);
    expect(await desk.db.rows(sql`SELECT id FROM outbox WHERE inquiry_id = ${inquiry.id} AND template = 'specialist'`)).toEqual([]);
  });

  it.each([
    ['log-call', { outcome: 'absent', number: '03-5555-1001', person: canary.domain }],
    ['await-customer', { asked: canary.phrase, answerBy: '2026-11-27T17:00' }],
    ['request-addition', { questionIds: ['contact_window'], comment: canary.address }],
    ['add-copy', { name: canary.domain, address: 'hanako@customer.example', number: '03-5555-1001', confirmedByPhone: true }],
    ['request-logs', { items: canary.domain, periodFrom: '2026-11-23T00:00', periodTo: '2026-11-24T00:00', purpose: '調査', answerBy: '2026-11-27T17:00', consentBy: '山田', consentMeans: 'phone', consentAt: '2026-11-24T09:00' }],
    ['add-note', { text: canary.phrase }],
  ])('%s with a restricted value is refused to the second line', async (name, body) => {
    expect(await refused(people.analyst, inquiry, name, name === 'add-copy' ? { ...body, contactId: people.contact.id } : body)).toEqual([409, 'restricted_value']);
  });

  it('a portal-only note is never changed or deleted, whoever asks', async () => {
    for (const statement of [sql`UPDATE portal_note SET body = 'x'`, sql`DELETE FROM portal_note`, sql`UPDATE portal_note SET inquiry_id = ${newId()}`]) {
      await expect(desk.db.tx((tx) => desk.db.execute(tx, statement))).rejects.toThrow(/append-only/);
    }
    expect(await desk.db.rows(sql`SELECT body FROM portal_note`)).toEqual([{ body: portalNote }]);
  });
});
