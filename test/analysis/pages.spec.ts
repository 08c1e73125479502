import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defang } from '../../src/hearing/defang.rules.js';
import { workbenchParts } from '../../src/analysis/analysis.view.js';
import { sql } from '../../src/platform/sql.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';
import { elementById, wordsOf } from '../pages/page.js';
import { indexAll } from '../support/search.js';
import { aStaffedDesk, done, look, verification, type Resource } from '../inquiries/story.js';
import { canary, inSecondLine, now, portalNote, readyReport } from './analysis-story.js';

describe('the pages of the second line', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const taken = (): Promise<Resource> => inSecondLine(desk, people);

  /** Posts a form of a page as its browser would. */
  async function submit(person: SignedIn, inquiry: Resource, path: string, fields: Record<string, string>): Promise<Answer> {
    const { autosaved, ...typed } = fields;
    await person.client.get(`/inquiries/${inquiry.id}/analysis`);
    const { version } = await look(person, inquiry);
    return person.client.postForm(`/inquiries/${inquiry.id}/${path}`, { _version: String(version), ...typed }, autosaved === undefined ? {} : { 'hx-request': 'true' });
  }

  it('C3: the workbench shows the portal-only note in the restricted block', async () => {
    const inquiry = await taken();
    const posted = await submit(people.analyst, inquiry, 'analysis/add-portal-note', { text: portalNote });
    expect([posted.status, posted.headers.get('location')]).toEqual([303, `/inquiries/${inquiry.id}/analysis#notes-heading`]);
    const page = (await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text;
    const block = /<section class="restricted"[\s\S]*?<\/section>/.exec(page)?.[0] ?? '';
    expect(block).toContain(defang(canary.address));
    for (const written of [canary.address, defang(canary.address)]) expect(page.replace(block, '')).not.toContain(written);
    expect(page.match(/class="stage[" ]/g)).toHaveLength(7);
  });

  it('after an act its part of the workbench is in view and says what was done, once', async () => {
    const inquiry = await taken();
    await submit(people.analyst, inquiry, 'analysis/add-portal-note', { text: portalNote });
    const workbench = async (): Promise<string> => (await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text;
    const page = await workbench();
    expect(page.match(/管理画面の詳細情報を記録しました。/g)).toHaveLength(1);
    expect(page.slice(page.indexOf('id="notes-heading"'), page.indexOf('id="progress-heading"'))).toContain('管理画面の詳細情報を記録しました。');
    expect(await workbench(), 'said once').not.toContain('記録しました。');
    for (const [act, part] of Object.entries(workbenchParts)) expect(page, act).toMatch(new RegExp(`<h2 id="${part}" tabindex="-1">`));
  });

  it('a draft kept from its button is found again where it was written', async () => {
    const inquiry = await taken();
    await submit(people.analyst, inquiry, 'drafts/add-portal-note?page=analysis&at=notes-heading', { text: 'メモ' });
    const page = (await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text;
    const discard = /formaction="([^"]+\/discard[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const posted = await people.analyst.client.postForm(discard, {});
    expect([posted.status, posted.headers.get('location')]).toEqual([303, `/inquiries/${inquiry.id}/analysis#notes-heading`]);
  });

  it('C3: the notice begins with what the sheet knows of it, and gives back what the sheet lacks', async () => {
    const inquiry = await taken();
    const page = async (query: string): Promise<string> => (await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis${query}`)).text;
    expect(await page('')).toContain('analysis?quote=sheet#panel-save-portal-notice');
    expect(await page('?quote=sheet')).toMatch(/<textarea[^>]*name="quote"[^>]*>[^<]*アラートID：CTS-0001/);
    expect((await submit(people.analyst, inquiry, 'analysis/save-portal-notice', { quote: '件名：C2 communication\nアラートID：A-77', toSheet: 'on' })).status).toBe(303);
    expect(await page(''), 'what was copied is said').toMatch(/シートの1項目（[^（）、]*件名[^（）、]*）に写しました。/);
    const answer = await desk.db.row(sql`SELECT value, source FROM hearing_answer WHERE inquiry_id = ${inquiry.id} AND question_id IN ('alert_title', 'alert_external_id') ORDER BY seq DESC LIMIT 1`);
    expect(answer, 'what somebody answered stays').toEqual({ value: '"C2 communication"', source: 'portal' });
    await submit(people.analyst, inquiry, 'analysis/save-portal-notice', { quote: '件名：別の件名', toSheet: 'on' });
    expect(await page('')).toContain('シートに写した項目はありません。');
  });

  it('C2: a log request is shown as the mail it will be, beside it when the customer was last spoken with', async () => {
    const inquiry = await taken();
    const form = elementById((await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text, 'panel-request-logs');
    expect(wordsOf(form)).toMatch(/うかがった日時.{0,10}必須.*直近の通話：2026年11月\d+日（.）\d\d:\d\d/);
    expect(/<input[^>]*name="consentAt"[^>]*>/.exec(form)?.[0], 'nothing is taken for granted').toContain('value=""');
    const typed = { items: 'プロキシのログ\n端末の一覧', periodFrom: '2026-11-23T09:00', periodTo: '2026-11-24T09:00', purpose: '通信の相手を確かめるため。', answerBy: '2026-11-26T17:00' };
    const preview = async (fields: Record<string, string>): Promise<Answer> => people.analyst.client.postForm(`/inquiries/${inquiry.id}/log-request-preview`, fields);
    const shown = wordsOf((await preview(typed)).text);
    expect(shown).toContain(`宛先 ${people.contact.name} <${people.contact.email}>`);
    for (const words of [`${inquiry.number}-L1`, 'プロキシのログ', '通信の相手を確かめるため。', '/upload/（送るときに決まる文字）', 'まだ送っていません']) expect(shown).toContain(words);
    expect(wordsOf((await preview({ ...typed, purpose: '' })).text)).toContain('（残り：利用の目的）');
    await now(people.analyst, inquiry, 'add-portal-note', { text: portalNote });
    expect((await preview({ ...typed, purpose: `${canary.address} への通信を確かめるため。` })).text).toMatch(/<mark>/);
    expect((await people.first.client.postForm(`/inquiries/${inquiry.id}/log-request-preview`, typed)).status).toBe(403);

    await submit(people.analyst, inquiry, 'analysis/request-logs', { ...typed, consentBy: '山田 太郎', consentMeans: 'phone', consentAt: '2026-11-24T09:30' });
    const sent = await desk.db.row<{ data: string }>(sql`SELECT data FROM outbox WHERE inquiry_id = ${inquiry.id} AND template = 'log_request'`);
    expect(sent?.data, 'the same number as was shown').toContain(`${inquiry.number}-L1`);
  });

  it('a second click adds nothing twice', async () => {
    const inquiry = await taken();
    await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`);
    const fields = { _version: String((await look(people.analyst, inquiry)).version), text: 'メモ' };
    const path = `/inquiries/${inquiry.id}/analysis/add-portal-note`;
    expect((await people.analyst.client.postForm(path, fields)).status).toBe(303);
    const again = await people.analyst.client.postForm(path, fields);
    expect(again.status).toBe(412);
    expect(again.text, 'what was typed is still there').toContain('メモ</textarea>');
    expect(Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM portal_note WHERE inquiry_id = ${inquiry.id}`))?.n)).toBe(1);
  });

  it('a refused form comes back with what was typed and each fault', async () => {
    const inquiry = await taken();
    const answer = await submit(people.analyst, inquiry, 'analysis/add-indicator', { type: 'ipv4', value: 'どこか', source: 'analyst', disclosure: 'second_line' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="どこか"');
    expect(answer.text).toContain('選んだ種類の値として読み取れません');
  });

  it('T14: a log request from the form', async () => {
    const inquiry = await taken();
    const fields = { items: 'プロキシのログ', periodFrom: '2026-11-24T09:00', periodTo: '2026-11-24T10:00', purpose: '確認', answerBy: '2026-11-27T17:00', consentBy: '山田 太郎', consentMeans: 'phone', consentAt: '2026-11-24T09:00', zone: 'JST' };
    const empty = (await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text.split('id="panel-request-logs"')[1]?.split('</form>')[0] ?? '';
    expect(empty, 'no words are put into the customer’s mouth').toMatch(/name="consentBy" type="text" value=""/);
    expect(empty).toMatch(/name="consentAt" type="datetime-local" value=""/);
    expect(empty).not.toMatch(/name="consentMeans" value="\w+" checked/);
    expect(empty, 'the target, which comes before the usual days').toMatch(/name="answerBy" type="datetime-local" value="2026-11-25T17:00"/);
    expect((await submit(people.analyst, inquiry, 'analysis/request-logs', fields)).status).toBe(303);
    const page = (await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text;
    expect(page).toContain('依頼済み');
    expect(page).toContain('同意 <span class="name">山田 太郎 様</span>');
  });

  it('a file from the form, and its download', async () => {
    const inquiry = await taken();
    const page = await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`);
    const form = new FormData();
    form.set('_csrf', /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '');
    form.set('file', new Blob(['line']), '<b>ログ.txt');
    form.set('receivedFrom', '山田 太郎');
    const posted = await people.analyst.client.request(`/inquiries/${inquiry.id}/evidence`, { method: 'POST', body: form });
    expect(posted.status, posted.text).toBe(303);
    const after = (await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text;
    expect(after).toContain('&lt;b&gt;ログ');
    const link = /href="(\/inquiries\/[^"]+\/content)"/.exec(after)?.[1] ?? '';
    const file = await people.analyst.client.get(link);
    expect([file.text, file.headers.get('content-type')]).toEqual(['line', 'application/octet-stream']);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[\x20-\x7e]+\.bin"; filename\*=UTF-8''/);
    expect((await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text).toContain('取出し（分析 一郎）');
    expect((await people.owner.client.get(link)).status, 'evidence is for those who work on it').toBe(403);
  });

  it('H5, C3: the editor begins with the president’s page and marks what is restricted', async () => {
    const inquiry = await taken();
    await readyReport(people.analyst, inquiry, { impact: `宛先は ${canary.address} です <b>` });
    const page = (await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text;
    expect(page.indexOf('name="presidentWhat"')).toBeLessThan(page.indexOf('name="summary"'));
    expect(page).toContain(`<mark>${canary.address}</mark>`);
    expect(page).toContain('&lt;b&gt;');
    expect(page).toContain('お客様に開示');
    const names = [...page.matchAll(/<textarea id="act-save-report-(\w+)"/g)].map(([, name]) => name);
    expect(names).toHaveLength(12);
  });

  it('autosaves, says so, and shows the leaks of what was typed', async () => {
    const inquiry = await taken();
    await readyReport(people.analyst, inquiry);
    const saved = await submit(people.analyst, inquiry, 'report/save-report', { reportVersion: '2', impact: canary.phrase, autosaved: 'yes' });
    expect(saved.status).toBe(200);
    expect(saved.text).toContain('自動保存しました。');
    expect(saved.text).toContain('name="reportVersion" value="3"');
    expect(saved.text).toContain(`<mark>${canary.phrase}</mark>`);
    const stale = await submit(people.reader, inquiry, 'report/save-report', { reportVersion: '2', impact: '別の人', autosaved: 'yes' });
    expect(stale.status).toBe(412);
    expect(stale.text).toContain('ほかの人が先にこの報告書を保存しました');
    const full = await submit(people.reader, inquiry, 'report/save-report', { reportVersion: '2', impact: '別の人の文章' });
    expect(full.text, 'what was typed is still there').toContain('別の人の文章</textarea>');
  });

  it('shows the mail as the customer gets it, and refuses to show a leaking one', async () => {
    const inquiry = await taken();
    const reportVersion = await readyReport(people.analyst, inquiry);
    const page = (await people.analyst.client.get(`/inquiries/${inquiry.id}/report/preview`)).text;
    expect(page).toContain('class="mail-preview"');
    expect(page).toContain('社長にお見せいただく一枚');
    const json = (await people.analyst.api.get(`/api/v1/inquiries/${inquiry.id}/report/preview`)).json<{ subject: string; text: string }>();
    expect(json.subject).toContain(inquiry.number);
    for (const secret of Object.values(canary)) expect(json.text).not.toContain(secret);
    await now(people.analyst, inquiry, 'save-report', { reportVersion, impact: canary.address });
    const leaking = await people.analyst.client.get(`/inquiries/${inquiry.id}/report/preview`);
    expect(leaking.text).not.toContain('class="mail-preview"');
    expect(leaking.text, 'marked as it would have gone out').toContain(`<mark>${canary.address.replaceAll('.', '[.]')}</mark>`);
    expect((await people.analyst.api.get(`/api/v1/inquiries/${inquiry.id}/report/preview`)).status).toBe(409);
  });

  it('C4: asking for a reading takes along what is written, whatever has saved itself in between', async () => {
    const inquiry = await taken();
    await readyReport(people.analyst, inquiry);
    expect((await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text).toContain(`form="report-form" formaction="/inquiries/${inquiry.id}/report/request-review"`);
    await submit(people.analyst, inquiry, 'report/save-report', { reportVersion: '2', impact: '保存された文', autosaved: 'yes' });
    const stale = await submit(people.analyst, inquiry, 'report/request-review', { reportVersion: '2', impact: '別の文' });
    expect(stale.status, 'another text on an old version').toBe(412);
    expect(stale.text, 'what was typed is still there').toContain('別の文</textarea>');
    expect((await submit(people.analyst, inquiry, 'report/request-review', { reportVersion: '2', impact: '保存された文' })).status, 'the same text').toBe(303);
    expect((await people.reader.client.get(`/inquiries/${inquiry.id}/report`)).text, 'as text, to be read').toContain('<p>保存された文</p>');
    await submit(people.reader, inquiry, 'report/return-report', { comment: '直す' });
    expect((await submit(people.analyst, inquiry, 'report/request-review', { reportVersion: '3', impact: '打ったばかりの文' })).status).toBe(303);
    expect((await people.reader.client.get(`/inquiries/${inquiry.id}/report`)).text).toContain('<p>打ったばかりの文</p>');
  });

  it('C4: asks for a reading, is read, and is sent, page by page', async () => {
    const inquiry = await taken();
    await readyReport(people.analyst, inquiry);
    expect((await submit(people.analyst, inquiry, 'report/request-review', { reportVersion: '2' })).status).toBe(303);
    const own = (await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text;
    expect(own).not.toContain('panel-approve-report');
    expect(own).toContain('を過ぎると、確認を待たずに報告できます');
    const firstStep = /いまの状況<\/h2>\s*<p class="first-step">[^]*?<\/p>/.exec((await people.reader.client.get(`/inquiries/${inquiry.id}`)).text)?.[0] ?? '';
    expect(firstStep, 'leads whoever may read it there, before all else').toContain(`href="/inquiries/${inquiry.id}/report#president-heading"`);
    const toRead = (await people.reader.client.get(`/inquiries/${inquiry.id}/report`)).text;
    expect(toRead).toContain('panel-approve-report');
    expect(toRead, 'where it is read first').toMatch(/<h2 id="president-heading" tabindex="-1">/);
    expect(wordsOf(toRead), 'and where the reading leads to').toContain('読み終えたら 「次にすること」へ進む');
    expect(own).not.toContain('読み終えたら');
    expect(wordsOf((await people.reader.client.get('/notices')).text), 'a notice says of whose').toContain(`${inquiry.number} ${people.customer.name}`);
    const calling = async (): Promise<string[]> =>
      (await desk.db.rows<{ kind: string }>(sql`SELECT DISTINCT kind FROM notice WHERE inquiry_id = ${inquiry.id} AND seen_at IS NULL AND kind IN ('escalated', 'review_requested')`)).map(({ kind }) => kind);
    expect(await calling(), 'taken: nobody is called to take it').toEqual(['review_requested']);
    expect((await submit(people.reader, inquiry, 'report/approve-report', { reportVersion: '2' })).status).toBe(303);
    expect(await calling(), 'read: nobody else is called to read it').toEqual([]);
    const sent = await submit(people.analyst, inquiry, 'report/send-report', { reportVersion: '2', means: 'mail', contactId: people.contact.id, countsAsFirstResponse: 'on' });
    expect(sent.status, sent.text).toBe(303);
    const done = (await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text;
    expect(wordsOf(done)).toContain('報告書を、お客様への送信待ちに入れました。');
    expect(wordsOf(done)).toMatch(/R1（第1報）を、2026年[^。]*分析 一郎が 山田 太郎 様への送信待ちに入れました。このあと自動で送信されます。 送信メールを開く 送信待ち/);
    expect(done, 'one word for a report that has not left').not.toMatch(/ご報告済み|回答済み/);
    for (const person of [people.analyst, people.first]) {
      const words = wordsOf((await person.client.get(`/inquiries/${inquiry.id}`)).text);
      expect(words).toContain('回答のメールは送信待ち');
      expect(words).toContain('回答のメールは、まだ送信されていません。');
      expect(words).not.toContain('回答済み（ご確認待ち） 担当');
    }
    expect(done).toMatch(/href="\/mail\/outbox\/[0-9a-f-]{36}"/);
    expect(done, 'another report is possible, and not what comes next').toContain('<button class="button" type="submit">続報の下書きを作成する</button>');
    expect((await look(people.analyst, inquiry)).status).toBe('answered');

    const page = (await people.first.client.get(`/inquiries/${inquiry.id}`)).text;
    const told = wordsOf(elementById(page, 'part-told'));
    const { printed } = (await desk.db.row<{ printed: string }>(sql`SELECT printed FROM report WHERE inquiry_id = ${inquiry.id}`)) ?? { printed: '[]' };
    const lines = (JSON.parse(printed) as { lines: string[] }[]).flatMap((section) => section.lines);
    expect(lines.length).toBeGreaterThan(30);
    for (const line of lines) expect(told, 'what the customer has read, word by word').toContain(line.replaceAll(/\s+/g, ' ').trim());
    for (const secret of Object.values(canary)) expect(page, 'C3').not.toContain(secret);
    const mail = await desk.db.row<{ data: string }>(sql`SELECT data FROM outbox WHERE inquiry_id = ${inquiry.id} AND template = 'report'`);
    const { sections } = JSON.parse(mail?.data ?? '{}') as { sections: { lines: string[] }[] };
    expect(lines.filter((line) => line.startsWith('お問い合わせ先：')), 'on paper the report says whom to ask').toHaveLength(1);
    expect(sections.at(-1)?.lines.at(-1), 'in a mail its signature does').toBe('お問い合わせ先は、このメールの末尾にあります。');
    expect(JSON.stringify(sections)).not.toContain('お問い合わせ先：');
  });

  it.each([['確認中', false], ['対象の端末のほかに影響は見つかっていません。', true]])('D2: whether a report whose impact is 「%s」 is the first answer is ticked beforehand: %s', async (impact, ticked) => {
    const inquiry = await taken();
    await readyReport(people.analyst, inquiry, { impact });
    await submit(people.analyst, inquiry, 'report/request-review', { reportVersion: '2' });
    await submit(people.reader, inquiry, 'report/approve-report', { reportVersion: '2' });
    const form = elementById((await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text, 'panel-send-report');
    expect(/<input[^>]*name="countsAsFirstResponse"[^>]*>/.exec(form)?.[0].includes(' checked')).toBe(ticked);
    expect(form.includes('回答にあたる章に「確認中」があるため（6. 影響）、付けていません。')).toBe(!ticked);
  });

  it('the first line sees nothing of a report that has not gone out', async () => {
    const inquiry = await taken();
    await readyReport(people.analyst, inquiry);
    expect((await people.first.client.get(`/inquiries/${inquiry.id}`)).text).not.toContain('part-told');
  });

  it('A5: says before anything is filled in that the identity must be recorded first, and leads there', async () => {
    const inquiry = await inSecondLine(desk, people, false);
    const way = `href="/inquiries/${inquiry.id}#panel-verify"`;
    await readyReport(people.analyst, inquiry);
    const steps = /<h2 id="steps-heading">[^]*?<\/section>/.exec((await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text)?.[0] ?? '';
    expect(steps, 'beside the first step already').toContain(`報告までに必要</span> <a ${way}>本人確認を記録する</a>`);
    await submit(people.analyst, inquiry, 'report/request-review', { reportVersion: '2' });
    const read = await submit(people.reader, inquiry, 'report/approve-report', { reportVersion: '2' });
    expect(wordsOf((await people.reader.client.get(read.headers.get('location') ?? '')).text)).toContain('報告書を確認済みにしました。報告する前に、本人確認が必要です（いまは「本人確認待ち」）。');
    for (const path of ['report', 'report/preview']) {
      const page = (await people.analyst.client.get(`/inquiries/${inquiry.id}/${path}`)).text;
      expect(page).toContain(`<a class="button-primary" ${way}>本人確認を記録する</a>`);
      expect(page).not.toContain('name="means"');
      expect(page).not.toContain('報告へ進む');
    }
    for (const means of ['mail', 'phone', 'meeting']) {
      const refused = await submit(people.analyst, inquiry, 'report/send-report', { reportVersion: '2', means, person: '山田', summary: '打った要旨', contactId: people.contact.id });
      expect(refused.status).toBe(409);
      expect(/<div class="fault-summary"[^]*?<\/div>/.exec(refused.text)?.[0]).toContain(way);
      expect(refused.text, 'what was typed is still there').toContain('打った要旨</textarea>');
    }
    await done(people.analyst, await look(people.analyst, inquiry), 'verify', verification(people.contact.id));
    expect((await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text).toContain('name="means"');
    expect((await people.analyst.client.get(`/inquiries/${inquiry.id}/report/preview`)).text).toContain('報告へ進む');
  });

  it('C4: who is asked by name is told alone and sees it at once; everybody else may read it all the same', async () => {
    const inquiry = await taken();
    const third = await desk.signIn('second_line');
    const queue = async (person: SignedIn): Promise<string> => elementById((await person.client.get('/queue?view=second')).text, `row-${inquiry.id}`);
    await readyReport(people.analyst, inquiry);
    for (const wrong of [people.first.staffId, people.analyst.staffId]) {
      const refused = await submit(people.analyst, inquiry, 'report/request-review', { reportVersion: '2', readerId: wrong });
      expect([refused.status, (await look(people.analyst, inquiry)).status]).toEqual([wrong === people.first.staffId ? 422 : 409, 'second_line_work']);
    }
    const himself = await submit(third, inquiry, 'report/request-review', { reportVersion: '2', readerId: third.staffId });
    expect([himself.status, (await look(third, inquiry)).status], 'who asks is no second reader, also where he has written nothing').toEqual([409, 'second_line_work']);
    const asked = await submit(people.analyst, inquiry, 'report/request-review', { reportVersion: '2', readerId: people.reader.staffId });
    expect(wordsOf((await people.analyst.client.get(asked.headers.get('location') ?? '')).text)).toMatch(/さんに、報告書の確認を依頼しました。/);
    const told = await desk.db.rows<{ id: string }>(sql`SELECT staff_id AS id FROM notice WHERE inquiry_id = ${inquiry.id} AND kind = 'review_requested'`);
    expect(told).toEqual([{ id: people.reader.staffId }]);
    expect(await queue(people.reader)).toContain('あなたの確認待ち');
    expect(await queue(third)).not.toContain('あなたの確認待ち');
    const seen = (await look(people.analyst, inquiry)).version;
    expect((await people.reader.client.get(`/inquiries/${inquiry.id}/report`)).text).toContain('あなたの確認待ちです。');
    expect((await submit(third, inquiry, 'report/approve-report', { reportVersion: '2' })).status).toBe(303);
    expect(wordsOf(await queue(people.reader))).toMatch(/確認済み・報告待ち(?!.*確認待ち)/);
    const own = (await people.analyst.client.get(`/inquiries/${inquiry.id}/report`)).text;
    expect(own).not.toContain('報告書確認中');
    await indexAll(desk);
    const shows = async (path: string): Promise<string> => wordsOf(elementById((await people.analyst.client.get(path)).text, 'main'));
    const found = await people.analyst.client.get(`/search?q=${inquiry.number}`, { 'hx-request': 'true' });
    for (const words of [wordsOf(found.text), await shows(`/queue/bulk?pick=${inquiry.id}`)]) expect(words, 'a status has one name wherever it stands').toContain('確認済み・報告待ち');
    expect(await shows('/queue?view=second&status=report_read'), 'a filter finds what it shows').toContain(inquiry.number);
    expect(await shows('/queue?view=second&status=report_review')).not.toContain(inquiry.number);
    const { status, statusLabel } = (await people.analyst.client.get(`/api/v1/inquiries/${inquiry.id}`)).json<{ status: string; statusLabel: string }>();
    expect([status, statusLabel]).toEqual(['report_review', '確認済み・報告待ち']);
    expect((await people.analyst.client.get(`/inquiries/${inquiry.id}/news?seen=${seen}&page=report`)).text).toContain(`href="/inquiries/${inquiry.id}/report">最新の内容を表示`);
  });

  it('C3: what a sensor never sees stands there already; a finding does not, and no step is judged unless somebody did', async () => {
    const inquiry = await taken();
    const page = (await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text;
    const checked = [...page.matchAll(/name="(\w+)_state" value="(\w+)" checked/g)].map(([, stage, state]) => [stage, state]);
    expect(checked.filter(([, state]) => state !== 'not_assessed')).toEqual([['exploitation', 'not_observable'], ['installation', 'not_observable']]);
    expect(checked).toHaveLength(7);
    const sent = Object.fromEntries(checked.map(([stage, state]) => [`${stage}_state`, stage === 'command_and_control' ? 'observed' : state ?? '']));
    expect((await submit(people.analyst, inquiry, 'analysis/set-attack-progress', sent)).status).toBe(303);
    const after = (await people.analyst.client.get(`/inquiries/${inquiry.id}/analysis`)).text;
    expect(after.match(/class="stage stage-not-assessed"/g)).toHaveLength(4);
    const lacking = '分かっている工程を記録すると、報告書の確認を依頼できます';
    expect([page, after].map((text) => text.includes(lacking)), 'T23: what is known is enough to ask for a reading').toEqual([true, false]);
  });

  it('C4: who asked takes the report back from its page and writes on', async () => {
    const inquiry = await taken();
    await readyReport(people.analyst, inquiry);
    await submit(people.analyst, inquiry, 'report/request-review', { reportVersion: '2' });
    expect((await submit(people.analyst, inquiry, 'report/take-back-report', {})).status).toBe(303);
    expect((await look(people.analyst, inquiry)).status).toBe('second_line_work');
  });

  it('who only reads a report is told how it stands, not what others have to do', async () => {
    const inquiry = await taken();
    await done(people.analyst, await look(people.analyst, inquiry), 'save-report', {});
    const page = async (person: SignedIn): Promise<string> => (await person.client.get(`/inquiries/${inquiry.id}/report`)).text;
    const [written, read] = [await page(people.analyst), await page(people.owner)];
    for (const asked of ['次にすること', '確認を依頼', '分析の記録で確かめる']) {
      expect(wordsOf(written)).toContain(asked);
      expect(wordsOf(read)).not.toContain(asked);
    }
    for (const offered of ['作成中', 'お客様に届くメールを確認する', '社長にお見せいただく一枚']) expect(wordsOf(read)).toContain(offered);
  });

  it('the owner reads the analysis and changes nothing; the auditor does not read it', async () => {
    const inquiry = await taken();
    expect((await people.owner.client.get(`/inquiries/${inquiry.id}/analysis`)).status).toBe(200);
    expect((await submit(people.owner, inquiry, 'analysis/add-portal-note', { text: 'x' })).status).toBe(403);
    const auditor = await desk.signIn('auditor');
    expect((await auditor.client.get(`/inquiries/${inquiry.id}/analysis`)).status).toBe(403);
  });
});
