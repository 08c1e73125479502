import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../src/platform/errors.js';
import { sql } from '../../src/platform/sql.js';
import { RequestCounts } from '../../src/web/request-rates/request-counts.queries.js';
import { kindOfRequest, networkOf, windowMs, type RequestKind } from '../../src/web/request-rates/request-rates.rules.js';
import { RequestRates } from '../../src/web/request-rates/request-rates.service.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';

/** 60 requests a minute to read, 30 acts, one paper, 30 pieces of files, 12 without a sign-in. */
const rateFactor = 0.01;

describe('the kind of a request', () => {
  it.each<[string, string, boolean, RequestKind | undefined]>([
    ['GET', '/inquiries/:id', true, 'reading'],
    ['GET', '/live', true, 'reading'],
    ['GET', '/exports', true, 'reading'],
    ['POST', '/inquiries/:id/:act', true, 'acts'],
    ['DELETE', '/api/v1/sessions/:id', true, 'acts'],
    ['POST', '/exports', true, 'papers'],
    ['GET', '/exports/:id/file', true, 'papers'],
    ['GET', '/api/v1/inquiries/:id/report.pdf', true, 'papers'],
    ['GET', '/api/v1/inquiries/:id/evidence/:evidenceId/content', true, 'papers'],
    ['GET', '/mail/messages/:id/source', true, 'papers'],
    ['POST', '/sign-in', false, 'unauthenticated'],
    ['GET', '/inquiries/:id/sheet.pdf', false, 'unauthenticated'],
    ['PATCH', '/upload/:token/files/:uploadId', false, 'uploads'],
    ['PATCH', '/upload/:token/files/:uploadId', true, 'uploads'],
    ['GET', '/assets/:hash/:name', false, undefined],
  ])('%s %s, signed in: %s, is %s', (method, route, signedIn, kind) => {
    expect(kindOfRequest({ method, route, signedIn })).toBe(kind);
  });

  it('of two addresses of IPv6 below one prefix of 64 bits is counted as of one asker', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:db8:1:2::9'));
    expect(networkOf('2001:db8::1')).toBe(networkOf('2001:db8:0:0:ffff::1'));
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'));
    expect([networkOf('192.0.2.1'), networkOf('::ffff:192.0.2.1')]).toEqual(['192.0.2.1', '::ffff:192.0.2.1']);
  });
});

