import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStaffedDesk, done, look, takeCall, type Resource } from '../inquiries/story.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';
import { elementById, hiddenValue, openInquiry, panelOf, wordsOf } from './page.js';

describe('the hearing sheet on the page of an inquiry', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  async function aCall(): Promise<Resource> {
    return (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
  }

  type Fields = Readonly<Record<string, string | readonly string[]>>;

  /** What a page sends with every answer: the version and the newest answer it shows. */
  const controlsOf = (page: string): Fields => ({ _version: hiddenValue(page, '_version'), _seen: /name="_seen" value="(\d+)"/.exec(page)?.[1] ?? '0' });

  /** The button of the sheet. */
  async function save(person: SignedIn, page: string, inquiry: Resource, fields: Fields): Promise<Answer> {
    return person.client.postForm(`/inquiries/${inquiry.id}/sheet`, { ...controlsOf(page), ...fields });
  }

  /** A field that was left, as htmx sends it. */
  async function autosave(person: SignedIn, page: string, inquiry: Resource, fields: Fields): Promise<Answer> {
    const headers = { 'hx-request': 'true', 'hx-request-type': 'partial' };
    return person.client.postForm(`/inquiries/${inquiry.id}/sheet`, { ...controlsOf(page), ...fields }, headers);
  }

  it('saves one field while somebody types and moves the version that every act of the page carries', async () => {
    const inquiry = await aCall();
    const { text } = await openInquiry(people.first, inquiry.id);
    const saved = await autosave(people.first, text, inquiry, { 'q.customer_statement.0': '画面に英語の文章' });
    expect(saved.status, saved.text).toBe(200);
    const version = (await look(people.first, inquiry)).version;
    expect(version).toBe(inquiry.version + 1);
    const slots = [...text.matchAll(/<span id="(version-[a-z-]+)"/g)].map((match) => match[1] ?? '');
    expect(slots).toContain('version-sheet');
    expect(slots.length).toBeGreaterThan(8);
    for (const slot of slots) expect(elementById(saved.text, slot)).toContain(`value="${version}"`);
    const acted = await people.first.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: hiddenValue(saved.text, '_version'), text: '保存のあと' });
    expect(acted.status).toBe(303);
  });

  it('does not hide that somebody else changed the inquiry: the acts stay on the version that was seen', async () => {
    const inquiry = await aCall();
    const { text } = await openInquiry(people.first, inquiry.id);
    await done(people.supervisor, inquiry, 'add-note', { text: '責任者のメモ' });
    const saved = await autosave(people.first, text, inquiry, { 'q.customer_statement.0': '保存はされる' });
    expect(saved.status).toBe(200);
    expect(saved.text).not.toContain('id="version-add-note"');
    expect(wordsOf(elementById(saved.text, 'page-outdated'))).toContain('ほかの人がこの問合せを更新しました。シートは保存されています。');
    const page = await openInquiry(people.first, inquiry.id);
    expect(page.text).toContain('保存はされる');
  });

  it('says without scripts, too, how many questions the answers opened', async () => {
    const inquiry = await aCall();
    const saying = async (fields: Fields): Promise<string> => {
      const { text } = await openInquiry(people.first, inquiry.id);
      expect((await save(people.first, text, inquiry, fields)).status).toBe(303);
      return /シートを保存しました。[^<]*/.exec((await openInquiry(people.first, inquiry.id)).text)?.[0] ?? '';
    };
    expect(await saying({ 'q.inquiry_kinds.0': 'impact_advice' })).toMatch(/^シートを保存しました。回答により、質問が[1-9]\d*件増えました。$/);
    expect(await saying({ 'q.customer_statement.0': '英語の通知' })).toBe('シートを保存しました。');
  });

  it('B1: works without scripts: the whole sheet at once, what is faulty beside its field, the rest saved', async () => {
    const inquiry = await aCall();
    const { text } = await openInquiry(people.first, inquiry.id);
    const answer = await save(people.first, text, inquiry, { 'q.customer_statement.0': '英語の通知', 'q.callback_phone.0': 'でんわ', 's.contact_window.0': 'unknown', 'q.contact_window.0': '' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('id="q.callback_phone.0-fault"');
    expect(answer.text).toMatch(/name="q\.callback_phone\.0"[^>]*value="でんわ"/);
    expect(answer.text).toMatch(/role="alert"[^]*href="#q\.callback_phone\.0"/);
    const again = await openInquiry(people.first, inquiry.id);
    expect(again.text).toMatch(/name="q\.customer_statement\.0"[^>]*>英語の通知</);
    expect(again.text).not.toContain('でんわ');
  });

  it('a plain save goes back to the sheet and says so', async () => {
    const inquiry = await aCall();
    const { text } = await openInquiry(people.first, inquiry.id);
    const answer = await save(people.first, text, inquiry, { 'q.caller_name.0': '髙﨑 花子' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/inquiries/${inquiry.id}#sheet`]);
    const added = await save(people.first, (await openInquiry(people.first, inquiry.id)).text, inquiry, { _add: 'alerts' });
    expect(added.headers.get('location')).toBe(`/inquiries/${inquiry.id}?add=alerts#sheet`);
    expect((await people.first.client.get(`/inquiries/${inquiry.id}?add=alerts`)).text).toContain('アラート2');
  });

  it('two people who answer the same question: the second is told, the rest of his sheet is saved (412)', async () => {
    const inquiry = await aCall();
    const mine = (await openInquiry(people.first, inquiry.id)).text;
    const theirs = (await openInquiry(people.supervisor, inquiry.id)).text;
    await save(people.supervisor, theirs, inquiry, { 'q.customer_statement.0': '責任者の聞き取り' });
    const answer = await save(people.first, mine, inquiry, { 'q.customer_statement.0': '担当者の聞き取り', 'q.contact_window.0': '13時から15時' });
    expect(answer.status).toBe(412);
    expect(answer.text).toContain('id="q.customer_statement.0-fault"');
    expect(answer.text).toContain('担当者の聞き取り');
    const page = (await openInquiry(people.first, inquiry.id)).text;
    expect(page).toMatch(/name="q\.customer_statement\.0"[^>]*>責任者の聞き取り</);
    expect(page).toMatch(/name="q\.contact_window\.0"[^>]*value="13時から15時"/);
  });

  it('B4: the form of an escalation asks for what the first line writes itself, apart from what nobody was asked', async () => {
    const inquiry = await aCall();
    const { text } = await openInquiry(people.first, inquiry.id);
    const asked = (page: string): string => wordsOf(elementById(page, 'escalation-open')).replaceAll(' ', '');
    expect(asked(text)).toContain('シートに、窓口の言葉で先にお書きください：一次窓口の見立て、一次で回答済みの内容');
    expect(asked(text).match(/一次窓口の見立て/g), 'not among what was not asked').toHaveLength(1);
    expect(elementById(text, 'escalation-open')).toContain('href="#question-first_line_assessment-0"');
    const saved = await autosave(people.first, text, inquiry, { 'q.first_line_assessment.0': '誤検知と思われる' });
    expect(asked(saved.text)).toContain('シートに、窓口の言葉で先にお書きください：一次で回答済みの内容');
  });

  it('B4: the first signs of encryption bring the fast track onto the open page, with what it still needs', async () => {
    const inquiry = await aCall();
    const { text } = await openInquiry(people.first, inquiry.id);
    expect(text).not.toContain('id="panel-escalate-fast-track"');
    const saved = await autosave(people.first, text, inquiry, { 'q.host_symptoms.0': ['ransom_note'] });
    expect(wordsOf(elementById(saved.text, 'fast-track-open'))).toContain('先に伺うこと（「不明」でも構いません）：');
    const panel = panelOf(saved.text, 'escalate-fast-track');
    expect(hiddenValue(panel, '_version')).toBe(String(inquiry.version + 1));
    const opened = (await openInquiry(people.first, inquiry.id)).text;
    expect(opened.indexOf('id="panel-escalate-fast-track"')).toBe(opened.indexOf('id="panel-'));
    const takenBack = await autosave(people.first, opened, inquiry, { 'q.host_symptoms.0': ['slow'] });
    expect(wordsOf(elementById(takenBack.text, 'fast-track-slot')).trim()).toBe('');
  });

  it('B4: what an escalation still waits for follows the sheet', async () => {
    const inquiry = await aCall();
    const { text } = await openInquiry(people.first, inquiry.id);
    expect(wordsOf(elementById(text, 'escalation-open'))).toContain('問合せ内容（お客様の言葉）');
    const saved = await autosave(people.first, text, inquiry, { 'q.customer_statement.0': '英語の通知' });
    expect(wordsOf(elementById(saved.text, 'escalation-open'))).not.toContain('問合せ内容（お客様の言葉）');
  });

  it('nobody writes on a sheet he may only read, or on one that has ended', async () => {
    const inquiry = await aCall();
    const auditor = await desk.signIn('auditor');
    const page = (await openInquiry(auditor, inquiry.id)).text;
    expect(page).not.toContain('sheet-control');
    expect((await auditor.client.postForm(`/inquiries/${inquiry.id}/sheet`, { _version: '1', 'q.caller_name.0': 'x' })).status).toBe(403);
    const declined = await done(people.first, inquiry, 'decline', { reason: 'not_a_customer' });
    const closed = (await openInquiry(people.first, declined.id)).text;
    expect(closed).not.toContain('id="sheet-form"');
    const refused = await people.first.client.postForm(`/inquiries/${inquiry.id}/sheet`, { _version: String(declined.version), 'q.caller_name.0': 'あとから' });
    expect(refused.status).toBe(409);
  });

  it('an unknown field and a missing version have defined answers', async () => {
    const inquiry = await aCall();
    const { text } = await openInquiry(people.first, inquiry.id);
    expect((await save(people.first, text, inquiry, { 'q.no_such_question.0': 'x' })).status).toBe(422);
    expect((await save(people.first, text, inquiry, { evil: 'x' })).status).toBe(422);
    expect((await people.first.client.postForm(`/inquiries/${inquiry.id}/sheet`, { 'q.caller_name.0': 'x' })).status).toBe(428);
  });
});
