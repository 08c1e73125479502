import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { aServedCustomer } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer, HttpClient } from '../support/http-client.js';

describe.each(databaseKinds())('many who take calls at once, on %s', (database) => {
  let desk: TestDesk;
  let api: HttpClient;
  let customerId: string;
  let foreignCustomerId: string;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    const signedIn = await desk.signIn('first_line');
    api = signedIn.api;
    const [supportDeskId] = signedIn.deskIds;
    if (supportDeskId === undefined) throw new Error('The first line has no desk.');
    customerId = (await aServedCustomer(desk.db, { supportDeskId })).customer.id;
    foreignCustomerId = (await aServedCustomer(desk.db)).customer.id;
  });
  afterAll(() => desk.close());

  const call = { receivedAt: '2026-11-24T10:05:00+09:00', callerName: '山田 太郎' };
  const take = (body: object, key = randomUUID()): Promise<Answer> => api.postJson('/api/v1/inquiries', { ...call, customerId, ...body }, { 'idempotency-key': key });
  const headlines = async (): Promise<string[]> => (await desk.db.rows<{ headline: string }>(sql`SELECT headline FROM inquiry`)).map((row) => row.headline);

  it('leave exactly the acknowledged inquiries of 1,000, those that are refused among them', { timeout: 120_000 }, async () => {
    const wrong = [{ receivedAt: '2026-11-24T23:59:00+09:00' }, { customerId: foreignCustomerId }, { callbackPhone: 'not a number' }, { callerName: '' }];
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => {
        const headline = `call-${index}`;
        const fault = index % 5 === 0 ? wrong[(index / 5) % wrong.length] : {};
        return { headline, answer: await take({ headline, ...fault }) };
      }),
    );
    const acknowledged = answers.filter(({ answer }) => answer.status === 201);
    expect(answers.filter(({ answer }) => ![201, 404, 409, 422].includes(answer.status)).map(({ answer }) => answer.text)).toEqual([]);
    expect(acknowledged).toHaveLength(800);
    expect((await headlines()).toSorted()).toEqual(acknowledged.map(({ headline }) => headline).toSorted());
    const numbers = acknowledged.map(({ answer }) => Number(answer.json<{ number: string }>().number.split('-')[1]));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 800 }, (_, index) => index + 1));
  });

  it('make one inquiry of one key, however often it is sent, and get the same answer (R04, R05)', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => take({ headline: 'once' }, key)));
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect((await headlines()).filter((headline) => headline === 'once')).toHaveLength(1);
  });

  it('are refused with another body under the same key, and lose nothing of the first', async () => {
    const key = randomUUID();
    await take({ headline: 'first' }, key);
    const second = await take({ headline: 'second' }, key);
    expect([second.status, second.json<{ code: string }>().code]).toEqual([422, 'idempotency_key_reused']);
    expect((await headlines()).filter((headline) => ['first', 'second'].includes(headline))).toEqual(['first']);
  });

  it('lose no update when two act on the same version: one is told that it is stale (R27)', async () => {
    const opened = await take({ headline: 'contested' });
    const { id } = opened.json<{ id: string }>();
    const etag = opened.headers.get('etag') ?? '';
    const note = (text: string): Promise<Answer> =>
      api.postJson(`/api/v1/inquiries/${id}/add-note`, { text }, { 'idempotency-key': randomUUID(), 'if-match': etag });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(note));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412, 412]);
  });
});
