import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportChanges } from '../../src/analysis/report-changes.rules.js';
import { nextSteps, type SituationFacts } from '../../src/analysis/situation.rules.js';
import { shownText } from '../../src/hearing/shown-text.rules.js';
import { aStaffedDesk, done, hear, look, takeCall, verification, type Resource } from '../inquiries/story.js';
import { inSecondLine, now, readyReport } from './analysis-story.js';
import { elementById, hiddenValue, wordsOf } from '../pages/page.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

describe('what an analyst does next', () => {
  const ready: SituationFacts = { verified: true, needsCallback: false, inForce: true, taken: true, noticeChecked: true, progressSet: true, assessed: true, report: 'approved', mayReadReport: false, askedByName: false, answered: false, logsAtRisk: false };
  it.each([
    ['nobody has taken it', { taken: false, verified: false }, '受領して担当する'],
    ['A5: nobody is verified', { verified: false, noticeChecked: false }, '登録番号へ折り返して本人確認をする'],
    ['A7: the contract is not clear', { inForce: false, noticeChecked: false }, '契約の確認を待つ（サービス主管が判断します）'],
    ['A5: accounts may be in other hands', { needsCallback: true }, '登録番号へ折り返して本人確認をする（メールで報告するとき）'],
    ['C3: the notice is not checked', { noticeChecked: false, progressSet: false }, 'お客様への通知内容を確認する'],
    ['C3: no attack progress', { progressSet: false, assessed: false }, '攻撃工程の進み具合を記録する'],
    ['C4: no report yet', { report: 'none' }, '報告書の下書きを作る（急ぐときは先に電話で回答する）'],
    ['C4: a colleague’s report waits to be read', { report: 'in_review', mayReadReport: true, verified: false }, '報告書を読んで、確認済みにするか修正を依頼する'],
    ['C4: one’s own report is read by another', { report: 'in_review' }, '報告書の確認を待つ'],
    ['C4: the report is approved', {}, '報告書をお客様へ報告する'],
  ] as const)('where %s', (_case, facts, first) => {
    expect(nextSteps({ ...ready, ...facts }).required[0]?.text).toBe(first);
  });
  it('leads nobody on to what others do', () => {
    const waiting = nextSteps({ ...ready, report: 'in_review' }).required;
    expect(waiting.map(({ waits }) => waits)).toEqual([true]);
    expect(nextSteps({ ...ready, report: 'in_review', mayReadReport: true }).required[0]?.waits).toBe(false);
  });

  it('nothing where it is answered', () => {
    expect(nextSteps({ ...ready, assessed: false, report: 'none', answered: true })).toEqual({ urgent: undefined, required: [], optional: [] });
  });
  it('H3: a log that is about to be lost is urgent and no part of the report; 判定 is asked for and holds nothing up', () => {
    const steps = nextSteps({ ...ready, report: 'draft', assessed: false, logsAtRisk: true });
    expect(steps.urgent?.text).toBe('ログが消える前に、ログの提供を依頼する');
    expect(steps.required.map(({ text }) => text)).toEqual(['報告書を仕上げて、確認を依頼する']);
    expect(steps.optional.map(({ text }) => text)).toEqual(['判定と緊急度を記録する']);
  });
});

describe('two reports side by side', () => {
  it('show the sections that differ, what came beside what it replaced', () => {
    const before = [{ heading: '要約', lines: ['端末1台', '影響なし'] }, { heading: '影響', lines: ['確認中'] }];
    const after = [{ heading: '要約', lines: ['端末2台', '影響なし', '続報あり'] }, { heading: '影響', lines: ['確認中'] }];
    expect(reportChanges(before, after)).toEqual([{
      heading: '要約',
      lines: [{ before: '端末1台', after: '端末2台', isSame: false }, { before: '影響なし', after: '影響なし', isSame: true }, { before: undefined, after: '続報あり', isSame: false }],
    }]);
  });
  it('show a section that only one of them has', () => {
    expect(reportChanges([{ heading: '旧', lines: ['あ'] }], [{ heading: '新', lines: ['い'] }]).map(({ heading }) => heading)).toEqual(['新', '旧']);
  });
});

describe('a text as a page shows it', () => {
  it.each([
    ['2026-11-24T01:05:00Z に検知', '2026年11月24日（火）10:05（日本時間）に検知'],
    ['2026-11-24 10:05 に検知', '2026-11-24 10:05 に検知'],
    ['198.51.100.7 と https://evil.example/a へ', '198[.]51[.]100[.]7 と hxxps://evil[.]example/a へ'],
    ['10.50.0.8 と 192.168.1.1', '10.50.0.8 と 192.168.1.1'],
    ['https://www.ipa.go.jp/ を参照', 'https://www.ipa.go.jp/ を参照'],
  ])('%s', (typed, shown) => {
    expect(shownText(typed)).toBe(shown);
  });
});

