import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commands, runDesk } from '../../src/cli.js';
import { goodLine, utf8Csv } from '../customers/sheets.js';
import { authservId, passed, rawMail } from '../mail/corpus.js';
import { testSecretKey, tuesdayMorning } from '../support/desk.js';

/** Runs `desk …` in this process and gives back all it said. */
async function desk(args: string, stdin: string | Buffer = ''): Promise<{ code: number; out: string; err: string }> {
  const said = { out: [] as string[], err: [] as string[] };
  const io = { stdin: Readable.from([stdin]), out: (line: string) => said.out.push(line), err: (line: string) => said.err.push(line) };
  const code = await runDesk(args.split(' ').filter((arg) => arg !== ''), io as never);
  return { code, out: said.out.join('\n'), err: said.err.join('\n') };
}

describe('the command line', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'desk-cli-'));
    vi.stubEnv('DESK_DATA_DIR', dataDir);
    vi.stubEnv('DATABASE_URL', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('lists every command, and ends with 0 when asked to', async () => {
    const { code, out } = await desk('--help');
    expect(code).toBe(0);
    for (const name of Object.keys(commands)) expect(out).toContain(name);
  });

  it('lists the commands of a word', async () => {
    const { code, out } = await desk('calendar --help');
    expect(code).toBe(0);
    expect(out).toContain('calendar explain');
    expect(out).not.toContain('doctor');
  });

  it.each(['', 'nonsense', 'calendar', 'calendar nonsense', 'toString'])('ends with 2 and says what there is for `%s`', async (args) => {
    const { code, out, err } = await desk(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage:');
  });

  it.each(Object.keys(commands))('explains `%s` without touching anything', async (name) => {
    const { code, out, err } = await desk(`${name} --help`);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: npm run .*${name}`));
  });

  it.each(Object.keys(commands).filter((name) => name !== 'mail receive' && name !== 'demo'))('ends `%s` with 2 for an option it does not know', async (name) => {
    const { code, err } = await desk(`${name} --nonsense`);
    expect(code).toBe(2);
    expect(err).not.toBe('');
  });

  it('keeps a mail with the mail server while the desk cannot store it', async () => {
    expect((await desk('mail receive', 'Subject: x\r\n\r\nx')).code).toBe(75);
    expect((await desk('mail receive --nonsense', 'Subject: x\r\n\r\nx')).code).toBe(75);
  });

  it('refuses to work on a database without its tables, as JSON where JSON is wanted', async () => {
    const { code, out } = await desk('inquiries list --json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'migrations_pending' } });
  });

  it('migrates once, takes a mail in, and lets the doctor say what is still missing', async () => {
    expect(JSON.parse((await desk('migrate --json')).out)).toMatchObject({ migrated: expect.arrayContaining([expect.stringContaining('Platform')]) });
    expect(JSON.parse((await desk('migrate --json')).out)).toEqual({ migrated: [] });
    const mail = 'From: taro@stranger.example\r\nTo: desk@desk.example.jp\r\nSubject: test\r\nMessage-ID: <1@stranger.example>\r\n\r\nこんにちは。\r\n';
    expect((await desk('mail receive', mail)).code).toBe(0);
    const added = await desk('staff add --mail owner@desk.example.jp --name 山田花子 --role service_owner --json');
    expect([added.code, JSON.parse(added.out)]).toMatchObject([0, { url: expect.stringContaining('/welcome/') }]);
    expect(JSON.parse((await desk('inquiries list --json')).out)).toBeInstanceOf(Array);
    const { code, out } = await desk('doctor --json');
    const findings = (JSON.parse(out) as { findings: { name: string; state: string; says: string }[] }).findings;
    expect(code).toBe(1);
    expect(findings.filter(({ state }) => state === 'wrong').map(({ name }) => name)).toEqual(['settings', 'settings', 'settings', 'settings']);
    expect(findings.filter(({ name, state }) => ['database', 'migrations', 'accounts'].includes(name) && state === 'ok')).toHaveLength(3);
  });

  it('takes holidays, customers and a mail in, and lists the inquiry that comes of it', async () => {
    for (const [name, value] of Object.entries({ DESK_MODE: 'test', DESK_CLOCK: `fixed:${tuesdayMorning}`, DESK_AUTHSERV_ID: authservId, DESK_SECRET_KEY: testSecretKey })) vi.stubEnv(name, value);
    const file = (name: string, bytes: string | Buffer): string => {
      writeFileSync(join(dataDir, name), bytes);
      return join(dataDir, name);
    };
    expect((await desk('migrate')).code).toBe(0);
    const official = join(import.meta.dirname, '../../templates/calendar/syukujitsu.csv');
    expect(JSON.parse((await desk(`calendar import --json ${official}`)).out)).toMatchObject({ isNew: false, lastDay: '2027-11-23' });
    const broken = await desk(`calendar import --json ${file('broken.csv', 'nothing of the kind')}`);
    expect([broken.code, JSON.parse(broken.out)]).toMatchObject([1, { error: { code: 'calendar_rejected' } }]);
    const newLaw = file('new-law.csv', Buffer.concat([readFileSync(official), Buffer.from('2027/12/1,Founding Day\r\n')]));
    const imported = async (options: string): Promise<number> => (await desk(`calendar import ${options} ${newLaw}`)).code;
    expect([await imported(''), await imported('--confirm 2027-12-02'), await imported('--confirm 2027-12-01')], 'a date that differs from the law is confirmed one by one').toEqual([1, 1, 0]);
    const sheet = file('sheet.csv', utf8Csv([goodLine(1, { メールアドレス: 'taro@customer.example' }), goodLine(2, { 電話番号: '03-12' })]));
    expect(JSON.parse((await desk(`customers import --json ${sheet}`)).out)).toMatchObject({ taken: 1, refused: 1 });
    expect((await desk(`customers import ${file('refused.csv', utf8Csv([goodLine(3, { 電話番号: '03-12' })]))}`)).code, 'nothing of it was taken').toBe(1);
    for (const subject of ['first', 'second']) expect((await desk('mail receive', rawMail({ headers: [passed], subject }))).code).toBe(0);
    const listed = JSON.parse((await desk('inquiries list --json')).out) as unknown[];
    expect(listed).toMatchObject([{ status: 'received', channel: 'email', receivedAt: tuesdayMorning, dueAt: '2026-11-25T17:00:00+09:00', customerName: goodLine(1)['法人名'] }, { number: '26-000002-4' }]);
    expect((await desk('inquiries list --view second')).out).toBe('');
    expect((await desk('inquiries list --view first --limit 1')).out).toMatch(/^26-000001-9 {2}未受付 {2}目標期限内 {2}2026-11-25 17:00 {2}[^\n]+$/);
  });
});
