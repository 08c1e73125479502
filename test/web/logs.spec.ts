import { Logger } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Db } from '../../src/platform/db.js';
import { Jobs } from '../../src/platform/jobs.js';
import { LineLogger, logSettings } from '../../src/web/line-logger.js';
import { loggable, plainLine } from '../../src/web/log-lines.rules.js';
import { canariesIn, canaryWords, plantCanaries } from '../support/canaries.js';
import { factorSecret } from '../support/credentials.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { goodPassword } from '../staff/accounts.js';

const lines: string[] = [];
const stream = { write: (line: string): void => void lines.push(line) };
const entries = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
let desk: TestDesk | undefined;
beforeEach(() => void lines.splice(0));
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

describe('E4: what the desk logs', () => {
  it('is one JSON object a request: when, who by id, which route, what came of it', async () => {
    desk = await startTestDesk({ log: stream });
    const owner = await desk.signIn('service_owner');
    lines.splice(0);
    await owner.api.get('/api/v1/mail/status?token=zqsecret-query');
    await desk.anonymous().get('/welcome/zqsecret-link');
    expect(entries()).toMatchObject([
      { level: 'info', event: 'request', method: 'GET', route: '/api/v1/mail/status', status: 200, staffId: owner.staffId },
      { level: 'info', event: 'request', method: 'GET', route: '/welcome/:token' },
    ]);
    expect(entries().every(({ time, id }) => String(time).endsWith('Z') && typeof id === 'string')).toBe(true);
    expect(canariesIn(lines.join(''), canaryWords.secret)).toEqual([]);
  });

  it('R33: holds no password, code, session, token, address, note or mail body, also where everything fails', async () => {
    const smtp = { host: '127.0.0.1', port: 9, user: 'zqsecret-smtp-user', password: 'zqsecret-smtp-password', tls: 'none' as const };
    desk = await startTestDesk({ log: stream, smtp });
    Logger.overrideLogger(['log', 'warn', 'error', 'fatal']);
    const world = await plantCanaries(desk);
    const secrets = [goodPassword, factorSecret(world.owner.staffId), world.owner.token, world.analyst.token, desk.config.secretKey?.kind === 'given' ? desk.config.secretKey.key.toString('base64') : 'x'.repeat(40)];
    await attempts(desk, world.owner.token);
    // Now everything that touches an inquiry, a mail or a session fails, with its values at hand.
    await desk.app.get(Db).tx(async (tx) => {
      for (const table of ['inquiry_text', 'outbox', 'staff_link', 'raw_message', 'sign_in_attempt']) await tx.query(`ALTER TABLE ${table} RENAME TO gone_${table}`);
    });
    await attempts(desk, world.owner.token);
    await world.a.first.api.postJson(`/api/v1/inquiries/${world.a.hearing.id}/add-note`, { text: 'zqsecret-note' }, { 'if-match': '"1"', 'idempotency-key': 'k1' });
    await world.analyst.api.get(`/api/v1/inquiries/${world.a.analysed.id}`);
    await desk.app.get(Jobs).runNow('mail.deliver').catch((error: unknown) => new Logger('jobs').error(`The job failed: ${String(error)}`));
    const log = lines.join('');
    expect(entries().filter(({ level }) => level === 'error').length).toBeGreaterThan(0);
    expect(canariesIn(log, canaryWords.secret, canaryWords.desk('a'), canaryWords.desk('b'))).toEqual([]);
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
    expect(log).not.toMatch(/@(customer|stranger)\.example/);
  });
});

