import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InquiryRow } from '../../src/inquiries/inquiry.entity.js';
import { aStaffedDesk, done, hear, look, takeCall, verification, type Resource } from '../inquiries/story.js';
import { aServedCustomer } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';
import { elementById, hiddenValue, openInquiry, panelOf, wordsOf } from './page.js';

describe('taking a call', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const call = () => ({ way: 'take_call', receivedAt: '2026-11-24T10:10', customerId: people.customer.id, callerName: '髙﨑 花子', callbackPhone: '', headline: '画面に<英語>が出ている' });

  /** Opens the form and sends it with the key it carries. */
  async function send(person: SignedIn, fields: Record<string, string>): Promise<Answer> {
    const page = await person.client.get('/calls/new');
    return person.client.postForm('/calls', { _key: hiddenValue(page.text, '_key'), ...fields });
  }

  it('opens with the time of now and every field', async () => {
    const { text } = await people.first.client.get('/calls/new');
    expect(text).toMatch(/name="receivedAt"[^>]*value="2026-11-24T10:12"/);
    for (const name of ['q', 'callerName', 'callbackPhone', 'headline', 'receivedAt']) expect(text).toMatch(new RegExp(`<label[^>]*for="[^"]*"[^]*name="${name}"`));
  });

  it('A1, T2: becomes an inquiry that is being heard, and says its number', async () => {
    const answer = await send(people.first, call());
    expect(answer.status, answer.text).toBe(303);
    const page = wordsOf((await people.first.client.follow(answer)).text);
    expect(page).toMatch(/受付番号 26-\d{6}-\d で受け付けました。/);
    expect(page).toContain('一次ヒアリング中');
    expect(page).toContain('画面に<英語>が出ている');
  });

  it('what was heard while the call was taken stands on the sheet, marked, and is not asked again', async () => {
    const answer = await send(people.first, { ...call(), callbackPhone: '03-5555-1001' });
    const { text } = await people.first.client.follow(answer);
    for (const [id, value] of [['caller_name', '髙﨑 花子'], ['customer_statement', '画面に&lt;英語&gt;が出ている'], ['callback_phone', '03-5555-1001']] as const) {
      const question = elementById(text, `question-${id}-0`);
      expect(question).toContain(value);
      expect(wordsOf(question)).toContain('記入済み（受付のお電話から）');
      expect(elementById(text, 'sheet-missing')).not.toContain(`#question-${id}-0`);
    }
    const unnamed = await people.first.client.follow(await send(people.first, { ...call(), callerName: '不明', headline: '' }));
    expect(elementById(unnamed.text, 'question-caller_name-0')).toMatch(/value="unknown"[^>]*checked/);
    expect(elementById(unnamed.text, 'sheet-missing')).toContain('#question-customer_statement-0');
  });

  it('H1, A5: tells to announce the mutual code to the caller, and to read it out when calling back, before or after the receipt', async () => {
    expect(wordsOf((await people.first.client.get('/calls/new')).text)).toContain('はじめに3桁の相互確認コードを申し上げます');
    const page = await people.first.client.follow(await send(people.first, call()));
    const row = await desk.db.one(InquiryRow, { number: /26-\d{6}-\d/.exec(page.text)?.[0] ?? '' });
    expect(wordsOf(page.text)).toContain(`${row?.mutualCode} です。のちほどお送りするメールの3桁`);
    for (const act of ['verify', 'log-call']) expect(wordsOf(panelOf(page.text, act))).toContain(`内容に入る前に相互確認コード ${row?.mutualCode} を読み上げます`);
  });

  it('shows beside the customer what is being worked on and, for sixty days, what has ended', async () => {
    const card = async (): Promise<string> => wordsOf((await people.first.client.get(`/calls/customers?customerId=${people.customer.id}`)).text);
    const inquiry = (await takeCall(people.first, { customerId: people.customer.id, headline: '終わる件' })).json<Resource>();
    expect(await card()).toMatch(/対応中の問合せ.*終わる件/);
    await done(people.first, inquiry, 'decline', { reason: 'spam' });
    expect(await card()).toMatch(/最近終わった問合せ 1件 .*同じ件のお電話なら.*終わる件 受付対象外/);
    desk.clock.advance(61 * 86_400_000);
    expect(await card()).not.toContain('終わる件');
    desk.clock.advance(-61 * 86_400_000);
  });

  it('shows in sight enough of each to know what the caller means, and the way to reopen what was closed', async () => {
    const { customer, contact } = await aServedCustomer(desk.db);
    const first = await desk.signIn('first_line', { deskIds: [customer.supportDeskId] });
    const earlier = async (): Promise<string> => (await first.client.get(`/calls/customers?customerId=${customer.id}`)).text;
    const inquiry = (await takeCall(first, { customerId: customer.id, headline: '寮の端末' })).json<Resource>();
    expect(wordsOf(await earlier())).toMatch(/対応中の問合せ 1件 .*寮の端末 一次ヒアリング中 電話 2026年11月24日（火）10:12 山田 太郎 /);
    expect(wordsOf(await earlier())).not.toContain('最後のやりとり');
    desk.clock.advance(60_000);
    const called = await done(first, inquiry, 'log-call', { outcome: 'talked', purpose: 'hearing', person: '総務の方' });
    expect(wordsOf(await earlier())).toMatch(/山田 太郎 最後のやりとり 2026年11月24日（火）/);
    const verified = await done(first, called, 'verify', verification(contact.id));
    await hear(desk, first, verified);
    const answered = await done(first, await look(first, verified), 'answer-by-phone', { contactId: contact.id, person: '山田様', summary: '意味を説明した', countsAsFirstResponse: true });
    expect(await earlier()).not.toContain('#panel-reopen');
    await done(first, answered, 'close', { resolution: 'answered_by_first_line', confirmedByCustomer: true });
    expect(await earlier()).toContain(`href="/inquiries/${inquiry.id}#panel-reopen"`);
    expect(await earlier(), 'nothing of it is folded away').not.toMatch(/<details|対応中の問合せ/);
    desk.clock.advance(-60_000);
  });

  it('T33: other alerts after a closing become a new inquiry, which leads back to the closed one', async () => {
    const { first, customer, contact } = people;
    const verified = await done(first, (await takeCall(first, { customerId: customer.id })).json<Resource>(), 'verify', verification(contact.id));
    await hear(desk, first, verified);
    const answered = await done(first, await look(first, verified), 'answer-by-phone', { contactId: contact.id, person: '山田様', summary: '意味を説明した', countsAsFirstResponse: true });
    const further = /href="(\/calls\/new\?[^"]*followUpOf[^"]*)"/;
    expect((await openInquiry(first, answered.id)).text).not.toMatch(further);
    await done(first, answered, 'close', { resolution: 'answered_by_first_line', confirmedByCustomer: true });
    expect((await openInquiry(people.analyst, answered.id)).text).not.toMatch(further);
    const link = further.exec((await openInquiry(first, answered.id)).text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const form = (await first.client.get(link)).text;
    expect(wordsOf(form)).toMatch(/対応完了になった 問合せ に続く、新しい問合せとして記録します/);
    expect(form).toMatch(new RegExp(`name="customerId"[^>]*value="${customer.id}"[^>]*checked`));
    const fields = { ...call(), followUpOf: hiddenValue(form, 'followUpOf'), _key: hiddenValue(form, '_key') };
    const page = await first.client.follow(await first.client.postForm('/calls', fields));
    expect(wordsOf(page.text)).toContain('もとの件');
    expect(page.text).toContain(`href="/inquiries/${answered.id}"`);
  });

  it('a second click on the same form makes no second inquiry', async () => {
    const key = hiddenValue((await people.first.client.get('/calls/new')).text, '_key');
    const answers = [await people.first.client.postForm('/calls', { _key: key, ...call() }), await people.first.client.postForm('/calls', { _key: key, ...call() })];
    expect(new Set(answers.map((answer) => answer.headers.get('location'))).size).toBe(1);
  });

  it.each([
    ['callerName', { callerName: ' ' }],
    ['callbackPhone', { callbackPhone: '内線だけ' }],
    ['receivedAt', { receivedAt: '2026-11-31T10:00' }],
    ['headline', { headline: '長'.repeat(201) }],
  ])('comes back with what was typed and the fault beside %s (422)', async (field, wrong) => {
    const answer = await send(people.first, { ...call(), ...wrong });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${field}-fault"`);
    expect(answer.text).toMatch(new RegExp(`role="alert"[^]*href="#${field}"`));
    expect(answer.text).toContain('画面に&lt;英語&gt;が出ている'.slice(0, field === 'headline' ? 0 : undefined));
    expect(answer.text).toMatch(new RegExp(`id="customer-${people.customer.id}"[^>]*checked`));
  });

  it('a call in the future is refused beside its time (422)', async () => {
    const answer = await send(people.first, { ...call(), receivedAt: '2026-11-24T10:13' });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('日時が未来になっています');
    expect(answer.text).toContain('value="2026-11-24T10:13"');
  });

  it('a call that breaks off is kept by the server, offered again to that person alone, gone on with, and gone once it is saved', async () => {
    const typed = { way: 'take_call', receivedAt: '2026-11-24T10:05', customerId: people.customer.id, callerName: '途中 太郎', headline: '電話が切れた' };
    const draftId = hiddenValue((await people.first.client.get('/calls/new')).text, 'draftId');
    const kept = await people.first.client.postForm(`/calls/drafts/${draftId}`, typed);
    expect(kept.status, kept.text).toBe(303);

    expect((await people.supervisor.client.get('/calls/new')).text).not.toContain('途中 太郎');
    const offered = (await people.first.client.get('/calls/new')).text;
    expect(wordsOf(offered)).toMatch(/途中の受付があります[^：]*2026年11月24日（火）10:\d\d[^：]*：途中 太郎、電話が切れた/);
    const again = (await people.first.client.get(`/calls/new?draft=${draftId}`)).text;
    for (const value of ['value="途中 太郎"', 'value="2026-11-24T10:05"', `value="${draftId}"`]) expect(again).toContain(value);
    expect(again).toMatch(new RegExp(`id="customer-${people.customer.id}"[^>]*checked`));

    const refused = await people.first.client.postForm('/calls', { _key: hiddenValue(again, '_key'), draftId, ...typed, callerName: '' });
    expect([refused.status, hiddenValue(refused.text, 'draftId')]).toEqual([422, draftId]);
    expect((await people.first.client.postForm('/calls', { _key: hiddenValue(again, '_key'), draftId, ...typed })).status).toBe(303);
    expect((await people.first.client.get('/calls/new')).text).not.toContain('途中 太郎');
  });

  it('a call that broke off is thrown away by its own person only, and one without a word is not kept', async () => {
    const draftId = hiddenValue((await people.first.client.get('/calls/new')).text, 'draftId');
    await people.first.client.postForm(`/calls/drafts/${draftId}`, { way: 'take_call', receivedAt: '2026-11-24T10:05', callerName: '' });
    expect((await people.first.client.get('/calls/new')).text).not.toContain('途中の受付があります');
    await people.first.client.postForm(`/calls/drafts/${draftId}`, { headline: '破棄される用件' });
    await people.supervisor.client.postForm(`/calls/drafts/${draftId}`, { headline: '他人の用件' });
    await people.supervisor.client.postForm(`/calls/drafts/${draftId}/discard`, {});
    expect((await people.first.client.get('/calls/new')).text).toContain('破棄される用件');
    await people.first.client.postForm(`/calls/drafts/${draftId}/discard`, {});
    expect((await people.first.client.get('/calls/new')).text).not.toContain('途中の受付があります');
  });

  describe('A4: outside reception hours', () => {
    const atNight = () => ({ ...call(), receivedAt: '2026-11-20T18:20', callbackPhone: '03-5555-1001' });

    it('is refused with the next opening and both ways, keeping all that was typed (409)', async () => {
      const answer = await send(people.supervisor, atNight());
      expect(answer.status).toBe(409);
      const page = wordsOf(answer.text);
      expect(page).toContain('次の受付開始は 2026年11月24日（火）09:00 です。日時は変えずに');
      expect(answer.text).toMatch(/type="radio" name="way" value="record_out_of_hours_call"/);
      expect(answer.text).toMatch(/type="radio" name="way" value="receive_exceptionally"/);
      for (const typed of ['value="2026-11-20T18:20"', 'value="髙﨑 花子"', 'value="03-5555-1001"', '画面に&lt;英語&gt;が出ている']) expect(answer.text).toContain(typed);
      expect(answer.text).toMatch(new RegExp(`id="customer-${people.customer.id}"[^>]*checked`));
    });

    it('a first line is offered 時間外入電 and told who can do the other', async () => {
      const answer = await send(people.first, atNight());
      expect(answer.status).toBe(409);
      expect(answer.text).toMatch(/name="way" value="record_out_of_hours_call"[^>]*checked/);
      expect(answer.text).not.toContain('value="receive_exceptionally"');
      expect(wordsOf(answer.text)).toContain('責任者が「特例受付」にできます');
    });

    it('the form that came back can be sent as 時間外入電, with its true time', async () => {
      const refused = await send(people.first, atNight());
      const answer = await people.first.client.postForm('/calls', { _key: hiddenValue(refused.text, '_key'), ...atNight(), way: 'record_out_of_hours_call' });
      expect(answer.status).toBe(303);
      const page = wordsOf((await people.first.client.follow(answer)).text);
      expect(page).toContain('未受付');
      expect(page).toContain('受信 2026年11月20日（金）18:20');
      expect(page).toContain('受付 2026年11月24日（火）09:00');
    });

    it('特例受付 without a reason comes back with both ways and the fault beside the reason', async () => {
      const answer = await send(people.supervisor, { ...atNight(), way: 'receive_exceptionally' });
      expect(answer.status).toBe(422);
      expect(answer.text).toMatch(/value="receive_exceptionally" checked/);
      expect(answer.text).toContain('id="reason-fault"');
      expect(answer.text).toContain('value="髙﨑 花子"');
    });
  });

  describe('finding the customer', () => {
    it('works without scripts: the search is a form of its own', async () => {
      const { text } = await people.first.client.get(`/calls/new?q=${encodeURIComponent(people.customer.name)}`);
      expect(text).toMatch(/<form id="customer-search-form" method="get" action="\/calls\/new"/);
      expect(text).toMatch(/name="q"[^>]*form="customer-search-form"/);
      expect(elementById(text, 'customers')).toContain(`value="${people.customer.id}"`);
    });

    it('chooses the only one found, asked with Enter; while typing nobody', async () => {
      const q = encodeURIComponent(people.customer.name);
      const chosen = `id="customer-${people.customer.id}" value="${people.customer.id}" checked`;
      for (const path of [`/calls/new?q=${q}`, `/calls/customers?entered=1&q=${q}`]) expect((await people.first.client.get(path)).text).toContain(chosen);
      expect((await people.first.client.get(`/calls/customers?q=${q}`)).text).not.toContain(chosen);
    });

    it('the choice shows contact, registered numbers and contract', async () => {
      const { text } = await people.first.client.get(`/calls/customers?customerId=${people.customer.id}`);
      const card = wordsOf(elementById(text, 'chosen-customer'));
      expect(card).toContain('山田 太郎 様 ヤマダ タロウ 情報システム部 課長');
      expect(card).toContain('03-5555-1001');
      expect(card).toContain('090-0000-0001');
      expect(card).toContain('契約期間内');
    });

    it('the choice names what is being worked on for the customer, so that a second call is not a second inquiry', async () => {
      const { customer } = await aServedCustomer(desk.db, { supportDeskId: people.customer.supportDeskId });
      const card = async (): Promise<string> => wordsOf(elementById((await people.first.client.get(`/calls/customers?customerId=${customer.id}`)).text, 'chosen-customer'));
      expect(await card()).not.toContain('対応中の問合せ');
      await send(people.first, { ...call(), customerId: customer.id, headline: '印刷ができない' });
      expect(await card()).toMatch(/対応中の問合せ .*26-\d{6}-\d .*印刷ができない/u);
    });

    it('two customers of one name are told apart', async () => {
      for (let n = 0; n < 2; n += 1) await aServedCustomer(desk.db, { supportDeskId: people.customer.supportDeskId, name: '株式会社ふたご' });
      const { text } = await people.first.client.get(`/calls/customers?q=${encodeURIComponent('ふたご')}`);
      expect(text.match(/同名の会社があります/g)).toHaveLength(2);
      expect(new Set(text.match(/SP-2026-\d+/g)).size).toBe(2);
    });

    it("B5: another desk's customer is not found, not shown and not taken", async () => {
      const theirs = await aServedCustomer(desk.db, { name: '株式会社よそのお客様' });
      const found = await people.first.client.get(`/calls/customers?q=${encodeURIComponent('よそのお客様')}&customerId=${theirs.customer.id}`);
      expect(found.text).not.toContain(theirs.customer.id);
      const answer = await send(people.first, { ...call(), customerId: theirs.customer.id });
      expect(answer.status).toBe(404);
      expect(wordsOf(answer.text)).toContain('利用者を選び直してください');
      expect(answer.text).not.toContain('よそのお客様');
      expect(answer.text).toContain('value="髙﨑 花子"');
    });
  });
});

describe('the call page after 17:00', () => {
  it('says beforehand that reception is closed, and still takes a call of earlier (A4)', async () => {
    const desk = await startTestDesk({ clock: '2026-11-24T17:10:00+09:00' });
    const { first, customer } = await aStaffedDesk(desk);
    const page = await first.client.get('/calls/new');
    expect(wordsOf(page.text)).toContain('いまは受付時間外です（次の受付開始 2026年11月25日（水）09:00）');
    const call = { way: 'take_call', receivedAt: '2026-11-24T16:55', customerId: customer.id, callerName: '山田', callbackPhone: '', headline: '' };
    expect((await first.client.postForm('/calls', { _key: hiddenValue(page.text, '_key'), ...call })).status).toBe(303);
    await desk.close();
  });
});
