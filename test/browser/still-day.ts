import type { BrowserContext, Page } from 'playwright-core';
import { done, look, takeCall, type Resource } from '../inquiries/story.js';
import type { SignedIn } from '../support/sessions.js';
import { question, saving } from './inquiry-page.js';
import { shiftsOf, watchShifts } from './stillness.js';

/** Who works, and on what: an inquiry that is being heard, and one whose report is being written. */
export interface StillDay {
  readonly baseUrl: string;
  /** Where each of the lines is signed in. */
  readonly first: BrowserContext;
  readonly analyst: BrowserContext;
  /** Changes things meanwhile, from elsewhere. */
  readonly other: SignedIn;
  readonly heard: Resource;
  readonly reported: Resource;
}

/** A number that loses a digit moves its neighbour by less; a line that comes or goes moves far more. */
const bound = 0.001;

/** Goes through what the lines do all day, at one width: a line for each act that moved something by itself. */
export async function whatMoves(day: StillDay, viewport: { readonly width: number; readonly height: number }): Promise<string[]> {
  const faults: string[] = [];
  const open = async (line: BrowserContext, path: string): Promise<Page> => {
    const page = await line.newPage();
    await page.setViewportSize(viewport);
    await watchShifts(page);
    // The last that a page asks for by itself: how many notices are new.
    await Promise.all([page.waitForResponse(/\/notices\/count$/), page.goto(day.baseUrl + path)]);
    await judge(page, `${path} arrives`);
    return page;
  };
  const judge = async (page: Page, what: string): Promise<void> => {
    const shifts = await shiftsOf(page);
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    if (sum >= bound) faults.push(`${viewport.width}: ${what}: ${sum.toFixed(4)} ${shifts.flatMap(({ moved }) => moved).join(' ')}`);
  };
  const all = { ...day, open, judge };
  const queue = await open(day.first, '/queue?view=all');
  await takeCall(day.other, { headline: 'そのあいだに入った電話' });
  await callComesIn(all);
  await customerIsHeard(all);
  await reportIsWritten(all);
  // What nobody looks at is not drawn.
  await queue.bringToFront();
  await queue.locator('#queue-news a').waitFor();
  await queue.locator('#header-q').pressSequentially('みどり');
  await judge(queue, 'a call came in elsewhere, and somebody types into the search of the head');
  return faults;
}

interface Watching extends StillDay {
  readonly open: (line: BrowserContext, path: string) => Promise<Page>;
  readonly judge: (page: Page, what: string) => Promise<void>;
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

async function customerIsHeard({ first, other, heard, open, judge }: Watching): Promise<void> {
  const page = await open(first, `/inquiries/${heard.id}`);
  const { group } = question(page, 'お客様が感じる緊急度');
  const answer = group.locator('input[type=radio]:not(:checked)').first();
  await answer.scrollIntoViewIfNeeded();
  await judge(page, 'the sheet is scrolled');
  await saving(page, () => answer.check());
  await judge(page, 'an answer is saved');
  await done(other, await look(other, heard), 'add-note', { text: '別の電話で聞いたこと' });
  await page.locator('#page-outdated .notice').waitFor();
  await judge(page, 'another person writes a note');
}

async function reportIsWritten({ analyst, reported, open, judge }: Watching): Promise<void> {
  const page = await open(analyst, `/inquiries/${reported.id}/report`);
  const field = page.getByLabel('何が起きたか', { exact: true });
  await field.fill('C&C');
  // A field grows and shrinks with what is written into it.
  await shiftsOf(page);
  await page.locator('#report-form').dispatchEvent('saveagain');
  await page.getByText('専門用語の言い換え 1件').first().waitFor();
  await judge(page, 'the report says what to write instead');
}