describe('the page of an analyst', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let inquiry: Resource;

  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
    const verified = await done(people.first, (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>(), 'verify', verification(people.contact.id));
    await hear(desk, people.first, verified);
    const escalated = await done(people.first, await look(people.first, verified), 'escalate', { reason: 'cannot_answer', comment: '2026-11-24T01:05:00Z に 198.51.100.7 へ', markOpenUnknown: true, unknownReason: '後で' });
    const taken = await done(people.analyst, escalated, 'take');
    inquiry = await done(people.analyst, taken, 'add-portal-note', { text: 'callback to hidden.example from the management screen' });
  });
  afterAll(() => desk.close());

  const page = async (person = people.analyst): Promise<string> => (await person.client.get(`/inquiries/${inquiry.id}`)).text;

  it('says what happened, what is known, what is missing and what to do next, with the attack as a picture', async () => {
    const situation = elementById(await page(), 'part-situation');
    const words = wordsOf(situation);
    expect(words).toMatch(/何が起きたか C&C通信.*英語の通知の意味を教えてほしい.*分かっていること.*足りないこと.*不明：.*攻撃工程の進み具合 偵察 未評価.*報告までに残っていること お客様への通知内容を確認する/);
    expect(words).toContain('10:12のとき 、 一次 花子 ） 2026年11月24日（火）10:05（日本時間）に 198[.]51[.]100[.]7 へ 何が起きたか');
    expect(words).toContain('利用者非公開 の記録が1件あります');
    expect(situation.match(/class="stage stage-not-assessed"/g)).toHaveLength(7);
  });

  it('shows times in Japanese time and addresses defanged, in whatever was written', async () => {
    expect(wordsOf(await page())).toContain('2026年11月24日（火）10:05（日本時間）に 198[.]51[.]100[.]7 へ');
  });

  it('C3: the first line gets nothing of it', async () => {
    const words = wordsOf(await page(people.first));
    expect(words).not.toContain('いまの状況');
    expect(words).not.toContain('記録が1件あります');
  });

  it('C3: an answer is shown as the mail it will be; what nobody released is marked and goes into no mail', async () => {
    const csrf = hiddenValue(await page(), '_csrf');
    const preview = (text: string) => people.analyst.client.postForm(`/inquiries/${inquiry.id}/answer-preview`, { _csrf: csrf, means: 'mail', text });
    const clean = wordsOf((await preview('通知の意味をご説明します。')).text);
    expect(clean).toContain(`宛先 ${people.contact.name} <${people.contact.email}>`);
    expect(clean).toMatch(/件名 【SOC in Pocket】【関係者限り】お問い合わせへのご回答.*通知の意味をご説明します。/);
    const leaking = await preview('hidden[.]example への通信です。');
    expect(leaking.text).toMatch(/<mark>hidden\[\.\]example<\/mark>/);
    expect(wordsOf(leaking.text)).not.toContain('件名');
    expect(wordsOf((await preview('')).text)).toContain('回答の内容を入力すると');
    expect((await people.first.client.postForm(`/inquiries/${inquiry.id}/answer-preview`, { text: 'x' })).status).toBe(403);
  });

  it('C8: what the customer was asked to watch is in sight before it ends, and is kept where it was said by the way', async () => {
    const watched = await inSecondLine(desk, people);
    await readyReport(people.analyst, watched, { nextSteps: '12月14日まで、同じ通知が出ないか見ていただく。' });
    await now(people.analyst, watched, 'set-assessment', { disposition: 'benign_true_positive', confidence: 'high', severity: 'low', urgency: 'watch' });
    await now(people.analyst, watched, 'request-review', { reportVersion: 2 });
    await now(people.reader, watched, 'approve-report', { reportVersion: 2 });
    await now(people.analyst, watched, 'send-report', { reportVersion: 2, means: 'phone', contactId: people.contact.id, number: people.contact.phone, person: '山田 太郎', countsAsFirstResponse: true });
    const shown = (await people.lead.client.get(`/inquiries/${watched.id}`)).text;
    expect(wordsOf(elementById(shown, 'part-situation'))).toMatch(/お伝えしてから完了にします。 \S+-R1 （ .{10,40} ）の「今後の予定・お願い事項」でお伝えした内容： 12月14日まで、同じ通知が出ないか見ていただく。/);
    await now(people.lead, watched, 'close', { resolution: 'answered_by_second_line', confirmedByCustomer: true, watch: '来週いっぱい、通知を見ていただく。' });
    expect(wordsOf((await people.first.client.get(`/inquiries/${watched.id}`)).text)).toContain('お客様に見ていただくこと 来週いっぱい、通知を見ていただく。');
  });
});
