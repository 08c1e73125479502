import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Contents } from '../../src/platform/content/contents.service.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntakeOutcomes } from '../../src/mail/intake/intake-outcomes.service.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { MailFacts } from '../../src/mail/intake/mail-facts.service.js';
import { ParsePool, usualLimits } from '../../src/mail/intake/parse-pool.js';
import { RawMessageRow } from '../../src/mail/raw-message.entity.js';
import { mostMessageBytes, RawMessages } from '../../src/mail/raw-messages.service.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { bombs } from './bombs.js';
import { rawMail } from './corpus.js';

const poisoned = new URL('./poison-worker.js', import.meta.url);
const poison = (fault: string): Buffer => rawMail({ headers: [`X-Poison: ${fault}`] });
/** A reader that spins costs a test a second; reading in earnest takes milliseconds, on a starved machine some hundreds. */
const strict = { ...usualLimits, mostMs: 1_000, mostGrowthMegabytes: 200 };
/** For what must end by itself, however busy the machine. */
const patient = { ...usualLimits, mostMs: 60_000 };

const stopped: readonly [string, string][] = [
  ['spins', 'time limit exceeded'],
  ['eats', 'out of memory'],
  ['hoards', 'memory limit exceeded'],
  ['dies', 'the thread ended'],
];

describe('the thread that reads messages', () => {
  const pools: ParsePool[] = [];
  const pool = (entry?: URL, limits = patient): ParsePool => {
    const made = new ParsePool(entry, limits);
    pools.push(made);
    return made;
  };
  afterAll(() => Promise.all(pools.map((each) => each.onModuleDestroy())));

  const usual = pool();

  it.each(stopped)('R19: is ended with a message on which it %s, and the next one is read', async (fault, why) => {
    const limits = fault === 'eats' || fault === 'hoards' ? patient : strict;
    const results = await pool(poisoned, limits).parse([rawMail(), poison(fault), rawMail({ subject: 'next' })]);
    expect(results).toMatchObject([{ kind: 'read' }, { kind: 'stopped', fault: why }, { kind: 'read', mail: { subject: 'next' } }]);
  });

  it('R19: is given no more than five seconds, however large the message, before the next one has its turn', () => {
    expect(usualLimits.mostMs + (mostMessageBytes / 2 ** 20) * usualLimits.mostMsPerMegabyte).toBeLessThanOrEqual(5_000);
  });

  it('R19: survives a message on which the reader throws', async () => {
    const results = await pool(poisoned).parse([poison('throws'), rawMail({ subject: 'next' })]);
    expect(results).toMatchObject([{ kind: 'unreadable', fault: expect.stringContaining('TypeError') }, { kind: 'read', mail: { subject: 'next' } }]);
  });

  it.each(Object.entries(bombs))('R24: comes to an end with %s within its memory, and reads the next', async (_title, bomb) => {
    const results = await usual.parse([bomb(), rawMail({ subject: 'next' })]);
    expect(results[0]?.kind).toMatch(/^(?:read|unreadable)$/);
    expect(results[1]).toMatchObject({ kind: 'read', mail: { subject: 'next' } });
  });

  it('reads a file of 20 MB within its memory', async () => {
    const lines = `${'QUJD'.repeat(19)}\r\n`.repeat(360_000);
    const body = `Content-Type: application/octet-stream; name="a.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}`;
    const [result] = await usual.parse([rawMail({ body })]);
    if (result?.kind !== 'read') throw new Error('not read');
    expect(result.mail.files[0]?.bytes.equals(Buffer.alloc(360_000 * 57, 'ABC'))).toBe(true);
  });

  it('hands files back byte for byte', async () => {
    const body = 'Content-Type: application/octet-stream; name="a.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\nAP8Q/w==\r\n';
    const [result] = await usual.parse([rawMail({ body })]);
    if (result?.kind !== 'read') throw new Error('not read');
    expect(result.mail.files[0]?.bytes).toEqual(Buffer.of(0, 255, 16, 255));
  });
});

