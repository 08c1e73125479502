import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { HttpClient } from '../support/http-client.js';
import { anAccount, goodPassword, signInOnPages } from './accounts.js';

describe('what strangers try at the sign-in', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  test('V48: no header of a proxy says who somebody is', async () => {
    const { loginName } = await anAccount(desk.app, { roles: ['service_owner'] });
    const basic = `Basic ${Buffer.from(`${loginName}:${goodPassword}`).toString('base64')}`;
    const headers = ['remote-user', 'x-remote-user', 'x-forwarded-user', 'x-forwarded-email', 'x-auth-request-email', 'x-authenticated-user', 'ssl-client-s-dn'];
    for (const forged of [...headers.map((name) => ({ [name]: loginName })), { authorization: basic }, { authorization: `Bearer ${loginName}` }]) {
      expect((await new HttpClient(desk.baseUrl, forged).get('/api/v1/me')).status, JSON.stringify(forged)).toBe(401);
    }
  });

  test('V49: a cookie that somebody planted before the sign-in is not taken over', async () => {
    const account = await anAccount(desk.app);
    const planted = 'p'.repeat(43);
    const browser = desk.anonymous();
    browser.setCookie('desk', planted);
    browser.setCookie('desk-step', planted);
    expect((await signInOnPages(browser, account, goodPassword)).status).toBe(303);
    expect(browser.cookie('desk')).not.toBe(planted);
    expect((await new HttpClient(desk.baseUrl, { cookie: `desk=${planted}` }).get('/account')).status).toBe(303);
  });

  test('V51: the sign-in leads nowhere but to this desk, at neither of its steps', async () => {
    for (const next of ['//evil.example', '/\\evil.example', '/%2f%2fevil.example', 'https://evil.example/', '/kept/../..//evil.example']) {
      const account = await anAccount(desk.app);
      const entered = await signInOnPages(desk.anonymous(), account, goodPassword, next);
      const location = entered.headers.get('location') ?? '';
      expect(new URL(location, desk.baseUrl).origin, next).toBe(desk.baseUrl);
      expect(location, next).not.toMatch(/^(\/\/|\/\\|[a-z]+:)/i);
    }
  });

  test('V52, ASVS 16.2.5: no password, code, token or secret gets into a log or onto the record', async () => {
    const said: string[] = [];
    const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation((chunk) => said.push(String(chunk)) > 0));
    Logger.overrideLogger(['error', 'warn', 'log', 'debug', 'verbose', 'fatal']);
    const account = await anAccount(desk.app);
    const code = await account.code();
    const browser = desk.anonymous();
    await browser.postForm('/sign-in', { loginName: account.loginName, password: 'Falsch-Canary-4711' });
    await browser.postForm('/sign-in', { loginName: account.loginName, password: goodPassword });
    const step = browser.cookie('desk-step') ?? '';
    await browser.postForm('/sign-in/code', { code });
    const session = browser.cookie('desk') ?? '';
    await browser.get('/account');
    await browser.postForm('/account/password', { current: goodPassword, password: 'Neues Canary 4712 Wort', repeated: 'Neues Canary 4712 Wort' });
    Logger.overrideLogger(['error', 'fatal']);
    for (const spy of spies) spy.mockRestore();
    const record = JSON.stringify(await desk.db.rows(sql`SELECT data FROM event`));
    for (const secret of ['Falsch-Canary-4711', goodPassword, 'Canary 4712', step, session]) expect(`${said.join('')}${record}`).not.toContain(secret);
    expect(record).not.toContain(`"${code}"`);
  });
});
