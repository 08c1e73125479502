import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStaffedDesk, done, hear, look, takeCall, type Resource } from '../inquiries/story.js';
import { Notices } from '../../src/inquiries/notices/notices.service.js';
import { sql } from '../../src/platform/sql.js';
import { aServedCustomer } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { hiddenValue, wordsOf } from './page.js';

describe('the queue and the notices', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let inquiry: Resource;

  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
    inquiry = (await takeCall(people.first, { customerId: people.customer.id, headline: '英語のメールが届いた' })).json<Resource>();
  });
  afterAll(() => desk.close());

  /** The row of an inquiry. */
  const rowOf = (html: string, number: string): string => html.split('<tr').find((row) => row.includes(number)) ?? '';

  it('shows a row with all that decides what to do next, as one link', async () => {
    const row = rowOf((await people.first.client.get('/queue')).text, inquiry.number);
    for (const expected of [people.customer.name, '山田 太郎', '英語のメールが届いた', '一次ヒアリング中', '本人確認待ち', '電話', '受付時間であと', '2026年11月25日（水）17:00', '一次 花子']) expect(wordsOf(`<tr${row}`)).toContain(expected);
    expect(row).toContain(`href="/inquiries/${inquiry.id}"`);
    expect(row).toMatch(/^ class="is-mine"/);
    expect(row).not.toContain('契約');
    expect(wordsOf((await people.first.client.get('/queue')).text)).not.toContain('受付時間外');
  });

  it('a receipt number, however it is typed, opens its inquiry', async () => {
    for (const typed of [inquiry.number, ` ${inquiry.number.replaceAll('-', '')} `]) {
      const answer = await people.first.client.get(`/search?q=${encodeURIComponent(typed)}`);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/inquiries/${inquiry.id}`]);
    }
  });

  it("a number that is none, or another desk's, is not found and says what to do", async () => {
    const stranger = await desk.signIn('first_line');
    for (const [person, number] of [[people.first, '26-999999-9'], [stranger, inquiry.number]] as const) {
      const answer = await person.client.get(`/search?q=${number}`);
      expect(answer.status).toBe(200);
      expect(wordsOf(answer.text)).toContain(`「${number}」を含む問合せは見つかりません。`);
    }
  });

  it('B5: another desk sees an empty queue that says what to do', async () => {
    const stranger = await desk.signIn('first_line');
    const page = wordsOf((await stranger.client.get('/queue?view=all')).text);
    expect(page).toContain('いま対応が必要な問合せはありません。電話が鳴ったら「電話を受ける」から始めます。');
    expect(page).not.toContain(inquiry.number);
  });

  it('the fast track stands out in words, not by colour alone, and is told to the second line', async () => {
    const urgent = (await takeCall(people.first, { customerId: people.customer.id, headline: '身代金の要求' })).json<Resource>();
    await hear(desk, people.first, urgent, [
      { questionId: 'caller_name', group: 0, state: 'value', value: '山田 太郎' },
      { questionId: 'callback_phone', group: 0, state: 'value', value: '+81355551001' },
      { questionId: 'customer_statement', group: 0, state: 'value', value: '画面に身代金の要求' },
      { questionId: 'host_symptoms', group: 0, state: 'value', value: ['ransom_note'] },
      { questionId: 'screen_shown', group: 0, state: 'unknown', value: null },
    ]);
    const sent = await done(people.first, await look(people.first, urgent), 'escalate-fast-track', { comment: '至急' }).catch((error: unknown) => String(error));
    expect(sent).toMatchObject({ status: 'escalated' });
    const row = rowOf((await people.analyst.client.get('/queue')).text, urgent.number);
    expect(row).toMatch(/^ class="is-urgent"/);
    expect(wordsOf(`<tr${row}`)).toContain('直ちに対応（受付時間で残り');
    expect(row, 'no calm green').not.toContain('due-in-time');
    expect((await people.analyst.client.get('/notices/count')).text).toBe('1');
    const notices = await people.analyst.client.get('/notices');
    expect(wordsOf(notices.text)).toContain('未読 緊急エスカレーションがあります');
    expect(notices.text).toContain(`href="/inquiries/${urgent.id}"`);
  });

  it('the number beside お知らせ counts what is unread: its list takes nothing off, a press does, of one or of all', async () => {
    const { text } = await people.analyst.client.get('/notices');
    expect((await people.analyst.client.get('/notices/count')).text, 'a GET changes nothing').toBe('1');
    expect(text, 'and no script says for its reader that he has read it').not.toMatch(/hx-(?:get|post)="\/notices\/(?!count)/);
    const until = hiddenValue(text, 'until');
    const one = /action="(\/notices\/[^/"]+\/seen)"/.exec(text)?.[1] ?? '';
    await people.lead.client.get('/notices');
    expect((await people.lead.client.postForm(one, {})).status).toBe(303);
    expect((await people.analyst.client.get('/notices/count')).text, 'nobody marks another’s').toBe('1');
    expect((await people.analyst.client.postForm('/notices/seen', { until: String(Number(until) - 1) })).status).toBe(303);
    expect((await people.analyst.client.get('/notices/count')).text, 'what came while he read stays').toBe('1');
    await people.analyst.client.postForm(one, {});
    expect((await people.analyst.client.get('/notices/count')).text).toBe('');
    await people.reader.client.get('/notices');
    await people.reader.client.postForm('/notices/seen', { until });
    expect((await people.reader.client.get('/notices/count')).text).toBe('');
    const again = wordsOf((await people.analyst.client.get('/notices')).text);
    expect(again).toContain('緊急エスカレーションがあります');
    expect(again).not.toContain('未読');
  });

  it('D4: notices are one’s own over the API as well, and are seen once their reader says so', async () => {
    const { lead, first } = people;
    interface Notice { readonly kind: string; readonly createdAt: string; readonly inquiryId: string; readonly inquiryNumber: string; readonly seenAt: string | null }
    const told = async (person: typeof lead): Promise<Notice[]> => (await person.api.get('/api/v1/notices')).json<Notice[]>();
    const [urgent, ...others] = await told(lead);
    expect([urgent, others]).toMatchObject([{ kind: 'fast_track', text: '緊急エスカレーションがあります', inquiryNumber: expect.stringMatching(/^26-/), seenAt: null }, []]);
    expect((await first.api.get(`/api/v1/inquiries/${urgent?.inquiryId}`)).json<Resource>().number).toBe(urgent?.inquiryNumber);
    expect(await told(first)).toEqual([]);
    const seen = async (until: string, key: string): Promise<number> => (await lead.api.postJson('/api/v1/notices/seen', { until }, { 'idempotency-key': key })).status;
    expect([await seen('2026-11-24T10:11:59+09:00', 'before'), (await told(lead))[0]?.seenAt]).toEqual([204, null]);
    expect(await seen(urgent?.createdAt ?? '', 'seen')).toBe(204);
    expect((await told(lead)).map(({ seenAt }) => seenAt)).toEqual(['2026-11-24T10:12:00+09:00']);
  });

  it('a missed target is worded as a target', async () => {
    await takeCall(people.first, { customerId: people.customer.id, receivedAt: '2026-11-19T10:00', headline: '期限を過ぎた件' });
    const page = wordsOf((await people.first.client.get('/queue')).text);
    expect(page).toContain('目標期限超過（受付時間で1時間12分）');
  });

  it('nobody without notices is left wondering', async () => {
    const fresh = await desk.signIn('auditor');
    expect(wordsOf((await fresh.client.get('/notices')).text)).toContain('お知らせはありません。');
  });

  it('D4: what a person was told of an inquiry counts as seen once its page says that it is open, and nothing else does', async () => {
    const { reader } = people;
    const another = (await takeCall(people.first, { customerId: people.customer.id, headline: '別の件' })).json<Resource>();
    const to = [{ staffId: reader.staffId, name: '', address: '' }];
    for (const row of [inquiry, another]) await desk.db.tx((tx) => desk.app.get(Notices).tell(tx, row, { kind: 'complaint', occasion: 'open', to, by: null, now: desk.clock.now() }));
    const count = async (): Promise<number> => Number((await reader.client.get('/notices/count')).text);
    const before = await count();
    const page = (await reader.client.get(`/inquiries/${inquiry.id}`)).text;
    expect(await count(), 'a GET changes nothing').toBe(before);
    const form = /<form[^>]*hx-post="\/notices\/seen".*?<\/form>/s.exec(page)?.[0] ?? '';
    await reader.client.postForm('/notices/seen', { until: hiddenValue(form, 'until'), inquiryId: hiddenValue(form, 'inquiryId') });
    expect(await count()).toBe(before - 1);
    expect((await reader.client.get(`/inquiries/${inquiry.id}`)).text).not.toContain('/notices/seen');
    expect((await reader.client.get(`/inquiries/${another.id}`)).text).toContain('/notices/seen');
  });

  it('a notice leads to what it asks for where its reader may do it, and is counted while he may see its inquiry', async () => {
    const tell = (to: typeof people.first): Promise<unknown> =>
      desk.db.tx((tx) => desk.app.get(Notices).tell(tx, inquiry, { kind: 'review_requested', occasion: 'once', to: [{ staffId: to.staffId, name: '', address: '' }], by: null, now: desk.clock.now() }));
    await tell(people.reader);
    await tell(people.first);
    expect((await people.reader.client.get('/notices')).text).toContain(`href="/inquiries/${inquiry.id}/report#president-heading"`);
    expect((await people.first.client.get('/notices')).text).toContain(`href="/inquiries/${inquiry.id}"`);
    const before = (await people.first.client.get('/notices/count')).text;
    const other = (await aServedCustomer(desk.db)).customer;
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE inquiry SET support_desk_id = ${other.supportDeskId} WHERE id = ${inquiry.id}`));
    expect([before, (await people.first.client.get('/notices/count')).text], 'B5: what went behind another wall').toEqual(['1', '']);
  });

  it('a caller who is held stands out in colour and in words, and no longer once somebody has taken the call', async () => {
    const call = (await takeCall(people.first, { customerId: people.customer.id, headline: 'お客様が電話口で待っている件' })).json<Resource>();
    const held = await done(people.first, call, 'escalate', { reason: 'cannot_answer', comment: '電話口でお待ちです', callerHeld: true, markOpenUnknown: true, unknownReason: '未確認' });
    const row = async (): Promise<string> => rowOf((await people.analyst.client.get('/queue')).text, held.number);
    expect(await row()).toMatch(/^ class="is-urgent"/);
    expect(await row()).toContain('<span class="badge tone-danger">お電話口でお待ち</span>');
    await done(people.analyst, held, 'take');
    expect(await row()).not.toMatch(/is-urgent|お電話口でお待ち/);
  });

  it('A4: an inquiry that came while reception was closed says so beside when it came', async () => {
    const night = (await takeCall(people.first, { customerId: people.customer.id, way: 'record_out_of_hours_call', receivedAt: '2026-11-20T18:20', headline: '夜の電話' })).json<Resource>();
    const text = wordsOf(`<tr${rowOf((await people.first.client.get('/queue')).text, night.number)}`);
    expect(text).toContain('2026年11月20日（金）18:20 受信（受付時間外）');
    expect(text).toContain('未受付');
  });

  it('a list narrowed to some of a tab still shows which tab it is', async () => {
    const tabs = (await people.first.client.get('/queue?view=all&mark=addition')).text.split('class="tabs"')[1]?.split('</nav>')[0] ?? '';
    expect(tabs).toMatch(/href="\/queue\?view=all" aria-current="true"/);
    expect(tabs.match(/aria-current/g), 'that one alone').toHaveLength(1);
  });
});

describe('the queue after 17:00', () => {
  it('names the next opening', async () => {
    const desk = await startTestDesk({ clock: '2026-11-24T17:00:00+09:00' });
    const { client } = await desk.signIn('first_line');
    expect(wordsOf((await client.get('/queue')).text)).toContain('いまは受付時間外です。次の受付開始は 2026年11月25日（水）09:00 です。');
    await desk.close();
  });
});
