import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { MailIntake } from '../../src/inquiries/intake/mail-intake.js';
import { Presence } from '../../src/inquiries/presence/presence.service.js';
import { aStaffedDesk, done, hear, look, receptionAnswers, takeCall, verification, type Resource } from '../inquiries/story.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, tuesdayMorning, type SignedIn, type TestDesk } from '../support/desk.js';
import { elementById, hiddenValue, panelOf, wordsOf } from './page.js';

let desk: TestDesk;
let people: Awaited<ReturnType<typeof aStaffedDesk>>;

const call = async (headline: string): Promise<Resource> => (await takeCall(people.first, { customerId: people.customer.id, headline })).json<Resource>();

/** An inquiry that came by mail and waits to be taken up. */
async function mail(subject: string): Promise<Resource> {
  const { customer, contact } = people;
  const id = await desk.db.tx((tx) =>
    desk.app.get(MailIntake).newInquiry(tx, {
      rawMessageId: newId(), arrivedAt: desk.clock.now(), supportDeskId: customer.supportDeskId, sender: 'registered_authenticated', customerId: customer.id, contactId: contact.id,
      senderName: contact.name, senderAddress: contact.email, messageId: null, subject, text: 'お尋ねします', hasJapanese: true, alikeInquiryId: null, suspected: false,
    }),
  );
  return look(people.first, { id });
}

