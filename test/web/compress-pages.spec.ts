import { gunzipSync } from 'node:zlib';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayCompress } from '../../src/web/compress-pages.js';
import { inSecondLine, readyReport } from '../analysis/analysis-story.js';
import { aStaffedDesk, done, look, takeCall } from '../inquiries/story.js';
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
  const raw = (path: string, headers: Readonly<Record<string, string>>, { token }: SignedIn = owner) =>
    new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const wanted = httpRequest(new URL(path, desk.baseUrl), { headers: { authorization: `Bearer ${token}`, ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
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

  it('of the lines’ day is less than 60 kB once a browser has our styles and scripts: a queue of fifty, a record of forty', async () => {
    const people = await aStaffedDesk(desk);
    const { first, analyst } = people;
    const customerId = people.customer.id;
    for (let call = 1; call <= 50; call += 1) await takeCall(first, { customerId, headline: `${call}件目。経理の端末で不審な通信を検知したという英語のメールが届いたが、意味がわからない` });
    const inquiry = await inSecondLine(desk, people);
    await readyReport(analyst, inquiry);
    let noted = await look(first, inquiry);
    for (let note = 1; note <= 40; note += 1) noted = await done(first, noted, 'add-note', { text: `${note}回目のお電話。端末は電源を入れたまま、ネットワークから切り離した。15時以降に山田様の携帯電話へ。` });
    const heard = (await takeCall(first, { customerId })).json<{ id: string }>();
    const both = ['/queue?view=all', '/search?q=端末', '/notices', '/today', `/inquiries/${inquiry.id}`];
    const pages = [
      ...[...both, '/calls/new', `/inquiries/${heard.id}`].map((path) => ({ person: first, path })),
      ...[...both, `/inquiries/${inquiry.id}/analysis`, `/inquiries/${inquiry.id}/report`, `/inquiries/${inquiry.id}/report/preview`].map((path) => ({ person: analyst, path })),
    ];
    const heavy: string[] = [];
    for (const { person, path } of pages) {
      const { status, headers, body } = await raw(encodeURI(path), { 'accept-encoding': 'gzip, deflate, br', 'sec-fetch-site': 'same-origin' }, person);
      if (status !== 200 || body.byteLength >= 60_000) heavy.push(`${path}: ${status}, ${body.byteLength} bytes as ${headers['content-encoding'] ?? 'they are'}`);
    }
    expect(heavy).toEqual([]);
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
