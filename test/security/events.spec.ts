import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Logger } from '@nestjs/common';
import { sql } from '../../src/platform/sql.js';
import { startTestDesk, type SignedIn, type TestDesk } from '../support/desk.js';

const lines: string[] = [];

describe('events of security', () => {
  let desk: TestDesk;
  let owner: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk({ log: { write: (line) => void lines.push(line) } });
    Logger.overrideLogger(['log', 'warn', 'error', 'fatal']);
    owner = await desk.signIn('service_owner');
    await owner.client.get('/staff');
  });
  afterAll(() => desk.close());

  const onRecord = async (): Promise<string[]> =>
    (await desk.db.rows<{ data: string }>(sql`SELECT data FROM event WHERE stream_type = 'security' AND stream_id = ${`staff:${owner.staffId}`} ORDER BY seq`)).map(({ data }) => (JSON.parse(data) as { because?: string }).because ?? '');

  it('ASVS 16.3.3: a form from another site and one without its token stand on the record, once a minute for a route', async () => {
    for (let n = 0; n < 3; n += 1) {
      expect((await owner.client.postForm('/account/sessions/end-others', {}, { origin: 'https://evil.example' })).status).toBe(403);
      expect((await owner.client.postForm('/account/sessions/end-others', { _csrf: 'made up' })).status).toBe(403);
    }
    expect(await onRecord()).toEqual(['another_site', 'form_token']);
  });

  it('ASVS 16.4.3: each is a line of the log too, for whoever gathers those of several systems; no name stands in it', async () => {
    lines.splice(0);
    await desk.anonymous().postForm('/sign-in', { loginName: 'zqsecret@nowhere.example', password: 'not the one at all' });
    const told = lines.map((line) => JSON.parse(line) as { room?: string; level: string; msg: string }).filter(({ room }) => room === 'security');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ level: 'warn', msg: expect.stringMatching(/^sign_in_refused account:[0-9a-f]{12} step=password$/) });
    expect(lines.join('')).not.toContain('zqsecret');
  });
});
