import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AffiliateRow } from '../../../src/customers/affiliate.entity.js';
import { affiliateRow } from '../../../src/customers/customer-rows.js';
import { Search } from '../../../src/inquiries/search/search.service.js';
import { SearchIndex } from '../../../src/inquiries/search/search-index.service.js';
import type { Scope } from '../../../src/platform/scope.js';
import { sql } from '../../../src/platform/sql.js';
import { insert } from '../../../src/platform/write.js';
import { canaryWords, plantCanaries, type CanaryWorld } from '../../support/canaries.js';
import { databaseKinds } from '../../support/databases.js';
import { startTestDesk, type TestDesk } from '../../support/desk.js';
import { indexAll } from '../../support/search.js';
import type { SignedIn } from '../../support/sessions.js';
import { wordsOf } from '../../pages/page.js';
import { done, look, takeCall, type Resource } from '../story.js';

interface Answer {
  readonly items: readonly { readonly id: string; readonly number: string; readonly snippets: readonly { readonly label: string; readonly pieces: readonly { readonly text: string; readonly hit: boolean }[] }[] }[];
  readonly next: number | null;
}

const find = async (person: SignedIn, q: string): Promise<Answer> => (await person.api.get(`/api/v1/search?q=${encodeURIComponent(q)}`)).json<Answer>();
const sentences = (answer: Answer): string[] =>
  answer.items.flatMap(({ snippets }) => snippets.map(({ label, pieces }) => `${label}：${pieces.map(({ text, hit }) => (hit ? `【${text}】` : text)).join('')}`));