describe.each(databaseKinds())('working with the queue (%s)', (database) => {
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  describe('filters that are addresses', () => {
    it('narrow the list by each condition, and say so', async () => {
      const mine = await call('自分の件');
      const open = await call('担当のない件');
      await done(people.first, open, 'assign', { ownerId: '' });
      const shown = async (query: string): Promise<string> => wordsOf((await people.first.client.get(`/queue?${query}`)).text);
      expect(await shown('view=first&owner=none')).toContain(open.number);
      expect(await shown('view=first&owner=none')).not.toContain(mine.number);
      expect(await shown('view=first&owner=me')).toContain(mine.number);
      expect(await shown('view=first&channel=email')).toContain('この条件に合う問合せはありません。');
      expect(await shown('view=first&due=missed')).not.toContain(mine.number);
      expect(await shown('view=first&mark=unverified&status=hearing&sort=arrival')).toContain('条件：本人確認待ち');
    });

    it('name what they do not know and show the rest', async () => {
      const answer = await people.first.client.get('/queue?view=first&status=nonsense&colour=red');
      expect(answer.status).toBe(422);
      for (const expected of ['状態の条件「nonsense」は使えません。', '「colour」という条件はありません。']) expect(wordsOf(answer.text)).toContain(expected);
      expect(answer.text).toContain('data-row');
    });

    it('are cut into pages in every order, each inquiry once', async () => {
      for (let index = 0; index < 51; index += 1) await call(`続き ${index}`);
      for (const sort of ['target', 'arrival']) {
        const ids = new Set<string>();
        let next: string | undefined = `/queue?view=all&sort=${sort}`;
        let rows = 0;
        while (next !== undefined) {
          const { text } = await people.first.client.get(next);
          for (const [, id] of text.matchAll(/id="row-([^"]+)"/g)) ids.add(id ?? '');
          rows += [...text.matchAll(/data-row/g)].length;
          next = /class="button" href="(\/queue\?[^"]*at=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
        }
        const known = await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM inquiry WHERE is_open = ${true}`);
        expect([ids.size, rows], sort).toEqual([known?.n, known?.n]);
      }
    });

    it('H3: the log clock orders by what waiting destroys, and says until when', async () => {
      const late = await call('ログは長く残る');
      const soon = await call('ログはすぐ消える');
      for (const [inquiry, days] of [[late, 90], [soon, 7]] as const) await hear(desk, people.first, inquiry, [...receptionAnswers, { questionId: 'log_retention_days', group: 0, state: 'value', value: days }]);
      const { text } = await people.first.client.get('/queue?view=all&sort=logs');
      expect(text.indexOf(soon.number)).toBeGreaterThan(0);
      expect(text.indexOf(soon.number)).toBeLessThan(text.indexOf(late.number));
      expect(wordsOf(text)).toContain('ログ 2026年12月1日（火）まで');
      expect([...text.matchAll(/data-row/g)]).toHaveLength(2);
      await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET logs_lost_at = ${desk.clock.now() - 1}, queue_at = 0 WHERE id = ${soon.id}`));
      expect(wordsOf(elementById((await people.first.client.get('/queue?view=all')).text, `row-${soon.id}`))).toContain('ログは 2026年11月24日（火）に消えたおそれ');
      expect((await people.first.client.get('/queue?view=all&sort=logs')).text).not.toContain(soon.number);
    });

    it('C2: the first line sees above its own list that additions are asked of it', async () => {
      const shown = async (person: SignedIn): Promise<string> => wordsOf((await person.client.get('/queue?view=first')).text);
      expect(await shown(people.first)).not.toContain('追記の依頼が');
      const asked = await done(people.first, await call('追記を頼まれる件'), 'escalate', { reason: 'cannot_answer', comment: '判断を', markOpenUnknown: true, unknownReason: '未確認' });
      const mine = await done(people.analyst, asked, 'take');
      expect(wordsOf(elementById((await people.analyst.client.get(`/inquiries/${asked.id}`)).text, 'panel-request-addition')), 'what nobody knows is asked first').toMatch(/追記してほしい項目 1つ以上 .*ご連絡者 B7 折り返し電話番号 不明 .*ほか \d+項目 B3 .*お問い合わせ内容 .*C3 確認したいこと（ゴール） 不明 .*D9 通信方向 不明/);
      await done(people.analyst, mine, 'request-addition', { questionIds: ['desired_outcome'], comment: 'ご希望を' });
      expect(await shown(people.first)).toContain('二次受付窓口から、追記の依頼が1件あります。');
      expect(await shown(people.analyst)).not.toContain('追記の依頼が');
      const page = async (): Promise<string> => (await people.first.client.get(`/inquiries/${asked.id}`)).text;
      const before = await page();
      expect(wordsOf(elementById(before, 'sheet-missing'))).toContain('追記の依頼（あと1件）：');
      for (const left of ['desired_outcome', 'first_line_assessment']) {
        const words = wordsOf(elementById(before, `question-${left}-0`));
        expect(words).toContain('「不明」として記録しました。');
        expect(words).not.toContain('記入済み');
      }
      desk.clock.advance(60_000);
      await hear(desk, people.first, await look(people.first, asked), [{ questionId: 'desired_outcome', group: 0, state: 'value', value: '意味を知りたい' }]);
      expect(wordsOf(elementById(await page(), 'sheet-missing'))).toContain('追記を終えたことを記録する');
      const news = async (part: string): Promise<string> => (await people.analyst.client.get(`/inquiries/${asked.id}/news?seen=1${part}`, { 'hx-request': 'true' })).text;
      expect(await news('')).not.toContain('addition-state');
      await done(people.first, await look(people.first, asked), 'complete-addition');
      expect(wordsOf(elementById(await news(''), 'addition-state')), 'the request on an open page is answered there').toBe(' 追記は終わりました ');
      expect(wordsOf(elementById(await news('&page=report'), 'page-state')), 'so is the head of the second line’s pages').toContain('二次対応中');
    });

    it('D3: each row says on request why it is due when it is due', async () => {
      expect(wordsOf((await people.first.client.get('/queue')).text)).toContain('受付時間内のため同時刻の受付となり');
    });
  });

  describe('kept views', () => {
    const keep = async (person: SignedIn, fields: Record<string, string>): Promise<number> => {
      await person.client.get('/queue');
      return (await person.client.postForm('/queue/views', { address: 'view=first&owner=none', audience: 'me', ...fields })).status;
    };

    it('are one’s own, or the team’s where the supervisor keeps them, with their count', async () => {
      expect(await keep(people.first, { name: '引き受け手を探す' })).toBe(303);
      expect(await keep(people.first, { name: '引き受け手を探す' })).toBe(422);
      expect(await keep(people.first, { name: '皆の', audience: people.customer.supportDeskId })).toBe(403);
      expect(await keep(people.supervisor, { name: '朝の確認', audience: people.customer.supportDeskId })).toBe(303);
      const own = (await people.first.client.get('/queue?view=first&owner=none')).text;
      expect(own).toMatch(/aria-current="page">引き受け手を探す <span class="tab-count"[^>]*>\d+</);
      expect(wordsOf(own)).toContain('朝の確認');
      const colleague = wordsOf((await people.supervisor.client.get('/queue')).text);
      expect(colleague).not.toContain('引き受け手を探す');
      const stranger = await desk.signIn('first_line_supervisor');
      expect(wordsOf((await stranger.client.get('/queue')).text)).not.toContain('朝の確認');
    });

    it('are removed by who may, and those of others are not found', async () => {
      const view = await desk.db.row<{ id: string }>(sql`SELECT id FROM saved_view WHERE name = '朝の確認'`);
      const stranger = await desk.signIn('first_line');
      for (const [person, status] of [[stranger, 404], [people.first, 403], [people.supervisor, 303]] as const) {
        await person.client.get('/queue');
        expect((await person.client.postForm(`/queue/views/${view?.id ?? ''}/remove`, {})).status).toBe(status);
      }
    });
  });

  describe('what an open list fetches of a change', () => {
    it('is the changed row and the counts; what comes and goes is told, not moved', async () => {
      const [stays, goes, comes] = [await call('残る件'), await call('離れる件'), await call('入る件')];
      const ask = async (changed: readonly Resource[], shown: readonly Resource[]): Promise<string> =>
        (await people.first.client.get(`/queue/changes?address=view%3Dfirst&changed=${changed.map(({ id }) => id).join(',')}&shown=${shown.map(({ id }) => id).join(',')}`, { 'hx-request': 'true' })).text;
      await done(people.first, goes, 'await-customer', { asked: '発生時刻', answerBy: '2026-11-27T17:00' });
      const answer = await ask([stays, goes, comes], [stays, goes]);
      expect(answer).toContain(`hx-target="#row-${stays.id}"`);
      expect(answer).toContain(`hx-target="#row-${goes.id}"`);
      expect(answer).not.toContain(`row-${comes.id}`);
      expect(wordsOf(answer)).toContain('一覧から外れました');
      expect(wordsOf(answer)).toContain('この一覧に入った問合せ：1件');
      expect(answer).toContain('hx-target="#count-waiting"');
      const quiet = await ask([stays], [stays]);
      expect(quiet).not.toContain('#queue-news');
      const stranger = await desk.signIn('first_line');
      const walled = (await stranger.client.get(`/queue/changes?changed=${stays.id}&shown=${stays.id}`)).text;
      expect(walled).not.toContain(stays.number);
    });

    it('shows who writes in it', async () => {
      const inquiry = await call('入力中の件');
      await desk.app.get(Presence).note(people.supervisor.staffId, inquiry.id, 'writing');
      const { text } = await people.first.client.get(`/queue/changes?changed=${inquiry.id}&shown=${inquiry.id}`);
      expect(wordsOf(text)).toContain('一次 責任者さんが入力中');
      await desk.app.get(Presence).note(people.supervisor.staffId, inquiry.id, 'viewing', Date.now() - 60_000);
      const later = await people.first.client.get(`/queue/changes?changed=${inquiry.id}&shown=${inquiry.id}`);
      expect(wordsOf(later.text), 'a lease runs out by itself').not.toContain('一次 責任者さん');
    });
  });

  describe('one act on many inquiries', () => {
    const pickPage = (person: SignedIn, picks: readonly Resource[]) => person.client.get(`/queue/bulk?${picks.map(({ id }) => `pick=${id}`).join('&')}`);

    it('obeys every rule line by line: what was done, what was not and why, never silently in part', async () => {
      const [one, two, other] = [await call('割り当てる1'), await call('割り当てる2'), await call('先に変わる')];
      const page = await pickPage(people.first, [one, two, other]);
      const run = hiddenValue(panelOf(page.text, 'assign'), 'run');
      await done(people.supervisor, await look(people.supervisor, other), 'add-note', { text: '先に' });
      const fields = { run, pick: [one, two, other].map(({ id, version }) => `${id}:${version}`), ownerId: people.supervisor.staffId, providerId: '' };
      const answer = await people.first.client.postForm('/queue/bulk/assign', fields);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/queue/bulk/runs/${run}`]);
      const result = await people.first.client.follow(answer);
      expect(wordsOf(result.text)).toContain('3件のうち2件を実行しました。');
      expect(wordsOf(result.text)).toContain('1件は実行していません。');
      expect(wordsOf(result.text)).toContain('ほかの人が先にこの問合せを更新しました（一次 責任者：');
      const owners = await desk.db.rows<{ ownerId: string }>(sql`SELECT owner_id AS "ownerId" FROM inquiry WHERE id IN (${one.id}, ${two.id}) `);
      expect(owners.map(({ ownerId }) => ownerId)).toEqual([people.supervisor.staffId, people.supervisor.staffId]);

      const before = await look(people.first, one);
      expect((await people.first.client.postForm('/queue/bulk/assign', fields)).status, 'the same form once more').toBe(303);
      expect((await look(people.first, one)).version, 'does nothing twice').toBe(before.version);
      expect((await people.first.client.postForm('/queue/bulk/assign', { ...fields, ownerId: '' })).status, 'the same form with something else').toBe(422);
      expect((await people.supervisor.client.get(`/queue/bulk/runs/${run}`)).status, 'another person’s result').toBe(404);
    });

    it('two sendings at the same time do each line once', async () => {
      const picks = await Promise.all([1, 2, 3, 4].map((n) => call(`同時 ${n}`)));
      await pickPage(people.first, picks);
      const fields = { run: newId(), pick: picks.map(({ id, version }) => `${id}:${version}`), ownerId: people.supervisor.staffId, providerId: '' };
      await Promise.all([1, 2, 3].map(() => people.first.client.postForm('/queue/bulk/assign', fields)));
      const events = await desk.db.rows<{ id: string }>(sql`SELECT e.id FROM event e WHERE e.type = 'assign' AND e.stream_id IN (${picks[0]?.id ?? ''}, ${picks[1]?.id ?? ''}, ${picks[2]?.id ?? ''}, ${picks[3]?.id ?? ''})`);
      expect(events).toHaveLength(4);
      const lines = await desk.db.rows<{ outcome: string }>(sql`SELECT outcome FROM bulk_line WHERE run_id = ${fields.run}`);
      expect(lines.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done']);
    });

    it('C8: closes only what may be closed, and refuses a form with a mistake before anything is done', async () => {
      const open = await call('まだ閉じられない');
      const page = await pickPage(people.first, [open]);
      expect(page.text).not.toContain('panel-close');
      const body = { run: newId(), pick: `${open.id}:${open.version}` };
      const wrong = await people.first.client.postForm('/queue/bulk/close', body);
      expect(wrong.status).toBe(422);
      expect(wordsOf(wrong.text)).toContain('まだ何も実行していません。');
      const result = await people.first.client.follow(await people.first.client.postForm('/queue/bulk/close', { ...body, resolution: 'duplicate' }));
      expect(wordsOf(result.text)).toContain('1件のうち0件を実行しました。');
      expect((await look(people.first, open)).status).toBe('hearing');
      expect((await people.analyst.client.postForm('/queue/bulk/transfer', { ...body, run: newId() })).status).toBe(403);
    });

    it('A4: takes nothing up outside reception hours, line by line, and names the next opening; at the opening the same picks go through', async () => {
      const mails = await Promise.all(['夜に1', '夜に2'].map(mail));
      const heard = await call('もう受付中');
      const takeUp = async (): Promise<string> => {
        const person = await desk.signIn('first_line', { deskIds: people.first.deskIds });
        await pickPage(person, [...mails, heard]);
        const fields = { run: newId(), pick: [...mails, heard].map(({ id, version }) => `${id}:${version}`) };
        return wordsOf((await person.client.follow(await person.client.postForm('/queue/bulk/take-up', fields))).text);
      };
      const statuses = () => Promise.all([...mails, heard].map(async ({ id }) => (await desk.db.row<{ status: string }>(sql`SELECT status FROM inquiry WHERE id = ${id}`))?.status));
      desk.clock.set('2026-11-24T17:00:00+09:00');
      const closed = await takeUp();
      expect(closed).toContain('3件のうち0件を実行しました。');
      expect(closed.match(/受付時間外です。次の受付開始 2026年11月25日（水）09:00 から受付を開始できます。/g)).toHaveLength(2);
      expect(await statuses()).toEqual(['received', 'received', 'hearing']);
      desk.clock.set('2026-11-25T09:00:00+09:00');
      expect(await takeUp()).toContain('3件のうち2件を実行しました。');
      expect(await statuses()).toEqual(['hearing', 'hearing', 'hearing']);
      desk.clock.set(tuesdayMorning);
    });

    it('B5: picks of another desk are neither shown nor done', async () => {
      const stranger = await desk.signIn('first_line');
      const foreign = await call('よその件');
      expect(wordsOf((await pickPage(stranger, [foreign])).text)).not.toContain(foreign.number);
      const result = await stranger.client.follow(await stranger.client.postForm('/queue/bulk/assign', { run: newId(), pick: `${foreign.id}:${foreign.version}`, ownerId: '', providerId: '' }));
      expect(wordsOf(result.text)).toContain('問合せが見つかりません。');
      expect(wordsOf(result.text)).not.toContain(foreign.number);
    });
  });

  describe('what others did while a page is open', () => {
    it('is told with who and what; one’s own page is left in peace', async () => {
      const inquiry = await call('見ているうちに変わる件');
      const news = async (): Promise<string> => (await people.first.client.get(`/inquiries/${inquiry.id}/news?seen=${inquiry.version}`, { 'hx-request': 'true' })).text;
      expect(await news()).toBe('');
      await done(people.supervisor, await look(people.supervisor, inquiry), 'add-note', { text: 'x' });
      expect(wordsOf(await news())).toContain('この問合せが更新されました（一次 責任者：');
      const state = async (): Promise<string> => elementById(await news(), 'inquiry-state');
      expect(wordsOf(await state())).toContain('本人確認待ち');
      await done(people.supervisor, await look(people.supervisor, inquiry), 'verify', verification(people.contact.id));
      expect(await state(), 'the head of the page follows').toContain('hx-swap-oob');
      expect(wordsOf(await state())).not.toContain('本人確認待ち');
    });
  });
});
