import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Contents } from '../../src/platform/content/contents.service.js';
import { aStaffedDesk, type Resource } from '../inquiries/story.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { announce, askedForLogs, evidenceOf } from './upload-story.js';

const gigabyte = 1024 ** 3;
const pieceBytes = 64 * 1024 * 1024;
const block = Buffer.alloc(256 * 1024, Buffer.from(Array.from({ length: 4_099 }, (_, index) => (index * 7919) % 251)));
const megabytes = (): number => Math.round(process.memoryUsage().rss / 1024 / 1024);

describe('R29: a gigabyte from a customer', () => {
  let desk: TestDesk;
  let sink: SmtpSink;
  let inquiry: Resource;
  let path: string;
  beforeAll(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ smtp: sink.settings });
    ({ inquiry, path } = await askedForLogs(desk, await aStaffedDesk(desk), sink));
  });
  afterAll(async () => {
    await desk.close();
    await sink.close();
  });

  it('streams through in pieces while memory stays flat, and is read back as it was', async () => {
    const customer = desk.anonymous();
    const place = (await announce(customer, path, { name: 'memory.dmp', size: gigabyte })).headers.get('location') ?? '';
    const hash = createHash('sha256');
    const seen: number[] = [];
    for (let at = 0; at < gigabyte; at += pieceBytes) {
      expect(await sendStreamed(new URL(place, desk.baseUrl), at, hash, () => seen.push(megabytes())), String(at)).toBe(204);
    }
    const [item] = await evidenceOf(desk, inquiry);
    expect([item?.size, item?.sha256]).toEqual([gigabyte, hash.digest('hex')]);
    let read = 0;
    for await (const bytes of (await desk.app.get(Contents).stream(item?.id ?? '')) ?? []) {
      read += bytes.byteLength;
      if (read % pieceBytes === 0) seen.push(megabytes());
    }
    expect(read).toBe(gigabyte);
    // The first piece warms up; this process is client and desk in one.
    const after = seen.slice(Math.ceil(seen.length / 8));
    console.info(`resident memory: ${Math.min(...after)} to ${Math.max(...after)} MB`);
    expect(Math.max(...after) - Math.min(...after)).toBeLessThan(200);
  });
});

/** One piece, block by block, no faster than the desk takes it. */
async function sendStreamed(url: URL, at: number, hash: ReturnType<typeof createHash>, look: () => void): Promise<number> {
  const headers = { 'tus-resumable': '1.0.0', 'upload-offset': String(at), 'content-type': 'application/offset+octet-stream', 'content-length': String(pieceBytes) };
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'PATCH', headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    let sent = 0;
    const more = (): void => {
      while (sent < pieceBytes) {
        sent += block.byteLength;
        hash.update(block);
        if (sent % (8 * 1024 * 1024) === 0) look();
        if (!request.write(block)) return void request.once('drain', more);
      }
      request.end();
    };
    more();
  });
}
