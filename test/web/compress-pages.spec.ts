import { gunzipSync } from 'node:zlib';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayCompress } from '../../src/web/compress-pages.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';

describe('a page on the wire', () => {
  let desk: TestDesk;
  let owner: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk();
    owner = await desk.signIn('service_owner');
  });
  afterAll(() => desk.close());

  /** As it comes: fetch would unpack it by itself. */
  const raw = (path: string, headers: Readonly<Record<string, string>>) =>
    new Promise<{ headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const wanted = httpRequest(new URL(path, desk.baseUrl), { headers: { authorization: `Bearer ${owner.token}`, ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      });
      wanted.on('error', reject).end();
    });

  it('is packed for a browser that comes from our own pages, and says the same', async () => {
    const plain = await raw('/calendar?year=2026', {});
    const packed = await raw('/calendar?year=2026', { 'accept-encoding': 'gzip, deflate, br', 'sec-fetch-site': 'same-origin' });
    expect([plain.headers['content-encoding'], packed.headers['content-encoding'], packed.headers['content-length']]).toEqual([undefined, 'gzip', String(packed.body.byteLength)]);
    expect(gunzipSync(packed.body).toString('utf8').includes('受付カレンダー 2026年')).toBe(true);
    expect(packed.body.byteLength).toBeLessThan(plain.body.byteLength / 3);
  });

  it('BREACH: is never packed where another site made the browser ask', async () => {
    for (const site of ['cross-site', 'same-site']) {
      expect((await raw('/calendar', { 'accept-encoding': 'gzip', 'sec-fetch-site': site })).headers['content-encoding']).toBeUndefined();
    }
    expect((await raw('/calendar', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['gzip', true], ['deflate, gzip;q=0.5', true], ['gzip;q=0', false], ['gzip;q=0.000', false], ['gzip;q=1.0', true], ['br', false], ['', false], ['xgzip', false],
  ])('takes Accept-Encoding: %s at its word', (accepted, packs) => {
    expect(mayCompress({ 'accept-encoding': accepted, 'sec-fetch-site': 'none' })).toBe(packs);
  });
});
