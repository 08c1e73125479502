import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ZipFile } from 'yazl';
import { ArchiveListings, type ArchiveListing } from '../../src/analysis/custody/archive-listing.service.js';
import { typeOf } from '../../src/analysis/content-type.rules.js';
import { nestedArchive } from '../../src/analysis/scan/nested-archive.js';
import { Contents } from '../../src/platform/content/contents.service.js';
import { collect, wholeAt } from '../../src/platform/content/collect.js';
import { newId } from '../../src/platform/ids.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

const hasTar = spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout.includes('GNU');

describe.skipIf(!hasTar)('ASVS 5.2.3: what an archive says is in it', () => {
  let desk: TestDesk;
  let folder: string;
  let listed: (bytes: Buffer, fileName?: string) => Promise<ArchiveListing | undefined>;
  beforeAll(async () => {
    desk = await startTestDesk();
    folder = mkdtempSync(join(tmpdir(), 'desk-archive-'));
    const contents = desk.app.get(Contents);
    listed = async (bytes, fileName = 'logs.bin') => {
      const file = await contents.write(newId(), { kind: 'unassigned', at: desk.clock.now() }, wholeAt(bytes));
      await desk.db.tx((tx) => contents.attach(tx, file));
      return desk.app.get(ArchiveListings).of({ id: file.id, size: file.size, fileName, contentType: typeOf(bytes.subarray(0, 600)).type, destroyedAt: null });
    };
    mkdirSync(join(folder, 'logs'));
    writeFileSync(join(folder, 'logs', 'proxy.log'), 'x'.repeat(70_000));
    writeFileSync(join(folder, 'logs', '通信ログ.txt'), '記録');
    writeFileSync(join(folder, 'logs', `${'long-'.repeat(40)}.log`), 'end');
    symlinkSync('/etc/passwd', join(folder, 'logs', 'way-out'));
  });
  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const tar = (...options: string[]): Buffer => execFileSync('tar', ['-C', folder, '-cf', '-', ...options, 'logs'], { maxBuffer: 64 * 1024 * 1024 });
  const warned = (listing: ArchiveListing | undefined): string[] => (listing?.entries ?? []).filter(({ warnings }) => warnings.length > 0).map(({ name, warnings }) => `${name} ${warnings.join('、')}`);

  it.each([
    ['GNU', (): Buffer => tar('--format=gnu')],
    ['POSIX', (): Buffer => tar('--format=posix')],
    ['in gzip', (): Buffer => gzipSync(tar('--format=gnu'))],
    ['ustar', (): Buffer => tar('--format=ustar', '--exclude=long-*')],
  ])('lists a tar as it is: %s', async (_kind, bytes) => {
    const listing = await listed(bytes());
    const sizes = new Map(listing?.entries.map(({ name, size }) => [name, size]));
    expect([listing?.note, sizes.get('logs/proxy.log'), sizes.get('logs/通信ログ.txt')]).toEqual(['', 70_000, 6]);
    if (_kind !== 'ustar') expect(sizes.get(`logs/${'long-'.repeat(40)}.log`)).toBe(3);
    expect(warned(listing)).toEqual(['logs/way-out シンボリックリンク']);
  });

  it('V24, ASVS 5.3.3: shows names that climb out, and marks that hide', async () => {
    const bytes = tar('-P', '--transform=s,logs/proxy.log,../../etc/cron.d/x,', '--transform=s,logs/通信ログ.txt,/a\u202Efdp.exe,');
    expect(warned(await listed(bytes))).toEqual(expect.arrayContaining(['../../etc/cron.d/x 外のフォルダーを指す名前', '/a�fdp.exe 外のフォルダーを指す名前']));
  });

  it('lists the one file of a gzip with the size it comes to', async () => {
    expect(await listed(gzipSync(Buffer.from('2026-11-24 GET /\n'.repeat(100))), 'fw.log.gz')).toEqual({ entries: [{ name: 'fw.log', size: 1_700, warnings: [] }], note: '' });
  });

  it.each<[string, () => Buffer | Promise<Buffer>, number, string]>([
    ['a gzip of nothing but zeros', () => gzipSync(Buffer.alloc(30_000_000)), 0, '極端に大きい'],
    ['a gzip in which a tar of zeros lies', () => gzipSync(Buffer.concat([tarHeader('zeros', 50_000_000), Buffer.alloc(50_000_000)])), 1, '極端に大きい'],
    ['a gzip that goes on beyond 100 MB', () => Buffer.concat(Array.from({ length: 11 }, () => tenMegabytes())), 0, '100MBを超える'],
    ['100,000 entries', () => Buffer.concat([...Array.from({ length: 100_000 }, (_, index) => tarHeader(`f${index}`, 0)), Buffer.alloc(1024)]), 1_000, '1,000件を超える'],
    ['a file that claims more than there is', () => Buffer.concat([tarHeader('big', 10 * 1024 ** 3), Buffer.alloc(1024)]), 1, '途中で終わっています'],
    ['a name of 2 GB', () => Buffer.concat([tarHeader('x', 2 * 1024 ** 3, 'L'), Buffer.alloc(1024)]), 0, '名前が長すぎます'],
    ['a header that is none', () => Buffer.concat([tarHeader('a', 0), Buffer.alloc(512, 'x')]), 1, '途中から読み取れません'],
    ['a gzip that breaks off', () => gzipSync(randomBytes(10_000)).subarray(0, 5_000), 0, '最後まで読み取れません'],
    ['a ZIP whose files come to far more than it holds', () => zipClaiming(5, 60_000_000), 5, '合計で極端に大きく'],
    ['a ZIP of 1,200 files', () => zipOf(1_200), 1_000, '1,000件を超える'],
    ['a ZIP in a ZIP, 17 deep', () => nestedArchive(17), 1, ''],
  ])('R30: stops at %s and says why', async (_what, bytes, entries, note) => {
    const started = Date.now();
    const listing = await listed(await bytes());
    expect([listing?.entries.length, listing?.note]).toEqual([entries, expect.stringContaining(note)]);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['many entries', () => zipOf(900)],
    ['one file that is long', () => gzipSync(randomBytes(3 * 1024 * 1024))],
    ['a tar in gzip', () => gzipSync(Buffer.concat([tarHeader('long', 3 * 1024 * 1024), randomBytes(3 * 1024 * 1024), Buffer.alloc(1024)]))],
  ])('R30: gives up %s after five seconds, with what it has', async (_what, make) => {
    const bytes = await make();
    let seconds = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => 1_800_000_000_000 + (seconds += 1) * 500);
    const listing = await listed(bytes).finally(() => vi.restoreAllMocks());
    expect(listing?.note).toContain('時間がかかりすぎる');
    expect(listing?.entries.length).toBeLessThan(20);
  });

  it('is no list for what is no archive', async () => {
    expect(await listed(Buffer.from('2026-11-24 a log'))).toBeUndefined();
  });
});