describe.each(databaseKinds())('the search (%s)', (kind) => {
  let desk: TestDesk;
  let world: CanaryWorld;
  let inquiry: Resource;

  beforeAll(async () => {
    desk = await startTestDesk({ database: kind });
    world = await plantCanaries(desk);
    inquiry = (await takeCall(world.a.first, { customerId: world.a.customerId, callerName: '髙﨑 花子', headline: '経理の端末で不審な通信を検知' })).json<Resource>();
    await done(world.a.first, inquiry, 'add-note', { text: 'ｻｰﾊﾞｰ室の端末。接続先は 192[.]0[.]2[.]77 とのこと。アラートは CTS-2026-00042。' });
    await indexAll(desk);
  });
  afterAll(() => desk.close());

  it.each([
    ['検知', '用件：経理の端末で不審な通信を【検知】'],
    ['高崎', 'お話しの方：【髙﨑】 花子'],
    ['サーバー', 'メモ：【ｻｰﾊﾞｰ】室の端末。'],
    ['192.0.2.77', 'メモ：接続先は 【192[.]0[.]2[.]77】 とのこと。'],
    ['cts-2026-00042', 'メモ：アラートは 【CTS-2026-00042】。'],
  ])('finds by %s and shows the hit in its sentence', async (typed, sentence) => {
    const answer = await find(world.a.first, typed);
    expect(answer.items[0]?.id).toBe(inquiry.id);
    expect(sentences(answer)[0]).toBe(sentence);
  });

  it('finds a receipt number in any notation, and words that stand in different texts', async () => {
    for (const typed of [inquiry.number, inquiry.number.replaceAll('-', ''), `端末　高崎 CTS-2026`]) expect((await find(world.a.first, typed)).items.map(({ id }) => id)).toEqual([inquiry.id]);
    expect((await find(world.a.first, '端末 見当たらない言葉')).items).toEqual([]);
  });

  it('A6, B5: finds the customer by a company that uses its service, on the page of those who may see it', async () => {
    await desk.db.tx((tx) => insert(tx, AffiliateRow, affiliateRow(world.a.customerId, { name: 'ひびき髙﨑物流株式会社', kana: 'ヒビキタカサキブツリュウ', consentedOn: '2026-01-05' })));
    const page = async (person: SignedIn): Promise<string> => (await person.client.get('/search?q=ひびき高崎')).text;
    expect(await page(world.a.first)).toContain(`href="/customers/${world.a.customerId}"`);
    expect(wordsOf(await page(world.a.first))).toContain('関係会社 ひびき髙﨑物流株式会社');
    for (const stranger of [world.b.first, world.provider]) expect(await page(stranger)).not.toContain('髙﨑物流');
  });

  it('puts first where a Latin word stands by itself, before what is newer and only holds its letters', async () => {
    const take = async (headline: string): Promise<string> => (await takeCall(world.a.first, { customerId: world.a.customerId, headline })).json<Resource>().id;
    const meant = await take('Torを使った通信のお知らせ');
    const newer = await take('Active Directoryに入れない');
    await indexAll(desk);
    expect((await find(world.a.first, 'tor')).items.map(({ id }) => id)).toEqual([meant, newer]);
    const page = (await world.a.first.client.get('/search?q=tor')).text;
    expect(page, 'and says what the others are').toMatch(new RegExp(`${meant}.*ほかの言葉の一部に含む問合せ.*${newer}`, 's'));
  });

  it('finds what the second line wrote and received, for the second line', async () => {
    for (const place of ['portal-note', 'file-name', 'memo', 'indicator', 'draft']) {
      const ids = (await find(world.analyst, `${canaryWords.secret}-${place}`)).items.map(({ id }) => id);
      expect(ids, place).toContain(world.a.analysed.id);
    }
  });

  it('C3: gives the first line and the auditor the same answer for a restricted word as for one that stands nowhere', async () => {
    for (const person of [world.a.first, world.a.supervisor, world.auditor]) {
      const nowhere = await person.api.get('/api/v1/search?q=zqnowhere');
      for (const q of [canaryWords.secret, canaryWords.secret.slice(0, -1), canaryWords.secret.slice(1, 4), 'zqsecret-portal-note']) {
        const answer = await person.api.get(`/api/v1/search?q=${q}`);
        expect([answer.status, answer.text]).toEqual([nowhere.status, nowhere.text]);
      }
      const page = wordsOf((await person.client.get('/search?q=zqsecret')).text);
      expect(page).toBe(wordsOf((await person.client.get('/search?q=zqnowher')).text).replaceAll('zqnowher', 'zqsecret'));
    }
  });

  it("B5: gives another desk's first line nothing, and its own desk its own", async () => {
    expect((await find(world.a.first, world.b.word)).items).toEqual([]);
    expect((await find(world.b.first, '検知')).items.map(({ id }) => id)).not.toContain(inquiry.id);
    expect((await find(world.b.first, inquiry.number)).items).toEqual([]);
    const own = (await find(world.b.first, world.b.word)).items.map(({ id }) => id);
    expect(own.toSorted()).toEqual([world.b.hearing.id, world.b.analysed.id].toSorted());
    expect((await find(world.analyst, world.b.word)).items.length).toBeGreaterThanOrEqual(own.length);
  });

  it('B5: gives a provider what is assigned to it alone', async () => {
    expect((await find(world.provider, world.a.word)).items.map(({ id }) => id)).toEqual([world.assigned.id]);
    expect((await find(world.provider, canaryWords.secret)).items).toEqual([]);
  });

  it('B5: counts nothing that lies behind the wall while the index still says otherwise', async () => {
    const scope: Scope = { staffId: '', name: '', roles: ['first_line'], deskIds: [world.a.deskId], providerId: null };
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET support_desk_id = ${world.b.deskId} WHERE id = ${inquiry.id}`));
    expect((await desk.app.get(Search).search(scope, '検知')).hits).toEqual([]);
    await indexAll(desk);
    expect((await find(world.b.first, '検知')).items.map(({ id }) => id)).toEqual([inquiry.id]);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET support_desk_id = ${world.a.deskId} WHERE id = ${inquiry.id}`));
    await indexAll(desk);
  });

  it('follows the texts: what is added is found, what is erased is not, at once and in the index too', async () => {
    await done(world.a.first, await look(world.a.first, inquiry), 'add-note', { text: '蜃気楼という言葉' });
    await desk.runJob('search-index');
    expect((await find(world.a.first, '蜃気楼')).items.map(({ id }) => id)).toEqual([inquiry.id]);
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry_text SET body = '' WHERE body = '蜃気楼という言葉'`));
    expect((await find(world.a.first, '蜃気楼')).items).toEqual([]);
    const documents = (): Promise<unknown[]> => desk.db.rows(
      kind === 'sqlite'
        ? sql`SELECT rowid FROM search_tokens WHERE search_tokens MATCH ${'"蜃気"'}`
        : sql`SELECT id FROM search_tokens WHERE tokens @@ ${"'蜃気'"}::tsquery`,
    );
    expect(await documents()).toHaveLength(1);
    await indexAll(desk);
    expect(await documents()).toEqual([]);
  });

  it('E3: forgets an inquiry in the transaction that erases it', async () => {
    await desk.db.tx((tx) => desk.app.get(SearchIndex).forget(tx, [inquiry.id]));
    expect((await find(world.a.first, '検知')).items.map(({ id }) => id)).not.toContain(inquiry.id);
  });

  it('can be made anew from the texts', async () => {
    const index = desk.app.get(SearchIndex);
    const count = await index.restart();
    expect((await find(world.a.first, '検知')).items).toEqual([]);
    await indexAll(desk);
    expect((await find(world.a.first, '検知')).items.map(({ id }) => id)).toEqual([inquiry.id]);
    expect((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM search_document`))?.n).toEqual((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM inquiry`))?.n);
    expect(count).toBeGreaterThan(3);
  });

  it('indexes a change once and loses none when two processes read the same', async () => {
    const index = desk.app.get(SearchIndex);
    await index.restart();
    await Promise.all([index.next(), index.next()]);
    await done(world.a.first, await look(world.a.first, inquiry), 'add-note', { text: '二重に読まれた変更' });
    await Promise.all([index.next(), index.next()]);
    await indexAll(desk);
    expect((await find(world.a.first, '二重に')).items).toHaveLength(1);
  });

  it('turns its pages, each hit once', async () => {
    for (let nth = 0; nth < 23; nth += 1) await takeCall(world.a.first, { customerId: world.a.customerId, headline: `めくる問合せ ${nth}` });
    await indexAll(desk);
    const first = await find(world.a.first, 'めくる');
    expect(first.items).toHaveLength(20);
    const second = (await world.a.first.api.get(`/api/v1/search?q=${encodeURIComponent('めくる')}&before=${first.next}`)).json<Answer>();
    expect(second.items).toHaveLength(3);
    expect(second.next).toBeNull();
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(23);
  });

  it('is a page whose address can be sent, with the hit marked', async () => {
    const { text, status } = await world.a.first.client.get(`/search?q=${encodeURIComponent('高崎')}`);
    expect(status).toBe(200);
    expect(text).toContain('<mark>髙﨑</mark>');
    expect(text).toContain(`href="/inquiries/${inquiry.id}"`);
    const beyond = '探す範囲に入っていません';
    expect(wordsOf((await world.a.first.client.get('/search?q=zzqqnone')).text)).toMatch(new RegExp(`「zzqqnone」を含む問合せは見つかりません。.*ほかの窓口が担当する問合せと、.*${beyond}`));
    expect(wordsOf(text), 'B5: a hit is not all there may be; how many more there are is nobody’s business').toContain(beyond);
    expect(wordsOf((await world.a.first.client.get('/search?q=a')).text)).toContain('2文字以上で探してください。');
    expect((await world.a.first.client.get('/queue')).text).toContain('action="/search"');
    for (const hostile of ['"', "' OR 1=1 --", '<script>alert(1)</script>', '\u0000', '%', 'NEAR(', '"a" AND', ':*', '\\', '🦊'.repeat(90)]) {
      const answer = await world.a.first.client.get(`/search?q=${encodeURIComponent(hostile)}`);
      expect([200, 422], hostile).toContain(answer.status);
      expect(answer.text).not.toContain('<script>alert');
    }
  });
});
