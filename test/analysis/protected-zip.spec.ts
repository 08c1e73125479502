import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TextWriter, Uint8ArrayReader, ZipReader, type FileEntry } from '@zip.js/zip.js';
import { protectedZip } from '../../src/analysis/scan/protected-zip.js';
import { collect } from '../../src/platform/content/collect.js';
import { DomainError } from '../../src/platform/errors.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

const piece = 64 * 1024;

async function* harmful(megabytes: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < megabytes * 16; n += 1) yield Buffer.alloc(piece, 65 + (n % 26));
}

describe('a harmful file that is taken out as a ZIP', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  it('R30: leaves whole, under the password, whatever its name', async () => {
    const bytes = await collect(protectedZip('請求書.exe', harmful(1)));
    const [entry] = await new ZipReader(new Uint8ArrayReader(bytes), { password: 'infected' }).getEntries();
    expect([entry?.filename, entry?.encrypted, entry?.uncompressedSize]).toEqual(['請求書.exe', true, 16 * piece]);
    const text = await (entry as FileEntry).getData(new TextWriter());
    expect([...new Set(text)].join('')).toBe('ABCDEFGHIJKLMNOP');
    expect(bytes.includes('A'.repeat(64))).toBe(false);
  });

  it('R24: keeps nobody from his pages meanwhile', async () => {
    const over = new AbortController();
    const packing = collect(protectedZip('large.bin', harmful(24))).finally(() => over.abort());
    let pages = 0;
    while (!over.signal.aborted) pages += Number((await desk.anonymous().get('/sign-in')).status === 200);
    expect((await packing).length).toBeGreaterThan(24 * 1024 * 1024);
    expect(pages).toBeGreaterThan(10);
  });

  it('reads no further than it is taken, and a fifth at once is asked to wait until one has been given up', async () => {
    let read = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const bytes of harmful(16)) {
        read += 1;
        yield bytes;
      }
    };
    const taken = Array.from({ length: 4 }, () => protectedZip('a.bin', counted()));
    for (const each of taken) expect((await each.next()).done).toBe(false);
    expect(() => protectedZip('b.bin', harmful(1))).toThrow(DomainError);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(read).toBeLessThan(4 * 32);
    for (const each of taken) await each.return(undefined);
    expect((await collect(protectedZip('b.bin', harmful(1)))).length).toBeGreaterThan(16 * piece);
  });

  it('fails where its bytes do, and leaves no thread behind', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(piece);
      throw new Error('the bytes are not what they were');
    };
    for (let n = 0; n < 5; n += 1) await expect(collect(protectedZip('c.bin', broken()))).rejects.toThrow('not what they were');
  });
});
