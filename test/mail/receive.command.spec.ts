import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runDesk } from '../../src/cli.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { sql } from '../../src/platform/sql.js';
import { aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, testSecretKey, tuesdayMorning, type TestDesk } from '../support/desk.js';
import { stubSettings } from '../support/environment.js';
import { authservId, passed, rawMail } from './corpus.js';

interface Stored {
  readonly state: string;
  readonly reason: string | null;
  readonly inquiryId: string | null;
  readonly envelopeTo: string | null;
  readonly envelopeFrom: string | null;
  readonly attempts: number;
}

describe.each(databaseKinds())('desk mail receive on %s', (database) => {
  let desk: TestDesk;
  let settings: Record<string, string>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    const { database: target } = desk.config;
    const where = target.kind === 'sqlite' ? { DESK_DATA_DIR: target.file.replace(/\/[^/]*$/, '') } : { DATABASE_URL: target.url, DESK_DATA_DIR: desk.config.dataDir };
    settings = { DESK_MODE: 'test', DESK_CLOCK: `fixed:${tuesdayMorning}`, DESK_PORT: String(desk.config.port), DESK_AUTHSERV_ID: authservId, DESK_SECRET_KEY: testSecretKey, ...where };
    const { id: supportDeskId } = await aSupportDesk(desk.db, { mailAddress: 'aoba@desk.example.jp' });
    await aRegisteredContact(desk.db, (await aCustomer(desk.db, { supportDeskId })).id, { email: 'taro@customer.example' });
  });
  beforeEach(() => {
    vi.unstubAllEnvs();
    stubSettings(settings);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await desk.close();
  });

  async function receive(raw: Buffer | Iterable<Buffer>, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const [out, err]: [string[], string[]] = [[], []];
    const stdin = Readable.from(Buffer.isBuffer(raw) ? [raw] : raw, { objectMode: false });
    const code = await runDesk(['mail', 'receive', ...args], { stdin, out: (line) => void out.push(line), err: (line) => void err.push(line) });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  const all = async (): Promise<Stored[]> =>
    desk.db.rows<Stored>(
      sql`SELECT state, reason, inquiry_id AS "inquiryId", envelope_to AS "envelopeTo", envelope_from AS "envelopeFrom", attempts FROM raw_message ORDER BY id`,
    );

  it('ends with 0 and has made an inquiry of a mail of the registered contact', async () => {
    expect(await receive(rawMail({ headers: [passed] }), '--to', '<aoba@desk.example.jp>', '--from', 'taro@customer.example')).toEqual({ code: 0, out: '', err: '' });
    const last = (await all()).at(-1);
    expect(last).toMatchObject({ state: 'done', envelopeTo: 'aoba@desk.example.jp', envelopeFrom: 'taro@customer.example' });
    expect(last?.inquiryId).not.toBeNull();
  });

  it('says with --json under which id the message is kept, and the same one when it comes again', async () => {
    const raw = rawMail({ headers: [passed] });
    const { code, out } = await receive(raw, '--json');
    const newest = await desk.db.row<{ id: string }>(sql`SELECT id FROM raw_message ORDER BY id DESC LIMIT 1`);
    expect([code, JSON.parse(out)]).toEqual([0, { messageId: newest?.id }]);
    expect((await receive(raw, '--json')).out).toBe(out);
  });

  it('ends with 0 for what goes into quarantine, and knows the null sender', async () => {
    expect((await receive(rawMail({ from: 'stranger@unknown.example' }))).code).toBe(0);
    expect((await all()).at(-1)).toMatchObject({ state: 'quarantined', reason: 'unregistered', envelopeFrom: null });
    expect((await receive(rawMail(), '--from', '<>')).code).toBe(0);
    expect((await all()).at(-1)).toMatchObject({ state: 'done', envelopeFrom: '' });
  });

  it('ends with 0 where the pipe has no key, and the desk seals the message before it reads it', async () => {
    // As in production, where the key is the desk's own: the other process is given none.
    stubSettings({ DESK_SECRET_KEY: '', DESK_MODE: 'production' });
    expect((await receive(rawMail({ headers: [passed], subject: '鍵のない受け渡し' }))).code).toBe(0);
    expect((await all()).at(-1)).toMatchObject({ state: 'stored' });
    await desk.app.get(IntakeRun).processDue();
    expect((await all()).at(-1)).toMatchObject({ state: 'done' });
    expect(await desk.db.rows(sql`SELECT sha256 FROM content_blob`)).toEqual([]);
  });

  it('ends with 0 once the mail is stored, whatever becomes of it, and nothing is lost', async () => {
    const count = (await all()).length;
    const rename = (from: string, to: string) => desk.db.tx((tx) => tx.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    await rename('response_cycle', 'response_cycle_away');
    const { code } = await receive(rawMail({ headers: [passed] }));
    await rename('response_cycle_away', 'response_cycle');
    expect(code).toBe(0);
    expect(await all()).toHaveLength(count + 1);
    expect((await all()).at(-1)).toMatchObject({ state: 'stored', inquiryId: null, attempts: 1 });
    await desk.db.tx((tx) => tx.query('UPDATE raw_message SET leased_until = 0'));
    await desk.app.get(IntakeRun).processDue();
    expect((await all()).at(-1)).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('shows a message to a person that fails again and again (R19)', async () => {
    const rename = (from: string, to: string) => desk.db.tx((tx) => tx.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    await rename('response_cycle', 'response_cycle_away');
    await receive(rawMail({ headers: [passed] }));
    for (let round = 0; round < 5; round += 1) {
      await desk.db.tx((tx) => tx.query('UPDATE raw_message SET leased_until = 0'));
      await desk.app.get(IntakeRun).processDue();
    }
    await rename('response_cycle_away', 'response_cycle');
    expect((await all()).at(-1)).toMatchObject({ state: 'failed', reason: 'not_processed', inquiryId: null });
  });

  it('makes one inquiry of the same message handed over twice', async () => {
    const raw = rawMail({ headers: [passed] });
    await receive(raw);
    const count = (await all()).length;
    expect((await receive(raw)).code).toBe(0);
    expect(await all()).toHaveLength(count);
  });

  it.each<[string, Record<string, string>]>([
    ['the database cannot be reached', { DATABASE_URL: 'postgres://desk@127.0.0.1:1/nothing' }],
    ['the settings are wrong', { DESK_PORT: 'many' }],
  ])('ends with 75 when %s, so that the mail server keeps the message', async (_case, wrong) => {
    stubSettings(wrong);
    expect((await receive(rawMail({ headers: [passed] }))).code).toBe(75);
  });

  it('ends with 75 for nothing at all, for too much, and for an unknown option', async () => {
    const count = (await all()).length;
    expect((await receive(Buffer.of())).code).toBe(75);
    expect((await receive(rawMail(), '--too', 'x')).code).toBe(75);
    const megabyte = Buffer.alloc(1024 * 1024, 'a\n');
    expect((await receive(Array.from({ length: 51 }, () => megabyte))).code).toBe(75);
    expect(await all()).toHaveLength(count);
  });
});
