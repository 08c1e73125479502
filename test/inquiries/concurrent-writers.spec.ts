import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Openings, type NewInquiry } from '../../src/inquiries/openings.service.js';
import type { Scope } from '../../src/platform/scope.js';
import { Db } from '../../src/platform/db.js';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { aStaffedDesk } from './story.js';

const writers = 1000;

describe.each(databaseKinds())('a thousand writers at once on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  it('leave exactly the acknowledged inquiries, whole and numbered without a gap', async () => {
    const scope: Scope = { staffId: people.first.staffId, name: '', roles: ['first_line'], deskIds: people.first.deskIds, providerId: null };
    const openings = desk.app.get(Openings);
    const wanted = (n: number): NewInquiry => ({
      act: 'take_call',
      // Every fifth call lies in the future and is refused by the rules.
      receivedAt: desk.clock.now() + (n % 5 === 0 ? 60_000 : 0),
      supportDeskId: null,
      customerId: people.customer.id,
      callerName: `発信者${n}`,
      callbackPhone: null,
      headline: `並行 ${n}`,
      reason: null,
    });
    const db = desk.app.get(Db);
    const one = (n: number) =>
      db.tx(async () => {
        const row = await openings.open({ kind: 'staff', scope }, wanted(n));
        // Every seventh act fails after the inquiry was written.
        if (n % 7 === 0) throw new Error('fails late');
        return row.number;
      });
    const outcomes = await Promise.allSettled(Array.from({ length: writers }, (_, n) => one(n)));
    const acknowledged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(acknowledged).toHaveLength(Array.from({ length: writers }, (_, n) => n).filter((n) => n % 5 !== 0 && n % 7 !== 0).length);

    const stored = await db.rows<{ number: string }>(sql`SELECT number FROM inquiry ORDER BY number`);
    expect(stored.map(({ number }) => number)).toEqual(acknowledged.toSorted());
    const serials = acknowledged.map((number) => Number(number.slice(3, 9))).toSorted((a, b) => a - b);
    expect(serials).toEqual(serials.map((_, index) => index + 1));
    for (const table of ['response_cycle', 'event'] as const) {
      const condition = table === 'event' ? sql`SELECT stream_id AS id FROM event WHERE stream_type = 'inquiry'` : sql`SELECT inquiry_id AS id FROM response_cycle`;
      expect(await db.rows(condition)).toHaveLength(acknowledged.length);
    }
  });

  it('who act on one inquiry at once: each version is won by one, and no event is lost', async () => {
    const row = await desk.db.row<{ id: string; version: number }>(sql`SELECT id, version FROM inquiry LIMIT 1`);
    const path = `/api/v1/inquiries/${row?.id ?? ''}/log-call`;
    const attempt = (n: number) =>
      people.first.api.postJson(path, { outcome: 'absent' }, { 'if-match': `"${row?.version ?? 0}"`, 'idempotency-key': `race-${n}` });
    const statuses = (await Promise.all(Array.from({ length: 20 }, (_, n) => attempt(n)))).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
    const events = await desk.db.rows<{ seq: number }>(sql`SELECT seq FROM event WHERE stream_id = ${row?.id ?? ''} ORDER BY seq`);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2]);
  });
});