describe.each(databaseKinds())('R19: a message no reader survives, on %s', (database) => {
  let desk: TestDesk;
  const pool = new ParsePool(poisoned, strict);
  beforeAll(async () => {
    desk = await startTestDesk({ database });
  });
  afterAll(async () => {
    await pool.onModuleDestroy();
    await desk.close();
  });

  const run = (): IntakeRun => new IntakeRun(desk.db, desk.app.get(RawMessages), desk.app.get(MailFacts), desk.app.get(IntakeOutcomes), pool);
  const store = (raw: Buffer): Promise<string> => desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
  const row = (id: string): Promise<RawMessageRow> => desk.db.tx((tx) => tx.findOneByOrFail(RawMessageRow, { id }));

  const aWhileLater = (): Promise<unknown> => desk.db.tx((tx) => tx.query('UPDATE raw_message SET leased_until = 0'));

  it.each([['spins', 3, 'time limit exceeded'], ['dies', 2, 'the thread ended']])('that %s waits behind the next ones for its next reading, and after %i is shown as 要確認 with its bytes kept', async (what, readings, fault) => {
    const bytes = poison(what);
    const ids = [await store(bytes), await store(rawMail())];
    await run().processDue();
    expect(await Promise.all(ids.map(row))).toMatchObject([{ state: 'stored', attempts: 1, fault }, { state: 'quarantined' }]);
    for (let reading = 2; reading <= readings; reading += 1) {
      expect(await row(ids[0] ?? '')).toMatchObject({ state: 'stored', reason: null });
      await aWhileLater();
      await run().processDue();
    }
    const shown = await row(ids[0] ?? '');
    expect(shown).toMatchObject({ state: 'failed', reason: 'too_costly', attempts: readings, fault });
    expect(await desk.app.get(Contents).get(shown.id)).toEqual(bytes);
  });

  it('R24: what took too long on a machine that was starved is read later, and needs nobody to look', async () => {
    const freed = join(desk.config.dataDir, 'freed');
    const id = await store(rawMail({ subject: 'late', headers: [`X-Starved-Until: ${freed}`] }));
    await run().processDue();
    await aWhileLater();
    await run().processDue();
    expect(await row(id)).toMatchObject({ state: 'stored', attempts: 2, fault: 'time limit exceeded' });
    expect((await row(id)).leasedUntil ?? 0, 'the second pause is longer').toBeGreaterThan(Date.now() + 60_000);
    writeFileSync(freed, '');
    await aWhileLater();
    await run().processDue();
    expect(await row(id)).toMatchObject({ state: 'quarantined', subject: 'late', fault: '' });
  });

  it('R21, R22: a database that cannot be written to costs a message none of its attempts', async ({ skip }) => {
    if (database === 'postgres') skip('a full disk of PostgreSQL cannot be had here');
    const pages = (most: string): Promise<unknown> => desk.db.tx((tx) => tx.query(`PRAGMA max_page_count = ${most}`));
    const id = await store(rawMail({ subject: 'patient', body: `Content-Type: text/plain; charset=utf-8\r\n\r\n${'長い文です。'.repeat(5_000)}` }));
    await pages('1');
    for (let round = 0; round < 7; round += 1) {
      await aWhileLater();
      await run().processDue();
    }
    expect(await row(id)).toMatchObject({ state: 'stored', attempts: 0, fault: expect.stringContaining('full') });
    await pages('4294967294');
    await aWhileLater();
    await run().processDue();
    expect(await row(id)).toMatchObject({ state: 'quarantined', subject: 'patient' });
  });

  it('does not keep the desk from serving pages meanwhile', async () => {
    const id = await store(poison('spins'));
    let over = false;
    const reading = run().processDue().then(() => (over = true));
    while ((await row(id)).attempts === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const page = await desk.anonymous().get('/sign-in');
    expect([page.status, over]).toEqual([200, false]);
    await reading;
  });
});