describe('R32: log injection', () => {
  const hostile = `a\r\nb\u001b[31mred\u009b0m\u2028c\u2029d\u0000"}{"level":"fatal"\u007f${'x '.repeat(5_000_000)}`;

  it('of any kind in the request leaves one parsable line a request', async () => {
    desk = await startTestDesk({ log: stream });
    lines.splice(0);
    await raw(desk.config.port, `/%0d%0a%1b[31m%e2%80%a8${'y'.repeat(4_000)}`, { 'user-agent': 'a\u009b31m', 'x-forwarded-for': '{"level":"fatal"}' });
    await desk.anonymous().postForm('/sign-in', { loginName: hostile.slice(0, 100_000), password: hostile.slice(0, 1_000) });
    const seen = entries().filter(({ event }) => event === 'request');
    expect(seen).toHaveLength(2);
    expect(lines.every((line) => line.length < 4_096 && isPlain(line))).toBe(true);
  });

  it('of ten megabytes in a message, a field or an error leaves one line of values below 2 KiB without a control character', () => {
    const logger = new LineLogger(linesTo());
    logger.error(hostile, `Error: ${hostile}\n    at place (file.ts:1:1)`, 'room');
    logger.warn(new Error(hostile), 'room');
    linesTo().info({ hostile, list: [hostile], object: { hostile } }, hostile);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect([isPlain(line), JSON.parse(line) !== null]).toEqual([true, true]);
    for (const value of entries().flatMap(Object.values).filter((each) => typeof each === 'string')) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(2_048);
  });

  it('of any kind stays one plain line in the window of the demo', () => {
    const logger = new LineLogger(linesTo());
    logger.warn('A transaction took 105 ms; others waited for it.', 'db');
    logger.error('failed', 'Error: broken\n    at place (file.ts:1:1)', 'web');
    logger.error(new Error(`gone\u001b[31m\r\n{"level":"fatal"}`), 'mail');
    expect(lines.map((line) => plainLine(line))).toEqual(['注意 [db]: A transaction took 105 ms; others waited for it.', 'エラー [web]: failed（Error: broken）', expect.stringMatching(/^エラー \[mail\]: An error.（gone \[31m \{<value>:<value>\}）$/)]);
  });

  it.each([
    ['550 <taro@customer.example>: user unknown', '550 <<address>>: user unknown'],
    ['invalid input syntax for type uuid: "zqsecret"', 'invalid input syntax for type uuid: <value>'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer <token>'],
    ['call 03-5555-2001 back', 'call <number> back'],
    ['inquiry 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b', 'inquiry 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'],
    ['/welcome/dGhpcyBpcyBhIHNlY3JldCB0b2tlbiBvZiBvdXJz', '<token>'],
  ])('masks what a message of a driver repeats: %s', (message, logged) => {
    expect(loggable(message)).toBe(logged);
  });
});

const linesTo = () => new FastifyAdapter({ logger: logSettings({ mode: 'production' }, stream) }).getInstance().log;

/** Whether a line holds no character that a terminal or a reader of lines acts on, but its end. */
function isPlain(line: string): boolean {
  return line.endsWith('\n') && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(line.slice(0, -1));
}

/** Signs in, resets and calls with secrets in every place where one may stand. */
async function attempts(on: TestDesk, token: string): Promise<void> {
  const browser = on.anonymous();
  await browser.postForm('/sign-in', { loginName: 'zqsecret-name@customer.example', password: 'zqsecret-password' });
  await browser.postForm('/sign-in', { loginName: 'zqsecret-name@customer.example', password: goodPassword, _csrf: 'zqsecret-csrf' });
  await browser.postForm('/password-reset', { loginName: 'zqsecret-forgot@customer.example' });
  await browser.get('/welcome/zqsecret-reset-link');
  await browser.request('/api/v1/inquiries', { headers: { authorization: 'Bearer zqsecret-bearer' } });
  await browser.request('/api/v1/inquiries', { headers: { authorization: `Bearer ${token}`, cookie: 'desk_session=zqsecret-cookie' } });
}

/** A request that no client of good manners would send. */
function raw(port: number, path: string, headers: Record<string, string>): Promise<void> {
  return new Promise((done, failed) => {
    request({ host: '127.0.0.1', port, path, headers }, (answer) => answer.resume().on('end', done)).on('error', failed).end();
  });
}
