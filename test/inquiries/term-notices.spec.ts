import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { aContract, aCustomer, aPartner, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

describe.each(databaseKinds())('F1: the notice that a term is about to end, on %s', (database) => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
  });
  afterAll(() => desk.close());

  interface Sent {
    readonly toName: string;
    readonly data: { readonly noticeBy: string; readonly customerName: string };
  }

  /** What the job has queued for a customer by then; it looks twice, so that a doubled notice is seen. */
  async function sentBy(at: string, customerId: string): Promise<Sent[]> {
    desk.clock.set(at);
    await desk.runJob('contracts.term-notices');
    await desk.runJob('contracts.term-notices');
    const rows = await desk.db.rows<{ toName: string; data: string }>(
      sql`SELECT to_name AS "toName", data FROM outbox WHERE template = 'term_notice' AND customer_id = ${customerId} ORDER BY created_at, to_name`,
    );
    return rows.map(({ toName, data }) => ({ toName, data: JSON.parse(data) as Sent['data'] }));
  }

  it('goes to the supervisors of the partner who sold it, twice, within reception hours, and before the last day for an answer', async () => {
    const [partner, other] = [await aPartner(desk.db), await aPartner(desk.db)];
    const [own, elsewhere] = [await aSupportDesk(desk.db, { partnerId: partner.id }), await aSupportDesk(desk.db, { partnerId: other.id })];
    await desk.signIn('first_line_supervisor', { deskIds: [own.id], name: '販売 責任者' });
    await desk.signIn('first_line', { deskIds: [own.id], name: '販売 担当者' });
    await desk.signIn('first_line_supervisor', { deskIds: [elsewhere.id], name: '他社 責任者' });
    // The support may have passed to another desk; the sale has not (B6).
    const customer = await aCustomer(desk.db, { partnerId: partner.id, supportDeskId: elsewhere.id });
    await aContract(desk.db, { customerId: customer.id, termEndsOn: '2027-03-08' });
    await aContract(desk.db, { customerId: customer.id, termEndsOn: '2027-03-08', endedOn: '2027-03-08', endReason: 'non_renewal' });

    // 90 days before is 2026-12-08; the last day for an answer 2027-01-08.
    expect(await sentBy('2026-12-07T16:59:00+09:00', customer.id)).toEqual([]);
    expect(await sentBy('2026-12-08T08:59:00+09:00', customer.id), 'not before the opening').toEqual([]);
    const first = await sentBy('2026-12-08T09:00:00+09:00', customer.id);
    expect(first.map(({ toName }) => toName)).toEqual(['販売 責任者']);
    expect(first[0]?.data).toMatchObject({ noticeBy: '2027-01-08', customerName: customer.name });
    expect(await sentBy('2027-01-06T10:00:00+09:00', customer.id)).toHaveLength(1);
    expect(await sentBy('2027-01-07T10:00:00+09:00', customer.id), '60 days before').toHaveLength(2);
    expect(await sentBy('2027-02-08T10:00:00+09:00', customer.id)).toHaveLength(2);
  });

  it('of a sibling service names its own last day: one month before the end', async () => {
    const partner = await aPartner(desk.db);
    const own = await aSupportDesk(desk.db, { partnerId: partner.id });
    await desk.signIn('first_line_supervisor', { deskIds: [own.id] });
    const customer = await aCustomer(desk.db, { partnerId: partner.id, supportDeskId: own.id });
    await aContract(desk.db, { customerId: customer.id, termEndsOn: '2027-03-08', serviceProfile: 'sspm' });
    expect((await sentBy('2027-02-05T10:00:00+09:00', customer.id)).map(({ data }) => data.noticeBy)).toEqual(['2027-02-08']);
    await aContract(desk.db, { customerId: customer.id, termEndsOn: '2027-03-08' });
    expect(await sentBy('2027-02-05T11:00:00+09:00', customer.id), 'too late for two months').toHaveLength(1);
  });

  it('is not made once the last day for an answer has passed', async () => {
    const partner = await aPartner(desk.db);
    const own = await aSupportDesk(desk.db, { partnerId: partner.id });
    await desk.signIn('first_line_supervisor', { deskIds: [own.id] });
    const customer = await aCustomer(desk.db, { partnerId: partner.id, supportDeskId: own.id });
    await aContract(desk.db, { customerId: customer.id, termEndsOn: '2027-01-20' });
    expect(await sentBy('2026-11-24T10:00:00+09:00', customer.id)).toEqual([]);
  });
});