/** A header of a tar as GNU writes it. */
function tarHeader(name: string, size: number, kind = '0'): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write('0000644\0', 100);
  block.write(size < 8 ** 11 ? `${size.toString(8).padStart(11, '0')}\0` : '', 124);
  if (size >= 8 ** 11) block.writeBigUInt64BE(BigInt(size), 128);
  if (size >= 8 ** 11) block[124] = 0x80;
  block.write('        ', 148);
  block.write(kind, 156);
  block.write('ustar  \0', 257);
  block.write(`${block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Packs ten to one: large, but no bomb. */
const tenMegabytes = (): Buffer => (packed ??= gzipSync(Buffer.concat([randomBytes(1024 * 1024), Buffer.alloc(9 * 1024 * 1024)])));
let packed: Buffer | undefined;

async function zipOf(files: number): Promise<Buffer> {
  const zip = new ZipFile();
  for (let index = 0; index < files; index += 1) zip.addBuffer(Buffer.from('x'), `logs/${index}.log`, { compress: false });
  zip.end();
  return collect(zip.outputStream as AsyncIterable<Buffer>);
}

/** Entries whose own size lies, as those that overlap do. */
async function zipClaiming(files: number, size: number): Promise<Buffer> {
  const bytes = await zipOf(files);
  for (let at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 4, 'latin1')) bytes.writeUInt32LE(size, at + 24);
  return bytes;
}
