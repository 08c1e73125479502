import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TargetWatch } from '../../src/inquiries/watches/target-watch.service.js';
import { sql } from '../../src/platform/sql.js';
import { aStaffedDesk, done, hear, look, takeCall, verification, type Resource } from '../inquiries/story.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

const hour = 3_600_000;

describe.each(databaseKinds())('R25: a clock that jumps, on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const aCall = async (): Promise<Resource> => (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
  const told = async (): Promise<number> => {
    await desk.app.get(TargetWatch).look();
    return (await desk.db.rows(sql`SELECT id FROM notice WHERE kind LIKE 'target_%'`)).length;
  };

  it('warns once, however often the hour of the warning comes again', async () => {
    await aCall();
    const warnAt = '2026-11-25T14:03:00+09:00';
    desk.clock.set(warnAt);
    const first = await told();
    expect(first).toBeGreaterThan(0);
    for (const step of [-hour, hour, -24 * hour, 24 * hour]) {
      desk.clock.advance(step);
      expect(await told(), String(step)).toBe(first);
    }
    desk.clock.set('2026-11-24T10:30:00+09:00');
  });

  it('keeps the record in the order in which things were done, and its chain whole', async () => {
    const call = await aCall();
    await hear(desk, people.first, call);
    desk.clock.advance(-10 * 60_000);
    const verified = await done(people.first, await look(people.first, call), 'verify', verification(people.contact.id));
    desk.clock.advance(hour / 3);
    await done(people.first, verified, 'answer-by-phone', { contactId: people.contact.id, person: '山田様', summary: '説明した', countsAsFirstResponse: true });
    const events = await desk.db.rows<{ seq: number; hash: string; previousHash: string | null }>(
      sql`SELECT seq, hash, previous_hash AS "previousHash" FROM event WHERE stream_type = 'inquiry' AND stream_id = ${call.id} ORDER BY seq`,
    );
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    for (const [index, { previousHash }] of events.entries()) if (index > 0) expect(previousHash).toBe(events[index - 1]?.hash);
  });

  it('lets nothing take less than no time: answers and sessions are never before their beginning', async () => {
    const call = await aCall();
    desk.clock.advance(-hour);
    const page = await people.first.client.get(`/inquiries/${call.id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/-\d+\s*(分|時間|日)|マイナス|NaN/);
    expect((await people.first.client.get('/queue')).text).not.toMatch(/-\d+\s*(分|時間|日)|NaN/);
    desk.clock.advance(hour);
    const negative = await desk.db.rows(sql`SELECT id FROM inquiry WHERE accepted_at < received_at`);
    expect(negative).toEqual([]);
    expect(await desk.db.rows(sql`SELECT id FROM session WHERE expires_at <= created_at`)).toEqual([]);
  });
});
