import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Evidence } from '../../src/analysis/evidence.service.js';
import { scanStream, ScannerAway, tellsWhatItSkips } from '../../src/analysis/scan/clamd.js';
import { EvidenceScanJob } from '../../src/analysis/scan/evidence-scan.job.js';
import { EvidenceScans } from '../../src/analysis/scan/evidence-scans.service.js';
import { nestedArchive, storedZip } from '../../src/analysis/scan/nested-archive.js';
import { verdictOf } from '../../src/analysis/scan/scan-verdict.rules.js';
import { wholeAt } from '../../src/platform/content/collect.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { Jobs } from '../../src/platform/jobs.js';
import { sql } from '../../src/platform/sql.js';
import { aStaffedDesk } from '../inquiries/story.js';
import { clamdMissing, eicar, startClamd, type TestClamd } from '../support/clamd.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { multipart, rawMail } from '../mail/corpus.js';
import { inSecondLine } from './analysis-story.js';

describe('R30: what ClamAV answers', () => {
  it.each([
    ['stream: OK\0', 'clean'],
    ['stream: Win.Test.EICAR_HDB-1 FOUND\0', 'found'],
    ['stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0', 'unscannable'],
    ['stream: Heuristics.Encrypted.Zip FOUND\0', 'unscannable'],
    ['INSTREAM size limit exceeded. ERROR\0', 'unscannable'],
    ['stream: Can\'t allocate memory ERROR\0', 'unscannable'],
    ['', 'unscannable'],
  ])('%j means %s', (reply, state) => {
    expect(verdictOf(reply).state).toBe(state);
  });
});

