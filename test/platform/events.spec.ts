import { expect, it } from 'vitest';
import type { Db } from '../../src/platform/db.js';
import { DomainError } from '../../src/platform/errors.js';
import type { EventRow } from '../../src/platform/event.entity.js';
import { Events, hashOf, type NewEvent, type Stream } from '../../src/platform/events.js';
import { sql } from '../../src/platform/sql.js';
import { onBothDatabases } from '../support/databases.js';

const stream: Stream = { type: 'inquiry', id: '26-000123-7' };
const act = (...types: string[]): { actor: { kind: 'system' }; recordedAt: number; events: NewEvent[] } => ({
  actor: { kind: 'system' },
  recordedAt: 2_000,
  events: types.map((type) => ({ type, occurredAt: 1_000, data: { hours: 9, tags: ['a', 'b'], none: null } })),
});

type Stored = Omit<EventRow, 'id' | 'data'> & { data: string };

const stored = (db: Db): Promise<Stored[]> =>
  db.rows<Stored>(sql`
    SELECT stream_type AS "streamType", stream_id AS "streamId", seq, type, occurred_at AS "occurredAt", recorded_at AS "recordedAt",
           actor_kind AS "actorKind", actor_id AS "actorId", data, previous_hash AS "previousHash", hash
    FROM event ORDER BY stream_id, seq`);

onBothDatabases('the record', (open) => {
  it('chains every event to the one before by its hash, across acts', async () => {
    const db = await open();
    const events = new Events(db);
    await db.tx((tx) => events.append(tx, stream, act('accepted', 'verified')));
    await db.tx((tx) => events.append(tx, stream, act('answered')));
    const rows = await stored(db);
    expect(rows.map((row) => [row.seq, row.type])).toEqual([[1, 'accepted'], [2, 'verified'], [3, 'answered']]);
    expect(rows.map((row) => row.previousHash)).toEqual(['', rows[0]?.hash, rows[1]?.hash]);
    for (const row of rows) expect(hashOf({ ...row, data: JSON.parse(row.data) as EventRow['data'] })).toBe(row.hash);
  });

  it('shows a changed fact by its hash', async () => {
    const db = await open();
    await db.tx((tx) => new Events(db).append(tx, stream, act('accepted')));
    const [row] = await stored(db);
    if (row === undefined) throw new Error('nothing was stored');
    const data = JSON.parse(row.data) as EventRow['data'];
    expect(hashOf({ ...row, data: { ...data, hours: 10 } })).not.toBe(row.hash);
    expect(hashOf({ ...row, data, occurredAt: 999 })).not.toBe(row.hash);
  });

  it('keeps streams apart', async () => {
    const db = await open();
    const events = new Events(db);
    await db.tx((tx) => events.append(tx, stream, act('accepted')));
    await db.tx((tx) => events.append(tx, { type: 'inquiry', id: '26-000124-5' }, act('accepted')));
    expect((await stored(db)).map((row) => [row.streamId, row.seq, row.previousHash])).toEqual([['26-000123-7', 1, ''], ['26-000124-5', 1, '']]);
  });

  it('tells the second of two who act on the same head that his version is stale', async () => {
    const db = await open();
    const events = new Events(db);
    const head = await db.tx((tx) => events.append(tx, stream, act('accepted')));
    await db.tx((tx) => events.append(tx, stream, act('taken'), head));
    const second = db.tx((tx) => events.append(tx, stream, act('closed'), head));
    await expect(second).rejects.toSatisfy((error) => error instanceof DomainError && error.code === 'version_stale');
    expect((await stored(db)).map((row) => row.type)).toEqual(['accepted', 'taken']);
  });

  it('loses and doubles nothing when many append to one stream at once', async () => {
    const db = await open();
    const events = new Events(db);
    const results = await Promise.allSettled(Array.from({ length: 60 }, (_, index) => db.tx((tx) => events.append(tx, stream, act(`act-${index}`)))));
    const rows = await stored(db);
    expect(rows).toHaveLength(results.filter((result) => result.status === 'fulfilled').length);
    expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.map((row) => row.previousHash)).toEqual(['', ...rows.slice(0, -1).map((row) => row.hash)]);
    for (const refused of results.filter((result) => result.status === 'rejected')) expect(refused.reason).toMatchObject({ code: 'version_stale' });
  });

  it('refuses to be changed or shortened, whoever asks', async () => {
    const db = await open();
    await db.tx((tx) => new Events(db).append(tx, stream, act('accepted')));
    const before = await stored(db);
    await expect(db.tx((tx) => db.execute(tx, sql`UPDATE event SET type = 'x'`))).rejects.toThrow(/append-only/);
    await expect(db.tx((tx) => db.execute(tx, sql`DELETE FROM event`))).rejects.toThrow(/append-only/);
    if (db.dialect === 'postgres') await expect(db.tx((tx) => db.execute(tx, sql`TRUNCATE event`))).rejects.toThrow(/append-only/);
    expect(await stored(db)).toEqual(before);
  });
});
