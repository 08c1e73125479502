import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Evidence } from '../../src/analysis/evidence.service.js';
import { scanStream, ScannerAway, tellsWhatItSkips } from '../../src/analysis/scan/clamd.js';
import { nestedArchive } from '../../src/analysis/scan/nested-archive.js';
import { verdictOf } from '../../src/analysis/scan/scan-verdict.rules.js';
import { wholeAt } from '../../src/platform/content/collect.js';
import { sql } from '../../src/platform/sql.js';
import { aStaffedDesk } from '../inquiries/story.js';
import { clamdMissing, eicar, startClamd, type TestClamd } from '../support/clamd.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
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
  beforeAll(async () => {
    [clamd, lax] = await Promise.all([startClamd({ StreamMaxLength: '5M' }), startClamd({ AlertExceedsMax: 'no' })]);
    desk = await startTestDesk({ config: { clamd: { path: clamd.path } } });
    inquiryId = (await inSecondLine(desk, await aStaffedDesk(desk))).id;
  });
  afterAll(async () => {
    await desk.close();
    await Promise.all([clamd.stop(), lax.stop()]);
  });

  it.each<[string, () => Buffer, string]>([
    ['EICAR', () => eicar, 'found'],
    ['EICAR in an archive', () => gzipSync(eicar), 'found'],
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

  it('is away, and nobody looked, where its socket is dead', async () => {
    await expect(scanStream({ path: `${clamd.path}.gone` }, wholeAt(eicar))).rejects.toThrow(ScannerAway);
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
});
