import { beforeEach, expect, it } from 'vitest';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Events } from '../../src/platform/events.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { ident } from '../../src/record/customer-data/customer-rows.rules.js';
import { hashOfHead } from '../../src/record/head.rules.js';
import { headsFileIn } from '../../src/record/heads-file.js';
import type { RecordBreak } from '../../src/record/record-break.js';
import type { RecordHeadRow } from '../../src/record/record-head.entity.js';
import type { Verdict } from '../../src/record/record-verifier.service.js';
import { onBothDatabases } from '../support/databases.js';
import { bend, disarm, record, rewriteFrom, streamOf } from './bend.js';
import { aRecordRoom, type RecordRoom } from './record-room.js';

const named = ({ breaks }: Verdict): Pick<RecordBreak, 'kind' | 'stream' | 'seq'>[] => breaks.map(({ kind, stream, seq }) => ({ kind, stream, seq }));
const hourMs = 3_600_000;

onBothDatabases('E1: proving the record', (open) => {
  let room: RecordRoom;
  beforeEach(async () => {
    room = aRecordRoom(await open());
    await record(room.db, room.clock.now() - 24 * hourMs, ['a', 'b', 'c']);
    await disarm(room.db);
  });
  const verify = (): Promise<Verdict> => room.verify();
  const head = (): Promise<void> => room.head();

  it('finds an untouched record intact, with acts that came after the head', async () => {
    await head();
    await record(room.db, room.clock.now(), ['a', 'd']);
    const verdict = await verify();
    expect(verdict).toMatchObject({ intact: true, breaks: [], newestHead: { number: 1, day: '2026-11-23' } });
    expect(verdict.events).toBeGreaterThanOrEqual(20);
  });

  it('names an event whose content was changed', async () => {
    await bend(room.db, sql`UPDATE event SET data = ${'{"step":9,"none":null}'} WHERE stream_id = 'b' AND seq = 3`);
    expect(named(await verify())).toEqual([{ kind: 'content_changed', stream: 'inquiry/b', seq: 3 }]);
  });

  it('names an event of which anything was changed', async () => {
    const columns = ['type', 'actor_kind', 'actor_id', 'recorded_at', 'occurred_at'];
    await record(room.db, 5, columns);
    for (const column of columns) {
      await bend(room.db, sql`UPDATE event SET ${ident(column)} = ${column.endsWith('_at') ? 1 : 'customer'} WHERE stream_id = ${column} AND seq = 2`);
    }
    expect(named(await verify())).toEqual(columns.toSorted().map((column) => ({ kind: 'content_changed', stream: `inquiry/${column}`, seq: 2 })));
  });

  it('names an event whose text was changed without its meaning, or to none that can be read', async () => {
    const write = (id: string, data: string) => sql`UPDATE event SET data = ${data} WHERE stream_id = ${id} AND seq = 1`;
    await bend(room.db, write('b', '{"step":1, "none":null}'), write('c', '{"step":1'));
    expect(named(await verify())).toEqual(['b', 'c'].map((id) => ({ kind: 'content_changed', stream: `inquiry/${id}`, seq: 1 })));
  });

  it('names a stream that was made another thing’s', async () => {
    await bend(room.db, sql`UPDATE event SET stream_type = 'customer' WHERE stream_id = 'b'`, sql`UPDATE event SET stream_id = 'd' WHERE stream_id = 'c'`);
    expect(named(await verify())).toEqual([{ kind: 'content_changed', stream: 'customer/b', seq: 1 }, { kind: 'content_changed', stream: 'inquiry/d', seq: 1 }]);
  });

  it('names an event that was put between two others, and one that stands there twice', async () => {
    const copy = (id: string, seq: number, previous: string) => sql`INSERT INTO event (id, stream_type, stream_id, seq, type, occurred_at, recorded_at, actor_kind, actor_id, data, previous_hash, hash)
      SELECT ${id}, stream_type, stream_id, seq, 'put there', occurred_at, recorded_at, actor_kind, actor_id, data, ${previous}, ${id} FROM event WHERE stream_id = ${id} AND seq = ${seq}`;
    await bend(room.db, sql`DROP INDEX event_stream_seq`, sql`UPDATE event SET seq = seq + 1 WHERE stream_id = 'b' AND seq > 2`, sql`UPDATE event SET seq = 3 WHERE stream_id = 'c' AND seq = 4`);
    await bend(room.db, copy('b', 2, ''), sql`UPDATE event SET seq = 3 WHERE id = 'b'`);
    expect(named(await verify())).toEqual([{ kind: 'wrong_predecessor', stream: 'inquiry/b', seq: 3 }, { kind: 'event_doubled', stream: 'inquiry/c', seq: 3 }]);
  });

  it('names an event that is missing from the middle, and from the beginning', async () => {
    await bend(room.db, sql`DELETE FROM event WHERE stream_id = 'a' AND seq = 2`, sql`DELETE FROM event WHERE stream_id = 'c' AND seq = 1`);
    expect(named(await verify())).toEqual([{ kind: 'event_missing', stream: 'inquiry/a', seq: 2 }, { kind: 'event_missing', stream: 'inquiry/c', seq: 1 }]);
  });

  it('names the place where events were put in another order', async () => {
    const move = (from: number, to: number) => sql`UPDATE event SET seq = ${to} WHERE stream_id = 'b' AND seq = ${from}`;
    await bend(room.db, move(2, 99), move(3, 2), move(99, 3));
    expect(named(await verify())).toEqual([{ kind: 'reordered', stream: 'inquiry/b', seq: 2 }]);
  });

  it('names an event that was appended with a wrong predecessor', async () => {
    const wrong = { seq: 4, hash: 'f'.repeat(64) };
    const events = [{ type: 'put_there', occurredAt: 1, data: {} }];
    await room.db.tx((tx) => new Events(room.db).append(tx, streamOf('c'), { actor: { kind: 'system' }, recordedAt: 1, events }, wrong));
    expect(named(await verify())).toEqual([{ kind: 'wrong_predecessor', stream: 'inquiry/c', seq: 5 }]);
  });

  it('names a stream that was cut at its end, by the daily head', async () => {
    await head();
    await bend(room.db, sql`DELETE FROM event WHERE stream_id = 'a' AND seq > 2`);
    expect(named(await verify())).toEqual([{ kind: 'cut_at_end', stream: 'inquiry/a', seq: 3 }]);
  });

  it('names a stream that was taken away whole, by the daily head', async () => {
    await head();
    await bend(room.db, sql`DELETE FROM event WHERE stream_id = 'b'`);
    expect(named(await verify())).toEqual([{ kind: 'cut_at_end', stream: 'inquiry/b', seq: 1 }]);
  });

  it('names a stream that was rewritten with hashes that fit, by the daily head', async () => {
    await head();
    await rewriteFrom(room.db, 'b', 2);
    expect(named(await verify())).toEqual([{ kind: 'not_as_in_head', stream: 'inquiry/b', seq: 4 }]);
  });

  it('names a head that was changed, by its hash and by the file', async () => {
    await head();
    await bend(room.db, sql`UPDATE record_head SET hash = ${'0'.repeat(64)} WHERE number = 1`);
    expect(named(await verify()).map(({ kind }) => kind)).toEqual(['file_differs', 'head_changed']);
  });

  it('names a head of which anything was changed', async () => {
    await head();
    for (const column of ['day', 'streams', 'events', 'created_at']) {
      const kept = await room.db.row<{ value: string | number }>(sql`SELECT ${ident(column)} AS value FROM record_head`);
      await bend(room.db, sql`UPDATE record_head SET ${ident(column)} = ${column === 'day' ? '7' : 7}`);
      expect(named(await verify()).map(({ kind }) => kind), column).toEqual(['head_changed']);
      await bend(room.db, sql`UPDATE record_head SET ${ident(column)} = ${kept?.value ?? null}`);
    }
  });

  it('names a broken stream once, and fifty of many', async () => {
    await record(room.db, 5, Array.from({ length: 60 }, (_, index) => `many-${index}`), 2);
    await head();
    await bend(room.db, sql`DELETE FROM event WHERE stream_id = 'a' AND seq IN (2, 4)`);
    expect(named(await verify())).toEqual([{ kind: 'event_missing', stream: 'inquiry/a', seq: 2 }]);
    await bend(room.db, sql`UPDATE event SET type = 'x' WHERE stream_id LIKE 'many-%'`);
    expect(await verify()).toMatchObject({ intact: false, breaks: { length: 50 } });
  });

  it('goes on with a head that a crash left half covered', async () => {
    await head();
    await record(room.db, room.clock.now(), ['a', 'b']);
    await bend(room.db, sql`INSERT INTO record_head_stream (number, position, stream_type, stream_id, seq, hash) SELECT 2, 1, stream_type, stream_id, seq, hash FROM event WHERE stream_id = 'b' AND seq = 8`);
    room.clock.set('2026-11-25T09:00:00+09:00');
    await head();
    expect(await room.db.rows(sql`SELECT number, streams, events FROM record_head WHERE number = 2`)).toEqual([{ number: 2, streams: 2, events: 8 }]);
    expect((await verify()).breaks).toEqual([]);
  });

  it('names a head whose streams were changed to fit what was bent', async () => {
    await head();
    await bend(room.db, sql`DELETE FROM event WHERE stream_id = 'a' AND seq = 4`, sql`DELETE FROM record_head_stream WHERE stream_id = 'a'`);
    expect(named(await verify())).toEqual([{ kind: 'head_changed', stream: null, seq: null }]);
  });

  it('names heads that were taken out of the database, or out of the file', async () => {
    const file = headsFileIn(room.dataDir);
    const [, , third = ''] = await threeHeads();
    await bend(room.db, sql`DELETE FROM record_head WHERE number = 3`);
    expect((await verify()).breaks).toMatchObject([{ kind: 'head_missing', head: 3 }]);
    await bend(room.db, sql`DELETE FROM record_head WHERE number = 1`);
    expect((await verify()).breaks).toMatchObject([{ kind: 'head_missing', head: 1 }, { kind: 'head_missing', head: 3 }]);
    writeFileSync(file, `${third}\n`);
    expect((await verify()).breaks.map(({ kind }) => kind)).toEqual(['head_missing', 'head_missing']);
    rmSync(file);
    expect((await verify()).breaks.map(({ kind }) => kind)).toEqual(['head_missing']);
  });

  it('names a head that was written anew with a hash that fits, there and in the file, by the head after it', async () => {
    const lines = await threeHeads();
    const { hash: _, ...first } = { ...(JSON.parse(lines[0] ?? '') as RecordHeadRow), createdAt: 1 };
    const forged = { ...first, hash: hashOfHead(first) };
    await bend(room.db, sql`UPDATE record_head SET created_at = 1, hash = ${forged.hash} WHERE number = 1`);
    writeFileSync(headsFileIn(room.dataDir), [JSON.stringify(forged), ...lines.slice(1), ''].join('\n'));
    expect((await verify()).breaks).toMatchObject([{ kind: 'head_changed', head: 2 }]);
  });

  it('names what was done to the file of heads alone', async () => {
    const lines = await threeHeads();
    const changes: readonly (readonly [readonly string[], object])[] = [
      [lines.toSpliced(1, 1), { kind: 'file_lacks_head', head: 2 }],
      [lines.with(1, (lines[1] ?? '').replace(/"hash":"[0-9a-f]{8}/, '"hash":"00000000')), { kind: 'file_differs', head: 2 }],
      [[...lines, '{"number":'], { kind: 'file_differs', head: 4 }],
    ];
    for (const [changed, found] of changes) {
      writeFileSync(headsFileIn(room.dataDir), [...changed, ''].join('\n'));
      expect((await verify()).breaks).toMatchObject([found]);
    }
  });

  it('walks many pages of a long stream and of many streams', async () => {
    await record(room.db, 5_000, ['long'], 4_500);
    await room.db.tx((tx) => new Events(room.db).appendToMany(tx, 'staff', { actor: { kind: 'system' }, recordedAt: 5_000, streams: Array.from({ length: 2_300 }, () => ({ id: newId(), events: [{ type: 'x', occurredAt: 1, data: {} }] })) }));
    await head();
    expect((await room.db.row<{ streams: number }>(sql`SELECT streams FROM record_head`))?.streams).toBeGreaterThan(2_300);
    const verdict = await verify();
    expect([verdict.intact, verdict.streams > 2_300, verdict.events > 6_800]).toEqual([true, true, true]);
    await bend(room.db, sql`UPDATE event SET type = 'x' WHERE stream_id = 'long' AND seq = 4001`);
    expect(named(await verify())).toEqual([{ kind: 'content_changed', stream: 'inquiry/long', seq: 4001 }]);
  });

  /** Of three days; the lines of the file. */
  async function threeHeads(): Promise<string[]> {
    for (const day of [24, 25, 26]) {
      room.clock.set(`2026-11-${day}T09:00:00+09:00`);
      await head();
    }
    return readFileSync(headsFileIn(room.dataDir), 'utf8').trimEnd().split('\n');
  }
});

onBothDatabases('the record itself', (open) => {
  it.each(['event', 'record_head', 'record_head_stream'])('E1: %s refuses to be changed or emptied', async (table) => {
    const { db, clock, head } = aRecordRoom(await open());
    await record(db, clock.now() - 24 * hourMs, ['a']);
    await head();
    for (const statement of [`UPDATE ${table} SET hash = 'x'`, `DELETE FROM ${table}`]) {
      await expect(db.tx((tx) => tx.query(statement))).rejects.toThrow('append-only');
    }
    expect(await db.rows(sql`SELECT hash FROM event WHERE hash <> 'x' AND stream_id = 'a'`)).toHaveLength(4);
  });
});