describe.each(databaseKinds())('ASVS 2.4.1: whoever asks without end on %s', (database) => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ database, config: { rateFactor } });
  });
  afterAll(() => desk.close());

  /** Asks until it is refused; a minute may end meanwhile, so at most twice the limit and one. */
  async function untilRefused(most: number, ask: () => Promise<Answer>): Promise<Answer> {
    for (let n = 0; n <= 2 * most; n += 1) {
      const answer = await ask();
      if (answer.status === 429) return answer;
    }
    throw new Error('was never refused');
  }

  it('gets a problem that says when to come back; his token for programs and other people do not', async () => {
    const [greedy, other] = [await desk.signIn('service_owner'), await desk.signIn('service_owner')];
    await greedy.client.get('/account/tokens');
    const page = await greedy.client.postForm('/account/tokens', { name: '集計', permissions: ['inquiry.read'], days: '30' });
    const program = { authorization: `Bearer ${/desk_pat_[\w-]+/.exec(page.text)?.[0] ?? ''}` };
    const refused = await untilRefused(60, () => greedy.api.get('/api/v1/inquiries'));
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.json()).toMatchObject({ status: 429, code: 'rate_limited', detail: expect.stringContaining('秒ほど待って') });
    const wait = Number(refused.headers.get('retry-after'));
    expect([wait >= 1, wait <= 60]).toEqual([true, true]);
    expect((await other.api.get('/api/v1/inquiries')).status).toBe(200);
    expect((await desk.anonymous().get('/api/v1/inquiries', program)).status).toBe(200);
  });

  it('gets his form back with all that he typed, to send it once more by one click', async () => {
    const owner = await desk.signIn('service_owner');
    await owner.client.get('/staff');
    const typed = { loginName: `typed@${database}.example`, displayName: '新人 "一郎" <b>', roles: ['second_line', 'second_line_lead'], _key: 'one-form' };
    const refused = await untilRefused(30, () => owner.client.postForm('/account/sessions/end-others', typed));
    expect(refused.text).toContain('もう一度送る');
    expect(refused.text).toContain('新人 &quot;一郎&quot; &lt;b&gt;');
    expect(refused.text.match(/name="roles" value="[^"]*"/g)).toEqual(['name="roles" value="second_line"', 'name="roles" value="second_line_lead"']);
    expect(refused.text.match(/name="_key" value="[^"]*"/g)).toEqual(['name="_key" value="one-form"']);
  });

  it('is refused by his address where nobody is signed in, with a page in Japanese; the pages’ own files still come', async () => {
    const stranger = desk.anonymous();
    const refused = await untilRefused(12, () => stranger.get('/sign-in'));
    expect(refused.headers.get('content-type')).toContain('text/html');
    expect(refused.text).toContain('もう一度お試しください');
    const asset = /\/assets\/[\w./-]+\.css/.exec(refused.text)?.[0] ?? '';
    expect((await stranger.get(asset)).status).toBe(200);
    expect((await stranger.get('/api/v1/inquiries')).status, 'what wants a sign-in counts as well').toBe(429);
  });

  describe('in several processes', () => {
    const now = Date.parse('2026-11-24T01:12:00Z');
    const process = (): RequestRates => new RequestRates(desk.db, desk.app.get(RequestCounts, { strict: false }), desk.config);
    const allowed = (rates: RequestRates, most: number, at = now, asker = 'somebody'): number => {
      for (let n = 0; n < most; n += 1) {
        try {
          rates.count('reading', asker, at);
        } catch (error) {
          if (error instanceof DomainError && error.code === 'rate_limited') return n;
          throw error;
        }
      }
      return most;
    };
    const stored = async (): Promise<number[]> => (await desk.db.rows<{ requests: number }>(sql`SELECT requests FROM request_count WHERE window_start = ${now}`)).map(({ requests }) => requests);

    it('is counted for all of them together, a process that starts anew included, and begins afresh with the next minute', async () => {
      const [one, two] = [process(), process()];
      expect([allowed(one, 40), allowed(two, 15)]).toEqual([40, 15]);
      await one.share();
      await two.share();
      await one.share();
      expect(await stored()).toEqual([55]);
      expect(allowed(two, 100)).toBe(5);
      const restarted = process();
      expect(allowed(restarted, 3)).toBe(3);
      await restarted.share();
      expect(allowed(restarted, 100)).toBe(2);
      expect(allowed(two, 100, now + windowMs)).toBe(60);
    });

    it('writes nothing while it is far below the limit', async () => {
      const usual = process();
      const before = await stored();
      for (let person = 0; person < 20; person += 1) allowed(usual, 2, now, `person ${person}`);
      await usual.share();
      expect(await stored()).toEqual(before);
      allowed(usual, 1, now, 'person 7');
      await usual.share();
      expect((await stored()).length).toBe(before.length + 1);
    });

    it('takes no more memory for askers without end: those beyond a bound count as one', () => {
      const crowded = process();
      for (let n = 0; n < 20_000; n += 1) crowded.count('unauthenticated', `network ${n}`, now);
      const late = (n: number) => () => crowded.count('unauthenticated', `late ${n}`, now);
      for (let n = 0; n < 12; n += 1) expect(late(n)).not.toThrow();
      expect(late(13)).toThrow(DomainError);
      expect(() => crowded.count('unauthenticated', 'network 1', now)).not.toThrow();
    });

    it('leaves nothing behind: counts go when their minutes are over', async () => {
      await desk.runJob('sweep-request-counts');
      expect(await stored()).toEqual([]);
    });
  });
});
