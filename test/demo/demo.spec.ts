import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCommandConfig, parseConfig, type Config } from '../../src/config.js';
import { demoCodesCommand } from '../../src/demo/codes.command.js';
import { demoCodes } from '../../src/demo/demo-factors.js';
import { greeting } from '../../src/demo/demo.command.js';
import { DemoRefused } from '../../src/demo/demo-refused.js';
import { prepareDemo } from '../../src/demo/prepare-demo.js';
import { serveDemo, type ServedDemo } from '../../src/demo/serve-demo.js';
import { statuses } from '../../src/inquiries/rulebook/status.js';
import { recallStart } from '../../src/last-start.js';
import { migrateDatabase } from '../../src/migrate.js';
import { Clock } from '../../src/platform/clock.js';
import { openDb } from '../../src/platform/data-sources.js';
import { Db } from '../../src/platform/db.js';
import { roles } from '../../src/platform/scope.js';
import { sql, type Sql } from '../../src/platform/sql.js';
import { RecordVerifier } from '../../src/record/record-verifier.service.js';
import { startDesk, StartRefused } from '../../src/start.js';
import { toInstant } from '../support/clock.js';
import { freePort } from '../support/free-port.js';
import { HttpClient } from '../support/http-client.js';

/** A Saturday: the demo's clock starts on Friday at 10:30. */
const saturday = toInstant('2026-11-21T12:00:00+09:00');
const quiet = (): void => {};

