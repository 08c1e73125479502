import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { plantCanaries, type CanaryWorld } from '../support/canaries.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

interface Proposal {
  readonly id: string;
  readonly outcome: string | null;
  readonly inquiryNumber: string | null;
}

describe.each(databaseKinds())('B7: the proposal of a gateway, on %s', (database) => {
  let desk: TestDesk;
  let world: CanaryWorld;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    world = await plantCanaries(desk);
  });
  afterAll(() => desk.close());

  const list = async (person: CanaryWorld['owner']): Promise<Proposal[]> => (await person.api.get('/api/v1/gateway-proposals')).json();

  it('is mailed to the supervisors of the partner that sold the contract, with nothing of the attack', async () => {
    const mails = await desk.db.rows<{ toName: string; data: string; inquiryId: string | null }>(
      sql`SELECT to_name AS "toName", data, inquiry_id AS "inquiryId" FROM outbox WHERE template = 'gateway_proposal' ORDER BY to_name`,
    );
    expect(mails.map(({ toName }) => toName)).toEqual(['zqdeska-supervisor', 'zqdeskb-supervisor']);
    for (const { data, inquiryId } of mails) {
      expect(Object.keys(JSON.parse(data) as object).toSorted()).toEqual(['customerName', 'link', 'partnerName', 'reasonLabel', 'signature']);
      expect([inquiryId, data.includes('zqsecret'), data.includes(`${desk.config.baseUrl}/gateway-proposals`)]).toEqual([null, false, true]);
    }
  });

  it('stands on the list of that partner alone, is closed once with its outcome, and stays readable', async () => {
    const { a, b, owner, provider } = world;
    expect((await list(a.supervisor)).map(({ id }) => id)).toEqual([a.proposalId]);
    expect(await list(provider)).toEqual([]);
    expect((await list(owner)).length).toBe(2);

    const page = await a.first.client.get('/gateway-proposals');
    expect([page.text.includes('ご提案待ち'), page.text.includes('zqdeskb'), page.text.includes('zqsecret')]).toEqual([true, false, false]);
    const close = (person: typeof a.first, form: Record<string, string>) => person.client.postForm(`/gateway-proposals/${a.proposalId}/close`, { note: '春の予算で', _key: crypto.randomUUID(), ...form });
    await b.first.client.get('/gateway-proposals');
    expect((await close(b.first, { outcome: 'adopted' })).status).toBe(404);
    const refused = await close(a.first, {});
    expect([refused.status, refused.text.includes('結果を選んでください。'), refused.text.includes('春の予算で')]).toEqual([422, true, true]);
    expect((await close(a.first, { outcome: 'considering' })).headers.get('location')).toBe('/gateway-proposals');
    expect((await close(a.first, { outcome: 'adopted' })).status).toBe(409);
    expect(await list(a.supervisor)).toMatchObject([{ outcome: 'considering', outcomeNote: '春の予算で' }]);
    const events = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE type = 'gateway_proposal_closed'`);
    expect([events.length, events[0]?.data.includes('予算')]).toEqual([1, false]);
  });

  it('stays with the sale when the support passes on, without the inquiry of the new desk (第5条2)', async () => {
    const { a, b, owner } = world;
    const order = { fromDeskId: b.deskId, toDeskId: a.deskId, effectiveAt: new Date(desk.clock.now()).toISOString() };
    expect((await owner.api.postJson('/api/v1/successions', order, { 'idempotency-key': 'pass' })).status).toBe(201);
    const [kept] = await list(b.supervisor);
    expect([kept?.id, kept?.inquiryNumber]).toEqual([b.proposalId, null]);
  });
});
