import { afterEach, describe, expect, test } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

describe('behind a proxy', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const tryFrom = (addresses: string): Promise<unknown> =>
    desk.anonymous().request('/api/v1/sessions', { method: 'POST', headers: { 'x-forwarded-for': addresses }, body: { loginName: 'nobody@x.example', password: 'not this one', code: '000000' } });
  const counted = async (): Promise<string[]> =>
    (await desk.db.rows<{ address: string }>(sql`SELECT DISTINCT address FROM sign_in_attempt ORDER BY address`)).map(({ address }) => address);

  test('tries to sign in count for the address that a trusted proxy names, and none that stands before it', async () => {
    desk = await startTestDesk({ config: { trustedProxies: ['127.0.0.1', '10.0.0.0/24'] } });
    await tryFrom('203.0.113.7');
    await tryFrom('198.51.100.9, 203.0.113.8, 10.0.0.5');
    expect(await counted()).toEqual(['203.0.113.7', '203.0.113.8']);
  });

  test('what anybody says of himself counts for nothing where no proxy is trusted', async () => {
    desk = await startTestDesk();
    await tryFrom('203.0.113.7');
    expect(await counted()).toEqual(['127.0.0.1']);
  });
});
