import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runDesk } from '../../src/cli.js';
import { sql } from '../../src/platform/sql.js';
import { aPartner, aSupportDesk } from '../support/builders.js';
import { openDb } from '../../src/platform/data-sources.js';
import { freshDatabase, schema, type TestDatabase } from '../support/databases.js';
import { cp932Csv, goodLine, utf8Csv } from './sheets.js';

describe('desk customers import', () => {
  let database: TestDatabase;
  let folder: string;

  beforeEach(async () => {
    database = await freshDatabase('sqlite');
    folder = mkdtempSync(join(tmpdir(), 'desk-import-'));
    if (database.target.kind !== 'sqlite') throw new Error('These tests run on SQLite.');
    vi.stubEnv('DESK_MODE', 'test');
    vi.stubEnv('DESK_DATA_DIR', join(database.target.file, '..'));
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await database.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (...args: readonly string[]): Promise<{ code: number; out: string[]; err: string[] }> => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runDesk(['customers', 'import', ...args], { stdin: process.stdin, out: (line) => void out.push(line), err: (line) => void err.push(line) });
    return { code, out, err };
  };

  const file = (name: string, bytes: Buffer): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };

  it('takes a CP932 file and says what was refused and why; again it changes nothing', async () => {
    const sheet = file('シート.csv', cp932Csv([goodLine(1), goodLine(2, { 電話番号: '03' }), goodLine(3)]));
    const first = await run(sheet, '--json');
    expect([first.code, first.err]).toEqual([0, []]);
    expect(JSON.parse(first.out.join(''))).toMatchObject({ fileName: 'シート.csv', encoding: 'CP932', taken: 2, refused: 1 });
    const second = await run(sheet);
    expect(second.out.join('\n')).toContain('3行目 SP-000002: 取込不可 電話番号の桁数か市外局番が正しくありません');
    expect(second.out.at(-1)).toBe('取込 0件、変更なし 2件、取込不可 1件');
  });

  it('puts new customers where the options say', async () => {
    const db = await openDb(database.target, schema);
    const partner = await aPartner(db, { code: 'P7' });
    const desk = await aSupportDesk(db, { code: 'D7', partnerId: partner.id });
    await db.close();
    const done = await run(file('a.csv', utf8Csv([goodLine(1)])), '--partner', 'P7', '--desk', 'D7', '--json');
    expect(done.code).toBe(0);
    const again = await openDb(database.target, schema);
    const rows = await again.rows(sql`SELECT partner_id AS p, support_desk_id AS d FROM customer`);
    await again.close();
    expect(rows).toEqual([{ p: partner.id, d: desk.id }]);
  });

  it('refuses with 1 what cannot be read, and with 2 what it was not asked rightly', async () => {
    expect((await run(file('x.csv', Buffer.from('あ,い\n1,2\n')))).code).toBe(1);
    expect((await run(file('y.csv', utf8Csv([goodLine(1, { 電話番号: '03' })])))).code).toBe(1);
    expect((await run(file('z.csv', utf8Csv([goodLine(1)])), '--partner', 'P9')).code).toBe(1);
    for (const args of [[], ['a.csv', 'b.csv'], ['--what'], [join(folder, 'missing.csv')], ['--partner']]) expect([args, (await run(...args)).code]).toEqual([args, 2]);
    expect((await run('--help')).code).toBe(0);
  });
});