describe('the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-demo-'));
  let config: Config;
  let demo: ServedDemo;
  let db: Db;
  let modeNotedBeforeServing: string | undefined;

  beforeAll(async () => {
    // What an interrupted load leaves behind, of a process that is gone.
    mkdirSync(join(folder, 'demo-loading-99999999'));
    writeFileSync(join(folder, 'demo-loading-99999999', 'desk.sqlite'), 'half a file');
    config = demoConfig(folder, await freePort());
    await prepareDemo(config, saturday, quiet);
    modeNotedBeforeServing = recallStart(folder, Date.now())?.variables['DESK_MODE'];
    demo = await serveDemo(config, saturday, quiet);
    db = demo.app.get(Db);
  }, 120_000);

  afterAll(async () => {
    await demo.app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const count = async (table: 'inquiry' | 'event' | 'outbox' | 'customer' | 'staff'): Promise<number> => {
    const from = { inquiry: sql`inquiry`, event: sql`event`, outbox: sql`outbox`, customer: sql`customer`, staff: sql`staff` }[table];
    return (await db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM ${from}`))?.n ?? 0;
  };

  it('starts at 10:30 of the last business day, says so on its pages, and runs on', async () => {
    const now = demo.app.get(Clock).now();
    expect(now - toInstant('2026-11-20T10:30:00+09:00')).toBeLessThan(120_000);
    const page = await new HttpClient(config.baseUrl).get('/sign-in');
    expect(page.text).toMatch(/2026年11月20日（金）10:3/);
  });

  it('listens on loopback only and leaves mails in a folder', () => {
    expect([demo.config.host, demo.config.smtp]).toEqual(['127.0.0.1', undefined]);
    expect(readdirSync(join(folder, 'mail-out')).length).toBeGreaterThan(20);
    expect(readdirSync(folder).filter((name) => name.startsWith('demo-loading'))).toEqual([]);
  });

  it('shows every status, a passed target, mails that wait for a person, and changes that wait for the owner', async () => {
    const found = await db.rows<{ status: string }>(sql`SELECT DISTINCT status FROM inquiry`);
    expect(found.map(({ status }) => status).toSorted()).toEqual(statuses.toSorted());
    const missed = await db.rows(sql`SELECT id FROM inquiry WHERE is_open = ${true} AND clock = 'missed' AND first_response_at IS NULL`);
    expect(missed.length).toBeGreaterThan(0);
    expect((await db.rows(sql`SELECT id FROM raw_message WHERE state = 'quarantined' AND decision IS NULL`)).length).toBeGreaterThan(1);
    expect((await db.rows(sql`SELECT id FROM contact_request WHERE state = 'waiting'`)).length).toBeGreaterThan(0);
    expect((await db.rows(sql`SELECT id FROM import_run`)).length).toBeGreaterThan(1);
  });

  /** What domain.md 9 expects of each sketch: where its inquiry stands, and what must have happened to it. 11 is told within 10, 19 and the mails of 21, 23 and 25 stand below. */
  const sketches: readonly (readonly [sketch: string, headline: string, standing: string, ...events: string[]])[] = [
    ['1', '「Access to compromised website」%', 'closed answered_by_first_line met', 'take_call', 'answer_by_phone'],
    ['2', '「Exploit kit」という用語%', 'closed answered_by_first_line met', 'receive_mail', 'answer_by_phone'],
    ['3', '受付のパソコンでマルウェア%', 'closed answered_by_second_line met', 'escalate', 'return_report', 'approve_report', 'send_report'],
    ['4', 'C&C通信という通知が2台分%', 'closed answered_by_second_line met', 'escalate', 'send_report', 'read_report_afterwards'],
    ['5', 'ファイルサーバーのファイルの名前%', 'closed referred_to_specialist met', 'receive_mail', 'escalate_fast_track', 'introduce_specialist', 'guide_insurance'],
    ['6', 'ポータルに「UTMでドメインを遮断%', 'closed answered_by_first_line met', 'await_customer', 'answer_by_phone'],
    ['7', '保守会社に聞かせたが断られた%', 'answered answered_by_first_line met', 'decline', 'resume_declined', 'verify'],
    ['8', '外出中で急いでいる%', 'declined null not_applicable', 'verify', 'decline'],
    ['9', '転送先サイトという通知が出ている%', 'first_line_work null missed', 'follow_up', 'note_contact_changed'],
    ['10', '設計の1台で%', 'report_review null met', 'escalate', 'record_analysis', 'request_review'],
    ['11', 'CTS-240619の件', 'merged null not_applicable', 'receive_mail', 'merge'],
    ['12', '社内から社内への偵察%', 'second_line_work null running', 'request_addition', 'complete_addition'],
    ['13', '医事課の端末から%', 'awaiting_customer null met', 'await_customer', 'receive_evidence', 'remind'],
    ['14', '「転送先サイト」という通知がきた%', 'hearing null running', 'ask_questions', 'remind', 'announce_closing', 'close', 'reopen'],
    ['15', '工場の端末に次々と%', 'second_line_work null met', 'record_specialist_wish', 'introduce_specialist', 'raise_gateway_proposal'],
    ['16', '先週パソコンが1台%', 'answered answered_by_first_line met', 'guide_insurance'],
    ['17', '昨日からポータルに機器%', 'transferred null not_applicable', 'transfer'],
    ['17, its incident', '先日の2台とは別の1台%', 'answered answered_by_first_line met', 'answer_by_phone'],
    ['18', '通知がまったく来ません', 'transferred null not_applicable', 'transfer'],
    ['20', '解約前の通知に「ToR利用」%', 'closed contract_ended not_applicable', 'end_by_contract'],
    ['22', '倉庫の端末に警告の画面%', 'hearing null running', 'accept_colleague'],
    ['24', '改ざんされたサイトという通知が2件%', 'closed answered_by_first_line met', 'receive_mail', 'answer_by_phone'],
    ['26', '図書室の端末から%', 'second_line_work null met', 'record_analysis', 'save_report'],
  ];

  it.each(sketches)('domain.md 9: sketch %s, %s, is there and stands as %s', async (_sketch, headline, standing, ...events) => {
    const rows = await db.rows<{ id: string; standing: string }>(
      sql`SELECT id, status || ${' '} || COALESCE(resolution, ${'null'}) || ${' '} || clock AS standing FROM inquiry WHERE headline LIKE ${headline}`,
    );
    expect(rows.map((row) => row.standing)).toEqual([standing]);
    const done = await db.rows<{ type: string }>(sql`SELECT DISTINCT type FROM event WHERE stream_type = 'inquiry' AND stream_id = ${rows[0]?.id ?? ''}`);
    expect(events.filter((event) => !done.some(({ type }) => type === event))).toEqual([]);
  });

  /** Cases that test/tasks.md names: by whom and about what, and how they stand before anybody begins. */
  const casesOfTasks: readonly (readonly [customer: string, headline: string, standing: string])[] = [
    ['学校法人あかね学園', '寮のパソコンの通知', 'received'],
    ['株式会社つばめ会計', '給与ソフトの端末で', 'answered'],
    ['医療法人さくら坂会', '受付のパソコンで', 'closed'],
    ['医療法人さくら坂会', '医事課の端末から', 'awaiting_customer'],
  ];

  it('gives the ten written tasks the cases they name, by words that hold on any day it is begun', async () => {
    const tasks = readFileSync(join(import.meta.dirname, '../tasks.md'), 'utf8');
    // Numbers are counted and dates moved anew from the day on which a demo begins.
    expect(tasks).not.toMatch(/\d{2}-\d{6}-\d|\d+月\d+日/);
    for (const [customer, headline, standing] of casesOfTasks) {
      expect(tasks).toContain(headline);
      const found = await db.rows<{ standing: string }>(
        sql`SELECT i.status AS standing FROM inquiry i JOIN customer c ON c.id = i.customer_id WHERE c.name = ${customer} AND i.headline LIKE ${`${headline}%`}`,
      );
      expect(found, headline).toEqual([{ standing }]);
    }
  });

  it('domain.md 9: sketch 14 was asked again twice, 17 leads to its incident, 19 is planned, 20 waits for the second owner', async () => {
    const one = async (query: Sql): Promise<unknown> => Object.values((await db.row<Record<string, unknown>>(query)) ?? {})[0];
    expect(await one(sql`SELECT COUNT(*) FROM event e JOIN inquiry i ON i.id = e.stream_id WHERE e.type = 'remind' AND i.headline LIKE '「転送先サイト」%'`)).toBe(2);
    expect(await one(sql`SELECT o.headline FROM inquiry i JOIN inquiry o ON o.id = i.follow_up_of WHERE i.headline LIKE '昨日からポータル%'`)).toMatch(/^先日の2台とは別/);
    expect(await one(sql`SELECT effective_at FROM succession`)).toBe(toInstant('2027-01-07T00:00:00+09:00'));
    expect(await one(sql`SELECT state FROM erasure`)).toBe('requested');
    expect(await one(sql`SELECT COUNT(*) FROM data_hold`)).toBe(1);
  });

  it('C2: sketch 13 waits for one log while another came as it was sent, sealed and with its custody', async () => {
    const [request] = await db.rows<{ id: string; state: string }>(sql`SELECT id, state FROM log_request WHERE state = 'partially_received'`);
    const files = await db.rows<{ id: string; fileName: string; came: boolean | number; sealed: number }>(
      sql`SELECT e.id, e.file_name AS "fileName", e.sha256 = e.stated_sha256 AS came, (SELECT COUNT(*) FROM sealed_content c WHERE c.id = e.id) AS sealed FROM evidence_item e WHERE e.log_request_id = ${request?.id ?? ''} ORDER BY e.number`,
    );
    expect(files.map(({ fileName, came, sealed }) => [fileName, Boolean(came), sealed])).toEqual([['iji-11-security.csv', true, 1], ['proxy-access.log', false, 1]]);
    const custody = await db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'evidence' AND stream_id = ${files[0]?.id ?? ''} ORDER BY seq`);
    expect(custody.map(({ type }) => type)).toEqual(['received', 'verified']);
  });

  it('domain.md 9: the spare mails wait with their reasons: in English, of a loop, with the number of another customer', async () => {
    const mails = await db.rows<{ subject: string; state: string; reason: string | null }>(sql`SELECT subject, state, reason FROM raw_message`);
    const found = (subject: RegExp): unknown => mails.filter((mail) => subject.test(mail.subject)).map(({ state, reason }) => [state, reason]);
    expect(found(/^Alert from/)).toEqual([['quarantined', 'unregistered']]);
    expect(found(/^自動応答/)).toEqual([['done', null]]);
    expect(found(/^問合せ \[26-/)).toEqual([['quarantined', 'inquiry_unclear']]);
  });

  it('lets every role in with what is printed, onto a list that is not empty', async () => {
    const printed = greeting(demo.config, await demoCodes(Date.now())).flatMap((line) => {
      const [, loginName = '', password = '', code = '', role = ''] = /^ {2}(\S+@\S+)\s+(\S+)\s+(\d{6})\s.*\((\w+)\)$/.exec(line) ?? [];
      return loginName === '' ? [] : [{ loginName, password, code, role }];
    });
    expect(printed.map(({ role }) => role)).toEqual([...roles]);
    for (const { loginName, password, code, role } of printed) {
      const browser = new HttpClient(config.baseUrl);
      await browser.get('/sign-in');
      expect((await browser.postForm('/sign-in', { loginName, password })).headers.get('location')).toBe('/sign-in/code');
      expect((await browser.get('/sign-in/code')).text).toContain('href="/demo/codes"');
      const entered = await browser.postForm('/sign-in/code', { code });
      expect([role, entered.status]).toEqual([role, 303]);
      const home = await browser.follow(entered);
      expect([role, home.status]).toEqual([role, 200]);
      expect([role, (home.text.match(/href="\/inquiries\/[\w-]{36}"/g) ?? []).length]).not.toEqual([role, 0]);
    }
  });

  it('shows the codes of the second factors on a page and on the command line', async () => {
    const page = await new HttpClient(config.baseUrl).get('/demo/codes');
    const lines: string[] = [];
    expect(await demoCodesCommand.run([], { stdin: process.stdin, out: (line) => void lines.push(line), err: quiet })).toBe(0);
    for (const text of [page.text, lines.join('\n')]) expect(text.match(/\d{3} ?\d{3}(?=\D)/g)?.length).toBeGreaterThan(14);
  });

  const codeShownFor = async (loginName: string): Promise<string> => {
    const lines: string[] = [];
    await demoCodesCommand.run(['--json'], { stdin: process.stdin, out: (line) => void lines.push(line), err: quiet });
    return (JSON.parse(lines.join('')) as { loginName: string; code: string }[]).find((shown) => shown.loginName === loginName)?.code ?? '';
  };

  it('lets nothing lie in the future of its clock', async () => {
    const now = demo.app.get(Clock).now();
    const latest = await db.row<{ at: number }>(sql`SELECT MAX(at) AS at FROM (
      SELECT MAX(occurred_at) AS at FROM event UNION ALL SELECT MAX(recorded_at) FROM event UNION ALL SELECT MAX(received_at) FROM inquiry
      UNION ALL SELECT MAX(updated_at) FROM inquiry UNION ALL SELECT MAX(first_response_at) FROM inquiry UNION ALL SELECT MAX(received_at) FROM raw_message
      UNION ALL SELECT MAX(created_at) FROM outbox UNION ALL SELECT MAX(sent_at) FROM outbox UNION ALL SELECT MAX(called_at) FROM call_log) AS times`);
    expect(latest?.at).toBeLessThanOrEqual(now);
  });

  it('E1: every chain of the record verifies', async () => {
    const verdict = await demo.app.get(RecordVerifier).verify();
    expect(verdict.breaks).toEqual([]);
    expect(verdict.events).toBeGreaterThan(400);
  });

  it('keeps what was done in it: a second run loads nothing', async () => {
    const before = [await count('inquiry'), await count('event'), await count('customer'), await count('staff')];
    const client = new HttpClient(config.baseUrl);
    // Another person than the one before: a code works once.
    const code = await codeShownFor('ken@aoba.example.com');
    const session = await client.postJson('/api/v1/sessions', { loginName: 'ken@aoba.example.com', password: 'ohirune-neko-kumo', code });
    const { token } = session.json<{ token: string }>();
    const call = { callerName: '山田 太郎', receivedAt: '2026-11-20T10:30', headline: '起動の間の電話' };
    const taken = await client.postJson('/api/v1/inquiries', call, { authorization: `Bearer ${token}`, 'idempotency-key': 'between-runs' });
    expect(taken.status, taken.text).toBe(201);
    await demo.app.close();

    const said: string[] = [];
    demo = await serveDemo(config, saturday + 3_600_000, (line) => said.push(line));
    db = demo.app.get(Db);
    expect(said).toEqual([]);
    expect(await db.rows(sql`SELECT headline FROM inquiry WHERE headline = '起動の間の電話'`)).toHaveLength(1);
    const [inquiries = 0, , customers, staff] = before;
    expect([await count('inquiry'), await count('customer'), await count('staff')]).toEqual([inquiries + 1, customers, staff]);
    const newest = await db.row<{ at: number }>(sql`SELECT MAX(recorded_at) AS at FROM event`);
    expect(demo.app.get(Clock).now()).toBeGreaterThanOrEqual(newest?.at ?? Number.POSITIVE_INFINITY);
  });

  it('is never served by production, not even where it was loaded and never started', async () => {
    expect(modeNotedBeforeServing).toBe('demo');
    const safe = { DESK_BASE_URL: 'https://desk.example.co.jp', DESK_SMTP_HOST: 'localhost', DESK_MAIL_DOMAIN: 'desk.example.co.jp', DESK_SECRET_KEY: 'MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=' };
    const production = parseConfig({ ...safe, DESK_MODE: 'production', DESK_DATA_DIR: folder, DESK_PORT: String(await freePort()) }, folder);
    await expect(startDesk(production)).rejects.toThrow(StartRefused);
    await expect(serveDemo(production, saturday, quiet)).rejects.toThrow(/DESK_MODE=production/);
  });

  it('says in one sentence that its port is taken, before it loads anything', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'desk-demo-'));
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    await expect(serveDemo(demoConfig(empty, port), saturday, quiet)).rejects.toThrow(new RegExp(`ポート ${port} は使用中です`));
    expect(readdirSync(empty)).toEqual([]);
    other.close();
    rmSync(empty, { recursive: true });
  });

  it('leaves a desk that is not the demo alone', async () => {
    const others = mkdtempSync(join(tmpdir(), 'desk-demo-'));
    const target = { kind: 'sqlite', file: join(others, 'desk.sqlite') } as const;
    await migrateDatabase(target);
    const theirs = await openDb(target, { entities: [], migrations: [] });
    await theirs.tx((tx) => theirs.execute(tx, sql`INSERT INTO staff (id, login_name, display_name, active, created_at, version) VALUES ('a', 'somebody@example.com', 'somebody', ${true}, 0, 1)`));
    await theirs.close();
    await expect(prepareDemo(demoConfig(others, 0), saturday, quiet)).rejects.toThrow(DemoRefused);
    expect(readdirSync(others).filter((name) => name.startsWith('demo'))).toEqual([]);
    rmSync(others, { recursive: true });
  });

  it('refuses another database than a file of its own', async () => {
    const elsewhere = parseCommandConfig({ DESK_MODE: 'demo', DATABASE_URL: 'postgres://localhost/desk', DESK_DATA_DIR: folder }, folder);
    await expect(serveDemo(elsewhere, saturday, quiet)).rejects.toThrow(/DATABASE_URL/);
  });
});

function demoConfig(dataDir: string, port: number): Config {
  const settings = { DESK_MODE: 'demo', DESK_AUTHSERV_ID: 'mx.desk.example.jp', DESK_JOBS: 'off', DESK_DATA_DIR: dataDir, DESK_PORT: String(port) };
  return parseCommandConfig(settings, dataDir);
}