const missing = clamdMissing();
describe.skipIf(missing !== '')(`R30, ASVS 5.4.3: files looked at by ClamAV${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  let clamd: TestClamd;
  let lax: TestClamd;
  let desk: TestDesk;
  let inquiryId: string;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  beforeAll(async () => {
    [clamd, lax] = await Promise.all([startClamd({ StreamMaxLength: '5M' }), startClamd({ AlertExceedsMax: 'no' })]);
    desk = await startTestDesk({ config: { clamd: { path: clamd.path } } });
    people = await aStaffedDesk(desk);
    inquiryId = (await inSecondLine(desk, people)).id;
  });
  afterAll(async () => {
    await desk.close();
    await Promise.all([clamd.stop(), lax.stop()]);
  });

  it.each<[string, () => Buffer, string]>([
    ['EICAR', () => eicar, 'found'],
    ['EICAR in gzip', () => gzipSync(eicar), 'found'],
    ['EICAR in a ZIP, or in an Office file that is one', () => storedZip(eicar), 'found'],
    ['EICAR in a mail', () => Buffer.from(`From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=x\r\nContent-Transfer-Encoding: base64\r\n\r\n${eicar.toString('base64')}\r\n`), 'found'],
    ['a harmless log', () => Buffer.from('2026-11-24 09:00 GET /'), 'clean'],
    ['nothing at all', () => Buffer.alloc(0), 'clean'],
    ['more than the scanner takes', () => randomBytes(6 * 1024 * 1024), 'unscannable'],
    ['an archive nested deeper than it looks', () => nestedArchive(60), 'unscannable'],
  ])('says what it saw of %s', async (_what, bytes, state) => {
    expect((await scanStream({ path: clamd.path }, wholeAt(bytes()))).state).toBe(state);
  });

  it('is not believed where it calls what it skipped clean', async () => {
    expect([await tellsWhatItSkips({ path: clamd.path }), await tellsWhatItSkips({ path: lax.path })]).toEqual([true, false]);
  });

  it('is away, and nobody looked, where its socket is dead or it dies over the file', async () => {
    await expect(scanStream({ path: `${clamd.path}.gone` }, wholeAt(eicar))).rejects.toThrow(ScannerAway);
    const dying = createServer((socket) => void socket.once('data', () => socket.end())).listen(0, '127.0.0.1');
    await once(dying, 'listening');
    await expect(scanStream({ host: '127.0.0.1', port: (dying.address() as AddressInfo).port }, wholeAt(eicar))).rejects.toThrow(ScannerAway);
    dying.close();
  });

  it('leaves four different states on the files, and the scan on their record', async () => {
    const receive = (fileName: string, bytes: Buffer) => desk.app.get(Evidence).receive({ kind: 'customer' }, { inquiryId, fileName, source: wholeAt(bytes), receivedVia: 'link', receivedFrom: '山田', receivedAt: desk.clock.now() });
    const encrypted = Buffer.concat([Buffer.from('504b0304140001000000', 'hex'), Buffer.alloc(60)]);
    for (const [name, bytes] of [['a.log', Buffer.from('x')], ['b.exe', eicar], ['c.bin', randomBytes(6 * 1024 * 1024)], ['d.zip', encrypted]] as const) await receive(name, bytes);
    await desk.runJob('evidence.scan');
    await receive('e.log', Buffer.from('later'));
    const states = await desk.db.rows<{ name: string; state: string }>(sql`SELECT file_name AS name, scan_state AS state FROM evidence_item ORDER BY file_name`);
    expect(states.map(({ name, state }) => `${name} ${state}`)).toEqual(['a.log clean', 'b.exe found', 'c.bin unscannable', 'd.zip unscannable', 'e.log unscanned']);
    expect(await desk.db.rows(sql`SELECT seq FROM event WHERE stream_type = 'evidence' AND type = 'scanned'`)).toHaveLength(4);
  });

  it('hands a harmful file out within a ZIP with a password only, to analysts only, and says so beforehand', async () => {
    const { id } = (await desk.db.row<{ id: string }>(sql`SELECT id FROM evidence_item WHERE scan_state = 'found'`)) ?? { id: '' };
    const at = `/inquiries/${inquiryId}/evidence/${id}`;
    expect((await people.analyst.client.get(at)).text).toContain('パスワード「infected」');
    for (const answer of [await people.analyst.client.get(`${at}/content`), await people.analyst.api.get(`/api/v1${at}/content`)]) {
      expect([answer.status, answer.headers.get('content-disposition')]).toEqual([200, expect.stringContaining('b.exe.zip')]);
      expect(answer.bytes.includes(eicar.subarray(0, 20))).toBe(false);
      expect(await unpack(answer.bytes, 'infected')).toEqual({ 'b.exe': eicar.toString() });
      await expect(unpack(answer.bytes, 'guess')).rejects.toThrow(/password/i);
    }
    expect((await people.first.client.get(`${at}/content`)).status).toBe(403);
    const taken = await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'evidence' AND type = 'exported'`);
    expect(taken.map(({ data }) => (JSON.parse(data) as { as?: string }).as)).toEqual(['protected_zip', 'protected_zip']);
  });

  it('looks at what came by mail when it is taken out, and keeps it from whoever is no analyst', async () => {
    const body = multipart('mixed', ['Content-Type: text/plain\r\n\r\nx\r\n', `Content-Type: application/octet-stream; name="b.exe"\r\nContent-Transfer-Encoding: base64\r\n\r\n${eicar.toString('base64')}\r\n`]);
    const mail = await desk.app.get(RawMessages).store(rawMail({ from: 'stranger@unknown.example', body }), { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    await desk.app.get(IntakeRun).processDue();
    const owner = await desk.signIn('service_owner');
    for (const part of ['files/1', 'source']) {
      const refused = await owner.client.get(`/mail/messages/${mail}/${part}`);
      expect([refused.status, refused.text.includes('マルウェアが検出されたため'), refused.text.includes('二次受付窓口の担当者にご依頼ください')]).toEqual([403, true, true]);
    }
    expect(await desk.db.rows(sql`SELECT seq FROM event WHERE stream_type = 'mail' AND type = 'mail_file_handed_out'`)).toEqual([]);
    const both = await desk.signIn('service_owner', { alsoRoles: ['second_line'] });
    const taken = await both.client.get(`/mail/messages/${mail}/files/1`);
    expect([taken.headers.get('content-disposition'), await unpack(taken.bytes, 'infected')]).toEqual([expect.stringContaining('b.exe.zip'), { 'b.exe': eicar.toString() }]);
  });

  it('is given nothing to look at while it would call clean what it skips', async () => {
    const { id } = await desk.app.get(Evidence).receive({ kind: 'customer' }, { inquiryId, fileName: 'first.log', source: wholeAt(Buffer.from('x')), receivedVia: 'link', receivedFrom: '山田', receivedAt: desk.clock.now() });
    const state = async () => (await desk.db.row<{ state: string }>(sql`SELECT scan_state AS state FROM evidence_item WHERE id = ${id}`))?.state;
    await new EvidenceScanJob(desk.app.get(Jobs), desk.app.get(EvidenceScans), { ...desk.config, clamd: { path: lax.path } }).run();
    expect(await state()).toBe('unscanned');
    await desk.runJob('evidence.scan');
    expect(await state()).toBe('clean');
  });
});

/** What is in a ZIP, by name. */
async function unpack(bytes: Buffer, password: string): Promise<Record<string, string>> {
  const entries = await new ZipReader(new Uint8ArrayReader(bytes), { password, useWebWorkers: false }).getEntries();
  const files = entries.flatMap((entry) => (entry.directory ? [] : [entry]));
  return Object.fromEntries(await Promise.all(files.map(async (entry) => [entry.filename, await entry.getData(new TextWriter())] as const)));
}
