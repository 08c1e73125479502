import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, wholeAt } from '../../src/platform/content/collect.js';
import { S3Store } from '../../src/platform/content/s3-store.js';
import { freePort } from '../support/free-port.js';

describe('files on an S3-compatible server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-s3-'));
  let server: S3rver;
  let store: S3Store;
  beforeAll(async () => {
    const port = await freePort();
    server = new S3rver({ port, address: '127.0.0.1', silent: true, directory: folder, configureBuckets: [{ name: 'evidence', configs: [] }] });
    await server.run();
    store = new S3Store({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', bucket: 'evidence', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' });
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const pieces = async function* (bytes: Buffer): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.byteLength; at += 65_552) yield bytes.subarray(at, at + 65_552);
  };

  it.each([0, 10, 8 * 1024 * 1024, 20_000_001])('come back unchanged with %i bytes, large ones in parts', async (size) => {
    const bytes = randomBytes(size);
    const name = randomBytes(16).toString('hex');
    await store.write(name, pieces(bytes));
    expect((await collect((await store.read(name)) ?? wholeAt(Buffer.from('none')))).equals(bytes)).toBe(true);
    if (size > 5) expect((await collect((await store.read(name, { from: 2, to: 4 })) ?? wholeAt(Buffer.alloc(0)))).equals(bytes.subarray(2, 5))).toBe(true);
    await store.remove(name);
    expect(await store.read(name)).toBeUndefined();
  });

  it('R29: leave nothing behind where the source breaks off', async () => {
    const breaking = async function* (): AsyncGenerator<Buffer> {
      yield randomBytes(9 * 1024 * 1024);
      yield randomBytes(9 * 1024 * 1024);
      throw new Error('aborted');
    };
    await expect(store.write('0123456789abcdef', breaking())).rejects.toThrow('aborted');
    expect(await store.read('0123456789abcdef')).toBeUndefined();
  });

  it('are listed with their times', async () => {
    await store.write('00112233445566778899aabbccddeeff', wholeAt(Buffer.from('x')));
    const found = [];
    for await (const file of store.list()) found.push(file);
    expect(found.map(({ name }) => name)).toEqual(['00112233445566778899aabbccddeeff']);
    expect(found[0]?.modifiedAt).toBeGreaterThan(Date.now() - 60_000);
  });
});
