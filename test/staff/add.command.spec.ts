import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runDesk } from '../../src/cli.js';
import { sql } from '../../src/platform/sql.js';
import { aSupportDesk } from '../support/builders.js';
import { startTestDesk, tuesdayMorning, type TestDesk } from '../support/desk.js';
import { stubSettings } from '../support/environment.js';
import { goodPassword } from './accounts.js';

describe('desk staff add', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ database: 'sqlite' });
    if (desk.config.database.kind !== 'sqlite') throw new Error('The command is pointed at an SQLite file.');
    // The command reads the settings of its process, as at a shell.
    stubSettings({ DESK_MODE: 'test', DESK_CLOCK: `fixed:${tuesdayMorning}`, DESK_PORT: String(desk.config.port), DESK_DATA_DIR: desk.config.database.file.replace(/\/[^/]*$/, '') });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await desk.close();
  });

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runDesk(['staff', 'add', ...args], { stdin: process.stdin, out: (line) => void out.push(line), err: (line) => void err.push(line) });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  test('makes the first account with a link that works, and no password (ASVS 6.3.2)', async () => {
    const added = await run('--mail', 'Owner@Desk.example.jp', '--name', '主管 花子', '--role', 'service_owner', '--json');
    expect([added.code, added.err]).toEqual([0, '']);
    const { staffId, url } = JSON.parse(added.out) as { staffId: string; url: string };
    const row = await desk.db.row(sql`SELECT login_name AS "loginName", password_hash AS "hash" FROM staff WHERE id = ${staffId}`);
    expect(row).toEqual({ loginName: 'owner@desk.example.jp', hash: null });
    const path = new URL(url).pathname;
    expect((await desk.anonymous().postForm(path, { password: goodPassword, repeated: goodPassword })).status).toBe(303);
    const next = await desk.anonymous().postForm('/sign-in', { loginName: 'owner@desk.example.jp', password: goodPassword });
    expect([next.status, next.headers.get('location')]).toEqual([303, '/sign-in/enrolment']);
  });

  test('gives a first line its desk by code', async () => {
    const { code } = await aSupportDesk(desk.db, { code: 'TOKYO1' });
    const added = await run('--mail', 'first@desk.example.jp', '--name', '受付 太郎', '--role', 'first_line', '--desk', code);
    expect(added.code).toBe(0);
    expect(added.out).toMatch(/受付 太郎 さんを登録しました。.*（2026年\d+月\d+日（.）\d\d:\d\dまで、1回だけ有効）/);
  });

  test.each([
    ['no name', ['--mail', 'a@b.example', '--role', 'auditor'], 2, '--name'],
    ['an unknown role', ['--mail', 'a@b.example', '--name', 'A', '--role', 'king'], 2, 'king'],
    ['an unknown option', ['--mail', 'a@b.example', '--name', 'A', '--role', 'auditor', '--password', 'x'], 2, '--password'],
    ['no mail address', ['--mail', 'nobody', '--name', 'A', '--role', 'auditor'], 2, 'loginName'],
    ['an unknown desk', ['--mail', 'a@b.example', '--name', 'A', '--role', 'first_line', '--desk', 'MARS'], 1, 'MARS'],
    ['a first line without a desk', ['--mail', 'a@b.example', '--name', 'A', '--role', 'first_line'], 1, '受付窓口'],
    ['a mail address that is taken', ['--mail', 'owner@desk.example.jp', '--name', 'A', '--role', 'auditor'], 1, 'すでに登録'],
  ])('refused: %s', async (_case, args, code, words) => {
    const refused = await run(...args);
    expect(refused.code).toBe(code);
    expect(refused.err).toContain(words);
    expect(await desk.db.row(sql`SELECT 1 FROM staff WHERE login_name = 'a@b.example'`)).toBeUndefined();
  });

  test('--help says how', async () => {
    const help = await run('--help');
    expect([help.code, help.out.includes('--role ROLE')]).toEqual([0, true]);
  });
});
