import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storageFaultOf } from '../../src/platform/storage-faults.rules.js';
import { sql } from '../../src/platform/sql.js';
import { startTestDesk, type SignedIn, type TestDesk } from '../support/desk.js';

describe('a database that cannot write', () => {
  let desk: TestDesk;
  let owner: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk();
    owner = await desk.signIn('service_owner');
  });
  afterAll(() => desk.close());

  let serial = 0;
  const addSomebody = () => {
    serial += 1;
    const loginName = `person-${serial}@full.example`;
    return { loginName, answer: owner.api.postJson('/api/v1/staff', { loginName, displayName: '満 杯子', roles: ['auditor'] }, { 'idempotency-key': `full-${serial}` }) };
  };
  /** Takes the pages that are free within the file. */
  const fillUp = async (): Promise<void> => {
    for (const bytes of [40_000, 2_000]) {
      const more = async (): Promise<boolean> => desk.db.tx(async (tx) => void (await tx.query(`INSERT INTO filler VALUES (zeroblob(${bytes}))`))).then(() => true, () => false);
      while (await more());
    }
  };
  const people = async (): Promise<number> => (await desk.db.rows(sql`SELECT id FROM staff WHERE login_name LIKE '%@full.example'`)).length;

  it('R21: a full disk refuses what would be written with 507, shows what is there, and goes on once there is room', async () => {
    const limit = (pages: string) => desk.db.tx((tx) => tx.query(`PRAGMA max_page_count = ${pages}`));
    await desk.db.tx((tx) => tx.query('CREATE TABLE filler (bytes BLOB)'));
    await limit('1');
    await fillUp();
    const refused = [];
    for (let n = 0; n < 40; n += 1) refused.push(await addSomebody().answer);
    const full = refused.find(({ status }) => status !== 201);
    expect(full?.status, full?.text).toBe(507);
    expect(full?.headers.get('content-type')).toContain('application/problem+json');
    expect(full?.json()).toMatchObject({ code: 'storage_full', detail: expect.stringContaining('空き容量') });
    expect(refused.every(({ status }) => [201, 507].includes(status))).toBe(true);
    expect((await owner.api.get('/api/v1/me')).status, 'reads go on').toBe(200);
    expect((await owner.client.get('/staff')).status).toBe(200);
    expect(await people(), 'what was acknowledged is there, nothing else').toBe(refused.filter(({ status }) => status === 201).length);
    await limit('4294967294');
    await desk.db.tx((tx) => tx.query('DROP TABLE filler'));
    expect((await addSomebody().answer).status, 'without a restart').toBe(201);
  });

  const lockedFor = async (ms: number): Promise<{ readonly over: Promise<unknown> }> => {
    const { database } = desk.config;
    const holder = spawn(process.execPath, [join(import.meta.dirname, '../support/lock-holder.mjs'), database.kind === 'sqlite' ? database.file : '', String(ms)]);
    const over = once(holder, 'exit');
    await once(holder.stdout, 'data');
    return { over };
  };

  it('R22: a lock in foreign hands for a second is waited out; beyond four seconds it is 503 with Retry-After, and reads go on', async () => {
    const short = await lockedFor(1_000);
    expect((await addSomebody().answer).status).toBe(201);
    await short.over;
    const before = await people();
    const long = await lockedFor(6_500);
    const { answer } = addSomebody();
    expect((await owner.api.get('/api/v1/me')).status, 'reads go on').toBe(200);
    const refused = await answer;
    expect([refused.status, refused.headers.get('retry-after'), refused.json<{ code: string }>().code]).toEqual([503, '5', 'unavailable']);
    expect(refused.text).not.toMatch(/SQLITE|locked/);
    await long.over;
    expect(await people()).toBe(before);
    expect((await addSomebody().answer).status).toBe(201);
  });
});

describe('what a storage error means', () => {
  const coded = (code: string, more: object = {}): Error => Object.assign(new Error('x'), { code, ...more });
  it.each([
    ['R21: SQLite', coded('SQLITE_FULL'), 'full'],
    ['R21: a file', coded('ENOSPC'), 'full'],
    ['R21: PostgreSQL', coded('53100'), 'full'],
    ['R21: under TypeORM', Object.assign(new Error('query failed'), { driverError: coded('SQLITE_FULL') }), 'full'],
    ['R22: SQLite', coded('SQLITE_BUSY'), 'busy'],
    ['R23: PostgreSQL restarts', coded('57P01'), 'busy'],
    ['R23: no connection left', coded('53300'), 'busy'],
    ['R23: a deadlock', new Error('gave up', { cause: coded('40P01') }), 'busy'],
    ['R23: the server is gone', coded('ECONNREFUSED'), 'busy'],
    ['a fault of ours', coded('SQLITE_CONSTRAINT'), undefined],
    ['an error that names itself as its cause', Object.assign(new Error('x'), { cause: new Error('y') }), undefined],
  ])('%s', (_case, error, fault) => {
    expect(storageFaultOf(error)).toBe(fault);
  });
});
