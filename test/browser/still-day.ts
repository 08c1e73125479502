import type { BrowserContext, Locator, Page } from 'playwright-core';
import { done, hear, look, receptionAnswers, takeCall, type Resource } from '../inquiries/story.js';
import type { TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { question, saving, writeTime } from './inquiry-page.js';
import { movedBetween, shiftsOf, watchShifts, whatStands } from './stillness.js';

/** Who works, and on what: an inquiry that is being heard, and one whose report is being written. */
export interface StillDay {
  readonly desk: TestDesk;
  /** Where each of the lines is signed in. */
  readonly first: BrowserContext;
  readonly analyst: BrowserContext;
  /** Changes things meanwhile, from elsewhere. */
  readonly other: SignedIn;
  readonly heard: Resource;
  readonly reported: Resource;
}

const encrypted = [
  { questionId: 'host_symptoms', group: 0, state: 'value', value: ['ransom_note'] },
  { questionId: 'threat_kind', group: 0, state: 'value', value: 'ransomware_communication' },
  { questionId: 'log_retention_days', group: 0, state: 'value', value: 30 },
] as const;

/** A number that loses a digit moves its neighbour by less; a line that comes or goes moves far more. */
const bound = 0.001;

/**
 * Goes through what the lines do all day, at one width: a line for each act that moved something by itself. A page is
 * closed once it is judged: each listens to the desk, and a browser keeps six connections to one server.
 */
export async function whatMoves(day: StillDay, viewport: { readonly width: number; readonly height: number }): Promise<string[]> {
  const faults: string[] = [];
  const open = async (line: BrowserContext, path: string): Promise<Page> => {
    const page = await line.newPage();
    await page.setViewportSize(viewport);
    await watchShifts(page);
    // The last that a page asks for by itself: how many notices are new.
    await Promise.all([page.waitForResponse(/\/notices\/count$/), page.goto(day.desk.baseUrl + path)]);
    await judge(page, `${path} arrives`);
    return page;
  };
  const judge = async (page: Page, what: string): Promise<void> => {
    const shifts = await shiftsOf(page);
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    if (sum >= bound) faults.push(`${viewport.width}: ${what}: ${sum.toFixed(4)} ${shifts.flatMap(({ moved }) => moved).join(' ')}`);
  };
  const still = async (page: Page, what: string, doing: () => Promise<unknown>): Promise<void> => {
    await judge(page, `before ${what}`);
    const before = await whatStands(page);
    await doing();
    await judge(page, what);
    faults.push(...movedBetween(before, await whatStands(page)).slice(0, 3).map((moved) => `${viewport.width}: ${what}: ${moved}`));
  };
  const fault = (what: string): unknown => faults.push(`${viewport.width}: ${what}`);
  const all = { ...day, width: viewport.width, open, judge, still, fault };
  const queue = await open(day.first, '/queue?view=all');
  await queue.locator(`#row-${day.heard.id}`).evaluate((row) => row.scrollIntoView({ block: 'center' }));
  const rows = await whatStands(queue);
  await takeCall(day.other, { headline: 'そのあいだに入った電話' });
  await callComesIn(all);
  await customerIsHeard(all);
  await answersLeadOn(all);
  await encryptionIsHeardOf(all);
  await reportIsWritten(all);
  await answerIsWritten(all);
  // On a telephone the panel stands above the sheet; and there is one answer, which only one can take back.
  if (viewport.width < 600) await lastAnswerIsGiven(all);
  // What nobody looks at is not drawn.
  await queue.bringToFront();
  await queue.locator('#queue-news a').waitFor();
  await queue.locator(`#row-${day.heard.id}`).getByText('お客様ご回答待ち').waitFor();
  await judge(queue, 'a call came in elsewhere and rows became others');
  faults.push(...movedBetween(rows, await whatStands(queue)).slice(0, 3).map((moved) => `${viewport.width}: rows became others: ${moved}`));
  await queue.locator('#header-q').pressSequentially('みどり');
  await judge(queue, 'somebody types into the search of the head');
  return faults;
}

interface Watching extends StillDay {
  readonly width: number;
  readonly open: (line: BrowserContext, path: string) => Promise<Page>;
  readonly judge: (page: Page, what: string) => Promise<void>;
  /** Judges one act, also by where things in sight stand before and after. */
  readonly still: (page: Page, what: string, doing: () => Promise<unknown>) => Promise<void>;
  readonly fault: (what: string) => unknown;
}

async function callComesIn({ first, open, judge }: Watching): Promise<void> {
  const page = await open(first, '/calls/new');
  const field = page.getByRole('searchbox', { name: '利用者を探す' });
  await field.pressSequentially('みどり');
  await page.getByRole('radio', { name: /株式会社みどり野製作所/ }).waitFor();
  await field.fill('みどりでない');
  await page.getByText('合う利用者はありません').waitFor();
  await judge(page, 'hits of the call page come and go');
  const search = await open(first, '/search');
  await search.getByLabel('探す言葉').pressSequentially('みどり');
  await search.locator('.search-customers').waitFor();
  await judge(search, 'hits of the search come');
}

async function customerIsHeard({ desk, first, other, heard, open, judge, still }: Watching): Promise<void> {
  const page = await open(first, `/inquiries/${heard.id}`);
  await done(other, await look(other, heard), 'add-note', { text: '別の電話で聞いたこと' });
  await page.locator('#page-outdated .notice').waitFor();
  await judge(page, 'another person writes a note');
  await still(page, 'another person hears of encryption and waits for the customer', async () => {
    await hear(desk, other, heard, [...receptionAnswers, ...encrypted]);
    await done(other, await look(other, heard), 'await-customer', { asked: '発生時刻', answerBy: '2026-11-27T17:00' });
    await page.locator('#inquiry-state').getByText('お客様ご回答待ち').waitFor();
  });
  await page.close();
}

/** What each answer of the sheet brings with it: how it is spelt out, a fault, a warning, a question. */
async function answersLeadOn({ first, heard, open, still }: Watching): Promise<void> {
  const page = await open(first, `/inquiries/${heard.id}`);
  const at = async (id: string, what: string, doing: () => Promise<unknown>): Promise<void> => {
    await page.locator(`#question-${id}-0`).evaluate((element) => element.scrollIntoView());
    await still(page, what, doing);
  };
  const write = async (text: string): Promise<void> => {
    const { box } = question(page, '送信元IPアドレス');
    await box.fill(text);
    await box.blur();
  };
  const said = (id: string, part: string): Promise<void> => page.locator(`#question-${id}-0 ${part}`).waitFor();
  await at('source_ip', 'an address is spelt out', async () => {
    await write('192.0.2.7');
    await said('source_ip', '.spelt-out');
  });
  await at('source_ip', 'an address cannot be read', async () => {
    await write('よく聞こえない');
    await said('source_ip', '.fault');
  });
  await at('last_detected_at', 'a time is long ago', async () => {
    await writeTime(page, '最終検知日時', '2026/6/1 10:00', '日本時間');
    await said('last_detected_at', '.question-warning');
  });
  const recurrence = question(page, '同種アラートの過去有無').group;
  await at('recurrence', 'an answer opens a question', async () => {
    await saving(page, () => recurrence.getByLabel('以前にもあった').check());
    await page.locator('[id="q.recurrence_reference.0"]:enabled').waitFor();
  });
  await at('recurrence', 'an answer closes a question', async () => {
    await saving(page, () => recurrence.getByLabel('初めて').check());
    await page.locator('[id="q.recurrence_reference.0"]:disabled').waitFor();
  });
  await page.close();
}

/** Signs of encryption, and the act they ask for: in sight where somebody hears of them, and gone with a mistaken answer. */
async function encryptionIsHeardOf({ first, other, open, still, fault }: Watching): Promise<void> {
  const { id } = (await takeCall(other, { headline: 'ファイルが開けない' })).json<Resource>();
  const page = await open(first, `/inquiries/${id}`);
  const act = page.locator('#panel-escalate-fast-track > summary');
  const answered = async (label: string, answer: string, what: string, isSign: boolean): Promise<void> => {
    const { group } = question(page, label);
    await group.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await shiftsOf(page);
    await still(page, what, async () => {
      await saving(page, () => group.getByText(answer, { exact: true }).click());
      await act.waitFor({ state: isSign ? 'visible' : 'detached' });
    });
    if (isSign && !(await isInSight(act))) fault(`${what}, and nobody sees the emergency act`);
  };
  await answered('端末の異常', '脅迫文が表示されている', 'a symptom is a sign of encryption', true);
  await answered('端末の異常', '脅迫文が表示されている', 'the sign is taken back', false);
  await answered('不正通信の種類', 'ランサムウェアの通信', 'the kind of the alert is a sign of encryption', true);
  await page.close();
}

async function isInSight(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => {
    const { left, top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight && element.contains(document.elementFromPoint(left + 4, (top + bottom) / 2));
  });
}

async function reportIsWritten({ width, analyst, reported, open, still }: Watching): Promise<void> {
  const page = await open(analyst, `/inquiries/${reported.id}/report`);
  const field = page.getByLabel('何が起きたか', { exact: true });
  await field.fill('C&C');
  // A field grows and shrinks with what is written into it.
  await shiftsOf(page);
  await still(page, 'the report says what to write instead', async () => {
    await page.locator('#report-form').dispatchEvent('saveagain');
    await page.getByText('専門用語の言い換え 1件').first().waitFor();
  });
  await page.close();
  const analysis = await open(analyst, `/inquiries/${reported.id}/analysis`);
  const panel = analysis.locator('#panel-add-configuration');
  if ((await panel.getAttribute('open')) === null) await panel.locator('summary').click();
  await panel.locator('.button-primary').last().scrollIntoViewIfNeeded();
  // Who opens a fold moves what stands below it.
  await shiftsOf(analysis);
  await still(analysis, 'a draft is kept', async () => {
    await panel.locator('textarea').fill(`UTM ${width}台`);
    await panel.getByText('下書きを保存しました').waitFor();
  });
  await analysis.close();
}

/** The mail that an answer will be follows what is typed. */
async function answerIsWritten({ width, analyst, reported, open, still }: Watching): Promise<void> {
  const page = await open(analyst, `/inquiries/${reported.id}`);
  const panel = page.locator('#panel-answer');
  if ((await panel.getAttribute('open')) === null) await panel.locator(':scope > summary').click();
  await page.locator('#answer-preview').evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await shiftsOf(page);
  await still(page, 'an answer is shown as the mail it will be', async () => {
    await page.locator('#act-answer-text').fill(`必ず安全です。${width}`);
    await page.locator('#answer-preview .mail-preview').waitFor();
  });
  await page.close();
}

/** While something is lacking the panel says what; its room is the same once nothing is. */
async function lastAnswerIsGiven({ analyst, reported, open, still }: Watching): Promise<void> {
  const page = await open(analyst, `/inquiries/${reported.id}`);
  await page.locator('#sheet-fold > summary').click();
  const unknown = page.locator('#question-host_symptoms-0').getByLabel('不明');
  const panel = page.locator('#sheet-missing');
  await panel.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await shiftsOf(page);
  const press = (): Promise<void> => unknown.evaluate((box) => (box as HTMLElement).click());
  await still(page, 'an answer is taken back', async () => {
    await saving(page, press);
    await panel.getByRole('link', { name: '端末の異常' }).first().waitFor();
  });
  await still(page, 'the last answer is given', async () => {
    await saving(page, press);
    await panel.getByRole('link', { name: '端末の異常' }).first().waitFor({ state: 'detached' });
  });
  await page.close();
}
