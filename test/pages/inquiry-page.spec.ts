import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegisteredContactRow } from '../../src/customers/registered-contact.entity.js';
import { insert, update } from '../../src/platform/write.js';
import { contactRow } from '../../src/customers/customer-rows.js';
import { act, aStaffedDesk, done, hear, look, takeCall, verification, type Resource } from '../inquiries/story.js';
import { aCustomer, aRegisteredContact } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { elementById, hiddenValue, isOpen, openInquiry, panelOf, sendAct, wordsOf } from './page.js';

describe('the page of an inquiry', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  async function aCall(call: Record<string, unknown> = {}): Promise<Resource> {
    const answer = await takeCall(people.first, { customerId: people.customer.id, ...call });
    expect(answer.status, answer.text).toBe(201);
    return answer.json<Resource>();
  }

  async function aVerifiedCall(): Promise<Resource> {
    return done(people.first, await aCall(), 'verify', verification(people.contact.id));
  }

  async function withSecondLine(): Promise<Resource> {
    const inquiry = await aVerifiedCall();
    await hear(desk, people.first, inquiry);
    const escalated = await done(people.first, await look(people.first, inquiry), 'escalate', { reason: 'cannot_answer', comment: '影響の範囲を知りたい', markOpenUnknown: true, unknownReason: '未確認' });
    return done(people.analyst, escalated, 'take');
  }

  describe('what it shows', () => {
    it('says who it is, what is open, when it is due and why (D3)', async () => {
      const inquiry = await aCall({ headline: '英語のメールが届いた' });
      const page = wordsOf((await openInquiry(people.first, inquiry.id)).text);
      for (const expected of [inquiry.number, people.customer.name, '英語のメールが届いた', '一次ヒアリング中', '本人確認待ち', '受付時間であと', '2026年11月25日（水）17:00', inquiry.explanation]) {
        expect(page).toContain(expected);
      }
    });

    it('A5: verification stands first while it is awaited, and what is withheld is said in one sentence', async () => {
      const { text } = await openInquiry(people.first, (await aCall()).id);
      expect(text.indexOf('id="panel-verify"')).toBe(text.indexOf('id="panel-'));
      expect(wordsOf(text)).toContain('本人確認が済むまで、調査結果や過去のお問い合わせはお伝えできません。聞き取り、調査、エスカレーションは続けられます。');
      const verified = await openInquiry(people.first, (await aVerifiedCall()).id);
      expect(wordsOf(verified.text)).not.toContain('が済むまで、');
    });

    it('A7: where the contract is unclear, that too holds back disclosure alone', async () => {
      const customer = await aCustomer(desk.db, { supportDeskId: people.customer.supportDeskId });
      await aRegisteredContact(desk.db, customer.id);
      const { text } = await openInquiry(people.first, (await aCall({ customerId: customer.id })).id);
      expect(wordsOf(text)).toContain('契約確認待ち');
      expect(wordsOf(text)).toContain('本人確認と契約の確認が済むまで、');
    });

    it('numbers that only the caller gave are marked, registered ones can be dialled', async () => {
      const { text } = await openInquiry(people.first, (await aCall({ callbackPhone: '090-1234-5678' })).id);
      const card = elementById(text, 'contact-heading') && text.slice(text.indexOf('id="contact-heading"'), text.indexOf('id="sheet-missing"'));
      expect(card).toContain('href="tel:+81355551001"');
      expect(card).toMatch(/is-unregistered[^]*href="tel:\+819012345678"[^]*登録外の番号：内容を話さない/);
      expect(wordsOf(panelOf(text, 'verify'))).not.toContain('090-1234-5678');
      const known = await openInquiry(people.first, (await aCall({ callbackPhone: '03-5555-1001' })).id);
      expect(known.text).not.toContain('登録外の番号');
    });

    it('H1, A5: the words for a call back name neither company nor matter, and the code is read out by us', async () => {
      const inquiry = await aCall({ headline: '身代金を要求された' });
      const { text } = await openInquiry(people.first, inquiry.id);
      const script = text.slice(text.indexOf('電話をかけるとき'), text.indexOf('id="about-heading"'));
      const callouts = [...script.matchAll(/<p class="callout">([^]*?)<\/p>/g)].map((match) => wordsOf(match[1] ?? ''));
      expect(callouts[0]).toBe('SOC in Pocketの窓口の一次 花子と申します。山田 太郎様はいらっしゃいますか。');
      expect(callouts[1]).toContain(inquiry.mutualCode);
      for (const said of callouts) expect(said).not.toMatch(new RegExp(`身代金|${people.customer.name}`));
    });

    it('C3: what only the second line may read is marked for it and never reaches the first line', async () => {
      const canary = '生ログの宛先 203.0.113.77 秘匿カナリア';
      const inquiry = await done(people.analyst, await withSecondLine(), 'add-note', { text: canary, secondLineOnly: true });
      const forAnalyst = (await openInquiry(people.analyst, inquiry.id)).text;
      expect(forAnalyst).toContain('秘匿カナリア');
      expect(forAnalyst.slice(0, forAnalyst.indexOf('秘匿カナリア'))).toMatch(/restricted-label">利用者非公開<\/p>[^]*$/);
      const refused = await sendAct(people.first, inquiry.id, 'add-note', { text: '' });
      for (const page of [await openInquiry(people.first, inquiry.id), refused, await people.first.client.get('/queue?view=all'), await people.first.client.get('/notices')]) {
        expect(page.text).not.toContain('カナリア');
        expect(page.text).not.toContain('203.0.113.77');
      }
    });

    it('both times stand in the record where an act was typed in later (D2)', async () => {
      const inquiry = await done(people.first, await aCall({ receivedAt: '2026-11-20T09:10' }), 'log-call', { outcome: 'absent', occurredAt: '2026-11-20T15:40' });
      const record = wordsOf((await openInquiry(people.first, inquiry.id)).text);
      expect(record).toContain('架電を記録 2026年11月20日（金）15:40 一次 花子 記録 2026年11月24日（火）10:12');
    });

    it('calls back stand in the record with what came of each', async () => {
      let inquiry = await aCall();
      const words = { absent: '不在', busy: '話中', answered_by_other: '代理応対', voicemail: '留守電', talked: '通話' };
      for (const outcome of Object.keys(words)) inquiry = await done(people.first, inquiry, 'log-call', { outcome, number: '03-5555-1001', person: outcome === 'talked' ? '山田様' : '' });
      const record = wordsOf((await openInquiry(people.first, inquiry.id)).text);
      const told = [...record.matchAll(/架電先：03-5555-1001(（山田様）)? (\S+)/g)].map(([, person = '', outcome]) => [outcome, person]);
      expect(told).toEqual(Object.values(words).toReversed().map((word) => [word, word === '通話' ? '（山田様）' : '']));
      const offered = wordsOf(panelOf((await openInquiry(people.first, inquiry.id)).text, 'log-call'));
      for (const word of Object.values(words)) expect(offered).toContain(word);
    });

    it('second-line people find the way to analysis and report, first-line people do not', async () => {
      const inquiry = await withSecondLine();
      const links = [`/inquiries/${inquiry.id}/analysis`, `/inquiries/${inquiry.id}/report`];
      const forAnalyst = (await openInquiry(people.analyst, inquiry.id)).text;
      const forFirstLine = (await openInquiry(people.first, inquiry.id)).text;
      for (const link of links) {
        expect(forAnalyst).toContain(`href="${link}"`);
        expect(forFirstLine).not.toContain(`href="${link}"`);
      }
    });

    it('offers only what the person may do now', async () => {
      const inquiry = await withSecondLine();
      const forFirstLine = (await openInquiry(people.first, inquiry.id)).text;
      for (const act of ['take', 'answer', 'request-addition', 'answer-by-phone', 'escalate']) expect(forFirstLine).not.toContain(`id="panel-${act}"`);
      const forAuditor = (await openInquiry(await desk.signIn('auditor'), inquiry.id)).text;
      expect(forAuditor).not.toContain('id="panel-');
      expect(forAuditor).not.toContain('id="sheet-form"');
    });

    it('who only reads is asked for nothing and told of nothing to do', async () => {
      const auditor = await desk.signIn('auditor');
      const page = (await openInquiry(auditor, (await aCall()).id)).text;
      expect(wordsOf(page)).toContain('ヒアリングシート');
      for (const forOthers of ['次にすること', '急いで伺う質問はありません', 'sheet-missing']) expect(page).not.toContain(forOthers);
    });

    it('says of a caller who was held which result was recorded', async () => {
      const held = await done(people.first, await aCall(), 'escalate', { reason: 'cannot_answer', comment: '判断を', markOpenUnknown: true, unknownReason: '保留中', callerHeld: true });
      await done(people.analyst, held, 'take');
      const page = await people.first.client.follow(await sendAct(people.first, held.id, 'end-warm-transfer', { outcome: 'connected' }));
      expect(wordsOf(page.text)).toContain('お待ちいただいた電話の結果を記録しました。結果：おつなぎした');
    });

    it("B5: another desk's inquiry looks like none", async () => {
      const inquiry = await aCall();
      const stranger = await desk.signIn('first_line');
      expect((await openInquiry(stranger, inquiry.id)).status).toBe(404);
      await stranger.client.get('/queue');
      expect((await stranger.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: '1', text: '見えないはず' })).status).toBe(404);
      expect((await stranger.client.postForm(`/inquiries/${inquiry.id}/sheet`, { _version: '1', 'q.caller_name.0': 'x' })).status).toBe(404);
    });
  });

  describe('a form that is refused', () => {
    const forms: readonly (readonly [act: string, fields: Record<string, string | string[]>, field: string, typed: string])[] = [
      ['verify', { method: 'shared_passphrase', note: '合言葉を聞いたメモ', person: '受付の髙﨑様' }, 'result', '受付の髙﨑様'],
      ['escalate', { comment: '端末が<再起動>を繰り返す' }, 'reason', '端末が&lt;再起動&gt;を繰り返す'],
      ['log-call', { outcome: 'absent', number: 'でんわ', note: '受付が出た' }, 'number', '受付が出た'],
      ['answer-by-phone', { person: '山田様', summary: '', occurredAt: '2026-11-24T10:05' }, 'summary', '2026-11-24T10:05'],
      ['add-note', { text: '長いメモ', occurredAt: 'きのう' }, 'occurredAt', '長いメモ'],
      ['await-customer', { asked: '端末名をお尋ねした', answerBy: '2026-13-40T00:00' }, 'answerBy', '端末名をお尋ねした'],
      ['transfer', { reason: '機器の交換' }, 'supportKind', '機器の交換'],
      ['transfer', { reason: '機器の交換', supportKind: 'hardware_failure' }, 'nextCaller', '機器の交換'],
      ['decline', { reason: 'spam', noticeTo: 'これはアドレスではない' }, 'noticeTo', 'これはアドレスではない'],
      ['merge', { intoNumber: '26-999999-9' }, 'intoNumber', '26-999999-9'],
      ['ask-questions', { answerBy: '2026-11-27T17:00' }, 'questionIds', '2026-11-27T17:00'],
    ];

    it.each(forms)('%s comes back open with what was typed and the fault beside its field', async (name, fields, field, typed) => {
      const inquiry = await aCall();
      const answer = await sendAct(people.first, inquiry.id, name, fields);
      expect(answer.status).toBe(422);
      const panel = panelOf(answer.text, name);
      expect(isOpen(panel)).toBe(true);
      expect(panel).toContain(typed);
      expect(panel).toContain(`id="act-${name}-${field}-fault"`);
      expect(panel).toMatch(new RegExp(`aria-describedby="[^"]*act-${name}-${field}-fault`));
      expect(answer.text).toMatch(new RegExp(`role="alert"[^]*記録できませんでした[^]*href="#act-${name}-${field}"`));
      expect(answer.text).toContain(`id="act-${name}-${field}"`);
      expect((await look(people.first, inquiry)).version).toBe(inquiry.version);
    });

    it('choices that were ticked stay ticked, and those that were taken off stay off', async () => {
      const inquiry = await aCall();
      const panel = panelOf((await sendAct(people.first, inquiry.id, 'escalate', { comment: '', reason: 'high_risk_kind', markOpenUnknown: 'on' })).text, 'escalate');
      expect(panel).toMatch(/value="high_risk_kind" checked/);
      expect(panel).toMatch(/name="markOpenUnknown"[^>]*checked/);
      const without = panelOf((await sendAct(people.first, inquiry.id, 'escalate', { comment: '', reason: 'high_risk_kind' })).text, 'escalate');
      expect(without).not.toMatch(/name="markOpenUnknown"[^>]*checked/);
    });

    it('a time in the future has its fault beside the time, which stands in sight', async () => {
      const answer = await sendAct(people.first, (await aCall()).id, 'log-call', { outcome: 'talked', occurredAt: '2026-11-24T10:13', note: '未来の電話' });
      expect(answer.status).toBe(422);
      const panel = panelOf(answer.text, 'log-call');
      expect(panel).toMatch(/<details class="when" open>[^]*value="2026-11-24T10:13"[^]*現在以前の日時を入力してください。/);
      expect(panel).toContain('未来の電話');
    });

    it('a rule that refuses says so on top, and the words stay (409)', async () => {
      const inquiry = await aCall();
      const answer = await sendAct(people.first, inquiry.id, 'answer-by-phone', { contactId: people.contact.id, person: '山田様', summary: '検疫済みとお伝えした', countsAsFirstResponse: 'on' });
      expect(answer.status).toBe(409);
      expect(wordsOf(elementById(answer.text, 'main'))).toContain('本人確認が済んでいないため回答できません');
      expect(panelOf(answer.text, 'answer-by-phone')).toContain('検疫済みとお伝えした');
      expect(panelOf(answer.text, 'answer-by-phone')).toMatch(/name="countsAsFirstResponse"[^>]*checked/);
    });

    it('B4: what is missing on the sheet leads to its question, and the form leads there', async () => {
      for (const [name, fields, missing] of [
        ['escalate', { reason: 'cannot_answer', comment: '分からない' }, 'desired_outcome'],
        ['answer-by-phone', { contactId: people.contact.id, person: '山田様', summary: 'お伝えした', countsAsFirstResponse: 'on' }, 'customer_statement'],
      ] as const) {
        const answer = await sendAct(people.first, (await aVerifiedCall()).id, name, fields);
        expect(answer.status, name).toBe(422);
        const link = `<a href="#question-${missing}-0">`;
        expect(answer.text, name).toMatch(new RegExp(`role="alert"[^]*次の項目が必要です[^]*${link}[^]*続きを入力する`));
        expect(panelOf(answer.text, name)).toMatch(/記入が必要な項目が\d+件あります。<a href="#refusal">/);
        expect(answer.text, 'where it leads').toContain(`id="question-${missing}-0"`);
      }
    });

    it('A5: where a colleague calls, the refusal names the place for the advice he was given', async () => {
      const inquiry = await done(people.supervisor, await aCall(), 'accept-colleague', { reason: '代表番号から取り次がれた' });
      const answer = await sendAct(people.first, inquiry.id, 'answer-by-phone', { contactId: people.contact.id, person: '佐藤様', summary: '電源を切らないようお伝えした', countsAsFirstResponse: 'on' });
      expect(answer.status).toBe(409);
      expect(wordsOf(elementById(answer.text, 'main'))).toMatch(/記録できませんでした 本人確認が済んでいないため回答できません（代表番号経由の同僚の方（保護の助言のみ））。同僚の方には身を守るための助言だけをお伝えできます。お伝えした内容は「メモを追加する」で残します。/);
    });

    it('B3: a means other than the telephone is refused with its own reason (403)', async () => {
      const answer = await sendAct(people.first, (await aVerifiedCall()).id, 'answer-by-phone', { means: 'mail', contactId: people.contact.id, summary: 'メールで送りたい' });
      expect(answer.status).toBe(403);
      expect(wordsOf(answer.text)).toContain('一次受付窓口からの回答は電話のみです');
      expect(answer.text).toContain('メールで送りたい');
    });

    it('an unknown field is refused and names itself (422)', async () => {
      const answer = await sendAct(people.first, (await aCall()).id, 'add-note', { text: '正しいメモ', evil: '1' });
      expect(answer.status).toBe(422);
      expect(panelOf(answer.text, 'add-note')).toContain('正しいメモ');
    });

    it('a stale version keeps the text, shows the newest state, and can then be sent (412)', async () => {
      const inquiry = await aCall();
      const seen = hiddenValue((await openInquiry(people.first, inquiry.id)).text, '_version');
      await done(people.supervisor, inquiry, 'add-note', { text: '責任者のメモ' });
      const answer = await people.first.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: seen, text: '先に書いていたメモ' });
      expect(answer.status).toBe(412);
      expect(wordsOf(answer.text)).toContain('ほかの人が先に');
      expect(answer.text).toContain('責任者のメモ');
      expect(panelOf(answer.text, 'add-note')).toContain('先に書いていたメモ');
      const again = await people.first.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: hiddenValue(answer.text, '_version'), text: '先に書いていたメモ' });
      expect(again.status).toBe(303);
    });

    it('a second click does nothing twice', async () => {
      const inquiry = await aCall();
      const version = hiddenValue((await openInquiry(people.first, inquiry.id)).text, '_version');
      const statuses: number[] = [];
      for (let click = 0; click < 2; click += 1) statuses.push((await people.first.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: version, text: '一度だけのメモ' })).status);
      expect(statuses).toEqual([303, 412]);
      expect((await openInquiry(people.first, inquiry.id)).text.match(/timeline-text[^]{0,120}一度だけのメモ/g)).toHaveLength(1);
    });

    it('an act of another status is refused where it stands (409), and its words are given back', async () => {
      const answer = await sendAct(people.first, (await aCall()).id, 'withdraw-escalation', { reason: '誤って押した理由' });
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('誤って押した理由');
    });

    it('a contact that was replaced a minute ago: nothing is told to the old one (409)', async () => {
      const customer = await aCustomer(desk.db, { supportDeskId: people.customer.supportDeskId });
      const contact = await aRegisteredContact(desk.db, customer.id, { name: '旧担当 一' });
      const inquiry = await done(people.first, await aCall({ customerId: customer.id }), 'log-call', { outcome: 'talked' });
      await desk.db.tx(async (tx) => {
        await update(tx, RegisteredContactRow, { id: contact.id }, { validTo: desk.clock.now() - 60_000 });
        await insert(tx, RegisteredContactRow, contactRow(customer.id, { ...contact, name: '新担当 二' }, desk.clock.now() - 60_000));
      });
      const answer = await sendAct(people.first, inquiry.id, 'verify', { ...verification(contact.id), contactId: contact.id });
      expect(answer.status).toBe(409);
      expect(wordsOf(answer.text)).toContain('本サービス担当者の登録が変わりました');
      expect(wordsOf(panelOf(answer.text, 'verify'))).toContain('確認する方： 新担当 二 様');
    });
  });

  it('acts work as plain forms and say what they did', async () => {
    const inquiry = await aCall();
    const answer = await sendAct(people.first, inquiry.id, 'verify', { method: 'callback_to_registered_phone', result: 'verified', contactId: people.contact.id, number: '+81355551001', person: '山田様' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/inquiries/${inquiry.id}`]);
    const page = wordsOf((await people.first.client.follow(answer)).text);
    expect(page).toContain('本人確認済みとして記録しました。受付確認のメールをお送りします。');
    expect(page).toContain('本人確認済み');
  });

  it('an act left without a time is recorded at the moment it is sent, however long the page stood open', async () => {
    const inquiry = await aCall();
    const version = hiddenValue((await openInquiry(people.first, inquiry.id)).text, '_version');
    desk.clock.advance(25 * 60_000);
    await people.first.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: version, text: 'あとから', occurredAt: '' });
    expect(wordsOf((await openInquiry(people.first, inquiry.id)).text)).toContain('メモを追加 2026年11月24日（火）10:37');
    desk.clock.set('2026-11-24T10:12:00+09:00');
  });

  it('a caller who was not known can be identified, with and without scripts', async () => {
    const inquiry = await aCall({ customerId: '' });
    const found = await people.first.client.get(`/inquiries/${inquiry.id}?q=${encodeURIComponent(people.customer.name)}`);
    const panel = panelOf(found.text, 'identify-customer');
    expect(isOpen(panel)).toBe(true);
    expect(panel).toContain(`value="${people.customer.id}"`);
    expect(panel).not.toContain('まだ特定しない');
    const none = await sendAct(people.first, inquiry.id, 'identify-customer');
    expect(none.status).toBe(422);
    const answer = await sendAct(people.first, inquiry.id, 'identify-customer', { customerId: people.customer.id });
    expect(answer.status).toBe(303);
    expect(wordsOf((await openInquiry(people.first, inquiry.id)).text)).toContain(people.customer.name);
  });

  it('an act over the API and one on the page meet the same version', async () => {
    const inquiry = await aCall();
    await sendAct(people.first, inquiry.id, 'add-note', { text: 'ページから' });
    expect((await act(people.first, inquiry, 'add-note', { text: '古い版から' })).status).toBe(412);
  });
});
