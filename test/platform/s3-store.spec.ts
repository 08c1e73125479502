import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver, { type S3rverContext } from 's3rver';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collect, wholeAt } from '../../src/platform/content/collect.js';
import { StoreFull } from '../../src/platform/content/file-store.js';
import { S3Store } from '../../src/platform/content/s3-store.js';

describe('files on an S3-compatible server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-s3-'));
  let server: S3rver;
  let store: S3Store;
  let asked: string[];
  /** Whether the server takes a request, or has no room for it. */
  let takes: (context: S3rverContext) => boolean;
  beforeEach(() => {
    asked = [];
    takes = () => true;
  });
  beforeAll(async () => {
    server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: folder, configureBuckets: [{ name: 'evidence', configs: [] }] });
    server.middleware.unshift(async (context, next) => {
      asked.push(`${context.method} ${context.url}`);
      if (!takes(context)) Object.assign(context, { status: 403, type: 'application/xml', body: '<Error><Code>QuotaExceeded</Code><Message>full</Message></Error>' });
      else if (context.query['list-type'] === '2') await answerInPages(context, next);
      else await next();
    });
    const { port } = await server.run();
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
    expect(givenUp(asked)).toEqual({ begun: 1, givenUp: 1 });
  });

  it.each([
    ['at once', 10, () => false, { begun: 0, givenUp: 0 }],
    ['in the middle', 20_000_000, ({ url }: S3rverContext) => !url.includes('partNumber=2'), { begun: 1, givenUp: 1 }],
  ])('R21: say that the server has no room where it refuses them %s, and leave no parts that nobody sees and somebody pays for', async (_when, size, fits, expected) => {
    takes = fits;
    await expect(store.write('fedcba9876543210', pieces(randomBytes(size)))).rejects.toThrow(StoreFull);
    expect(givenUp(asked)).toEqual(expected);
  });

  it('are listed with their times, however many pages they fill', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `${index}0112233445566778899aabbccddeeff`);
    for (const name of names) await store.write(name, wholeAt(Buffer.from('x')));
    const found = [];
    for await (const file of store.list()) found.push(file);
    expect(asked.filter((line) => line.includes('list-type'))).toHaveLength(3);
    expect(found.map(({ name }) => name)).toEqual(names);
    expect(found[0]?.modifiedAt).toBeGreaterThan(Date.now() - 60_000);
  });

  it('fail to be read where the server refuses, which is not the same as being gone', async () => {
    takes = () => false;
    await expect(store.read('00112233445566778899aabbccddeeff')).rejects.toThrow('full');
  });
});

/** Two a page: the server gives out a thousand, and makes its own tokens with a cipher that is gone. */
async function answerInPages(context: S3rverContext, next: () => Promise<void>): Promise<void> {
  const { 'continuation-token': after, ...query } = context.query;
  context.query = { ...query, 'start-after': after ?? '' };
  await next();
  const [, , ...rest] = String(context.body).match(/<Contents>.*?<\/Contents>/gs) ?? [];
  const last = /.*<Key>(.*?)<\/Key>/s.exec(String(context.body).replace(rest.join(''), ''))?.[1];
  if (rest.length > 0) context.body = String(context.body).replace(rest.join(''), `<NextContinuationToken>${last}</NextContinuationToken>`);
}

/** How many uploads in parts were begun, and how many of those very ones were given up. */
function givenUp(asked: readonly string[]): { readonly begun: number; readonly givenUp: number } {
  const uploads = new Set(asked.flatMap((line) => /^PUT .*[?&]uploadId=([^&]+)/.exec(line)?.[1] ?? []));
  const ended = asked.flatMap((line) => /^DELETE .*[?&]uploadId=([^&]+)/.exec(line)?.[1] ?? []);
  return { begun: asked.filter((line) => /^POST .*[?&]uploads/.test(line)).length, givenUp: ended.filter((id) => uploads.has(id)).length };
}
