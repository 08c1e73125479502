import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { sql } from '../../src/platform/sql.js';
import { headsFileIn } from '../../src/record/heads-file.js';
import { RecordVerifier } from '../../src/record/record-verifier.service.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { record } from './bend.js';

describe.each(databaseKinds())('the daily head of the record (%s)', (database) => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await startTestDesk({ database, clock: '2026-11-23T23:50:00+09:00' });
  });
  afterEach(() => desk.close());
  const headAt = async (at: string): Promise<void> => {
    desk.clock.set(at);
    await desk.runJob('record.head');
  };
  const heads = () => desk.db.rows<{ number: number; day: string; streams: number; events: number; hash: string }>(sql`SELECT number, day, streams, events, hash FROM record_head ORDER BY number`);
  const lines = (): string[] => readFileSync(headsFileIn(desk.config.dataDir), 'utf8').trimEnd().split('\n');

  it('comes once a day after midnight in Japan, chained, in the database and in the file', async () => {
    const before = await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM event WHERE recorded_at < ${desk.clock.now()}`);
    await record(desk.db, desk.clock.now(), ['a', 'b']);
    await desk.runJob('record.head');
    if (before?.n === 0) expect(await heads()).toEqual([]);
    await headAt('2026-11-24T00:00:00+09:00');
    await headAt('2026-11-24T00:10:00+09:00');
    expect((await heads()).map(({ day }) => day).at(-1)).toBe('2026-11-23');
    const sofar = (await heads()).length;
    await record(desk.db, desk.clock.now(), ['b', 'c'], 3);
    await headAt('2026-11-25T06:00:00+09:00');
    expect((await heads()).at(-1)).toMatchObject({ number: sofar + 1, day: '2026-11-24', streams: 2, events: 6 });
    expect(lines().map((line) => (JSON.parse(line) as { hash: string }).hash)).toEqual((await heads()).map(({ hash }) => hash));
  });

  it('catches up after days off with one head that covers them all', async () => {
    await record(desk.db, desk.clock.now(), ['a']);
    await headAt('2026-11-24T00:00:01+09:00');
    await headAt('2026-11-30T12:00:00+09:00');
    expect((await heads()).map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-29']);
    expect((await desk.app.get(RecordVerifier).verify()).intact).toBe(true);
  });

  it('is mailed once to every service owner who is there, with its hash and nothing else of the record', async () => {
    const owner = await desk.signIn('service_owner');
    await desk.signIn('second_line_lead');
    const left = await desk.signIn('service_owner');
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE staff SET active = ${false} WHERE id = ${left.staffId}`));
    await headAt('2026-11-24T00:00:00+09:00');
    await headAt('2026-11-24T00:10:00+09:00');
    const mails = await desk.db.rows<{ toAddress: string; data: string }>(sql`SELECT to_address AS "toAddress", data FROM outbox WHERE template = 'record_head'`);
    const [head] = await heads();
    const known = await desk.db.row<{ loginName: string }>(sql`SELECT login_name AS "loginName" FROM staff WHERE id = ${owner.staffId}`);
    expect(mails.map(({ toAddress }) => toAddress)).toEqual([known?.loginName]);
    expect(JSON.parse(mails[0]?.data ?? '')).toMatchObject({ day: '2026-11-23', number: 1, hash: head?.hash });
  });

  it('completes a file that lacks heads, and takes off a line that a crash tore', async () => {
    await record(desk.db, desk.clock.now(), ['a']);
    await headAt('2026-11-24T00:00:00+09:00');
    appendFileSync(headsFileIn(desk.config.dataDir), '{"number":2,"da');
    await headAt('2026-11-25T00:00:00+09:00');
    expect(lines()).toHaveLength(2);
    expect((await desk.app.get(RecordVerifier).verify()).breaks).toEqual([]);
    writeFileSync(headsFileIn(desk.config.dataDir), '');
    await desk.runJob('record.head');
    expect(lines().map((line) => (JSON.parse(line) as { number: number }).number)).toEqual([1, 2]);
  });
});
