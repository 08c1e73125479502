import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';

describe.each(databaseKinds())('an act with an Idempotency-Key on %s', (database) => {
  let desk: TestDesk;
  let owner: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    owner = await desk.signIn('service_owner');
  });
  afterAll(() => desk.close());

  const person = (loginName: string) => ({ loginName, displayName: '新人', roles: ['second_line'] });
  const add = (key: string, body: object, by = owner) => by.api.postJson('/api/v1/staff', body, { 'idempotency-key': key });
  const count = async (loginName: string): Promise<number> =>
    Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS "n" FROM staff WHERE login_name = ${loginName}`))?.n);
  const eventsOf = async (id: string): Promise<number> =>
    Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS "n" FROM event WHERE stream_id = ${id}`))?.n);

  test('twenty clicks at once are one act with one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => add('twenty', person('twenty@x.example'))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(new Set(answers.map(({ text, headers }) => `${headers.get('content-type')} ${text}`)), 'byte by byte').toHaveProperty('size', 1);
    expect(answers[0]?.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const ids = new Set(answers.map((answer) => answer.json<{ id: string }>().id));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
    expect(new Set(answers.map(({ headers }) => headers.get('location')))).toEqual(new Set([`/api/v1/staff/${[...ids][0] ?? ''}`]));
    expect(await count('twenty@x.example')).toBe(1);
    expect(await eventsOf([...ids][0] ?? '')).toBe(1);
  });

  test('twenty different keys for the same mail address are one act and nineteen refusals', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => add(`differ-${n}`, person('differ@x.example'))));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
    expect(await count('differ@x.example')).toBe(1);
  });

  test('the order of names in the body does not matter', async () => {
    const { loginName, displayName, roles } = person('order@x.example');
    expect((await add('order', { loginName, displayName, roles })).status).toBe(201);
    expect((await add('order', { roles, displayName, loginName })).headers.get('idempotency-replayed')).toBe('true');
  });

  test('the same key with another body is refused and does nothing', async () => {
    expect((await add('reused', person('first@x.example'))).status).toBe(201);
    const second = await add('reused', person('second@x.example'));
    expect([second.status, second.json<{ code: string }>().code]).toEqual([422, 'idempotency_key_reused']);
    expect(await count('second@x.example')).toBe(0);
  });

  test('a refused act keeps nothing: the same key may be tried again, put right', async () => {
    const wrong = await add('retry', { ...person('retry@x.example'), roles: ['auditor', 'second_line'] });
    expect(wrong.status).toBe(422);
    expect(await count('retry@x.example')).toBe(0);
    expect((await add('retry', person('retry@x.example'))).status).toBe(201);
  });

  test('two people may use the same key', async () => {
    const other = await desk.signIn('service_owner');
    expect((await add('shared', person('one@x.example'))).status).toBe(201);
    expect((await add('shared', person('two@x.example'), other)).status).toBe(201);
  });

  test.each([
    ['none', {}],
    ['an empty one', { 'idempotency-key': '' }],
    ['one that is too long', { 'idempotency-key': 'k'.repeat(201) }],
    ['one with a space', { 'idempotency-key': 'a b' }],
  ])('asked for where there is %s', async (_case, headers) => {
    const answer = await owner.api.postJson('/api/v1/staff', person('none@x.example'), headers);
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([400, 'idempotency_key_missing']);
    expect(await count('none@x.example')).toBe(0);
  });

  test('a one-time link asked for twice with one key is one link, and stands nowhere in clear', async () => {
    const { id } = (await add('with-link', person('link@x.example'))).json<{ id: string }>();
    const link = async () => owner.api.postJson(`/api/v1/staff/${id}/links`, {}, { 'idempotency-key': 'link' });
    const [first, again] = [await link(), await link()];
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true']);
    expect(again.json()).toEqual(first.json());
    const kept = await desk.db.rows<{ response: string }>(sql`SELECT response FROM idempotency_key WHERE key = 'link'`);
    const token = first.json<{ url: string }>().url.split('/').at(-1) ?? '';
    expect(kept.map(({ response }) => response.startsWith('v1.') && !response.includes(token))).toEqual([true]);
    expect((await owner.api.postJson(`/api/v1/staff/${id}/links`, {})).json<{ code: string }>().code).toBe('idempotency_key_missing');
  });

  test('answers are forgotten after two days', async () => {
    await add('old', person('old@x.example'));
    desk.clock.advance(48 * 3_600_000 + 1);
    await desk.runJob('sweep-idempotency-keys');
    expect(await desk.db.row(sql`SELECT 1 FROM idempotency_key`)).toBeUndefined();
  });
});
