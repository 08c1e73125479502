import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/platform/scope.js';
import { startTestDesk, type SignedIn, type TestDesk } from '../support/desk.js';

describe('a desk with nothing in it', () => {
  let desk: TestDesk;
  const people = {} as Record<Role | 'provider', SignedIn>;

  beforeAll(async () => {
    desk = await startTestDesk();
    for (const role of ['first_line', 'first_line_supervisor', 'second_line', 'service_owner', 'auditor'] as const) people[role] = await desk.signIn(role);
    const provider = (await people.service_owner.api.postJson('/api/v1/providers', { name: '外部分析株式会社', secrecyUndertakenOn: '2026-11-01' }, { 'idempotency-key': crypto.randomUUID() })).json() as { id: string };
    people.provider = await desk.signIn('second_line', { providerId: provider.id });
  });
  afterAll(() => desk.close());

  it.each([
    ['first_line', '/customers', '所属する窓口の利用者はまだ登録されていません。登録はサービス主管が行います。'],
    ['first_line_supervisor', '/customers', '所属する窓口の利用者はまだ登録されていません。「パラメーターシートの取込」から登録を始めます。'],
    ['second_line', '/customers', '利用者はまだ登録されていません。登録はサービス主管が行います。'],
    ['auditor', '/customers', '利用者はまだ登録されていません。登録はサービス主管が行います。'],
    ['service_owner', '/customers', '利用者はまだ登録されていません。「利用者を登録」か「パラメーターシートの取込」から始めます。'],
    ['provider', '/customers', '割り当てられた問合せの利用者は、その問合せのページで確認できます。'],
    ['first_line', '/queue?view=mine', '担当している問合せはありません。「一次対応」の一覧から受付を始めると、ここに並びます。'],
    ['second_line', '/queue?view=mine', '担当している問合せはありません。「二次対応」の一覧から受領すると、ここに並びます。'],
    ['auditor', '/queue?view=mine', '担当している問合せはありません。'],
    ['second_line', '/common-causes', 'まだありません。同じアドレスやハッシュ値が複数の問合せで見つかったときは、問合せのページの「同一事象としてまとめる」から登録できます。'],
    ['service_owner', '/common-causes', 'まだありません。同じアドレスやハッシュ値が複数の問合せで見つかったときは、二次受付窓口が登録し、ここに並びます。'],
  ] as const)('tells the %s on %s what comes there, and from whom: %s', async (who, path, words) => {
    const { text } = await people[who].client.get(path);
    expect(/<p class="empty">(.*?)<\/p>/.exec(text)?.[1]?.trim()).toBe(words);
  });

  it('asks only who takes calls to begin with what waits in the morning', async () => {
    const begins = async (who: SignedIn) => (await who.client.get('/today/opening')).text.includes('上から受付を開始します');
    expect([await begins(people.first_line), await begins(people.second_line), await begins(people.auditor)]).toEqual([true, false, false]);
  });
});
