import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { cookieNames } from '../../src/web/cookies.js';
import { inSecondLine } from '../analysis/analysis-story.js';
import { done, look, takeCall, type Resource } from '../inquiries/story.js';
import type { SignedIn } from '../support/sessions.js';
import { axeFaults } from './axe.js';
import { doAct, question } from './inquiry-page.js';
import { midorino, narrow, openStage, picture, wide, type Person, type Stage } from './stage.js';
import { whatMoves } from './still-day.js';

describe('the queue in a browser', () => {
  let opened: Stage | string;
  let hanako: Person;
  let jiro: Person;
  let first: SignedIn;
  let inquiries: Resource[];
  let served: Awaited<ReturnType<typeof midorino>>;

  beforeAll(async () => {
    opened = await openStage();
    if (typeof opened === 'string') return;
    served = await midorino(opened);
    const { desk, customer } = served;
    hanako = await opened.person('first_line', '佐藤 花子', { deskIds: [desk.id] });
    jiro = await opened.person('first_line_supervisor', '髙﨑 次郎', { deskIds: [desk.id] });
    first = await opened.desk.signIn('first_line', { deskIds: [desk.id], name: '窓口 三郎' });
    inquiries = [];
    for (const headline of ['英語の通知の意味を知りたい', '端末の動きが遅い', '画面に見慣れない警告']) {
      inquiries.push((await takeCall(first, { customerId: customer.id, headline })).json<Resource>());
    }
  });
  afterAll(async () => {
    if (typeof opened !== 'string') await opened.close();
  });

  const focused = (page: Page): Promise<string | undefined> => page.evaluate(() => document.activeElement?.closest('[data-row]')?.id);

  it('swaps a changed row in its place: focus, picks and what is open stay as they are', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const page = await opened.pageOf(hanako);
    const [one, two] = inquiries;
    if (one === undefined || two === undefined) throw new Error('There are inquiries.');
    const listening = page.waitForResponse((answer) => answer.url().includes('/live'));
    await page.goto(`${opened.desk.baseUrl}/queue`);
    await listening;
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('e');
    const row = page.locator(`#${(await focused(page)) ?? ''}`);
    expect(await row.locator('input[name="pick"]').isChecked()).toBe(true);
    const id = ((await focused(page)) ?? '').slice('row-'.length);
    await done(first, await look(first, { id }), 'assign', { ownerId: jiro.staffId });
    await row.getByText('髙﨑 次郎').waitFor();
    expect(await focused(page)).toBe(`row-${id}`);
    expect(await row.locator('input[name="pick"]').isChecked()).toBe(true);
    expect(await row.locator('.why-row').evaluate((why) => (why as HTMLDetailsElement).open)).toBe(true);
    const other = id === one.id ? two : one;
    await done(first, await look(first, other), 'await-customer', { asked: '発生時刻', answerBy: '2026-11-27T17:00' });
    await page.locator(`#row-${other.id}`).getByText('一覧から外れました').waitFor();
    await page.locator('#queue-news').getByRole('link', { name: '再読み込み' }).waitFor();
    await picture(page, 'queue-live');
    expect(await axeFaults(page)).toEqual([]);
    expect(opened.complaints).toEqual([]);
    await page.close();
  });

  it('goes by keyboard alone from the queue to a note, and the keys can be switched off', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const page = await opened.pageOf(hanako);
    await page.goto(`${opened.desk.baseUrl}/queue`);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/inquiries\//);
    await page.keyboard.press('n');
    const note = page.locator('#act-add-note-text');
    expect(await note.evaluate((element) => element.matches(':focus'))).toBe(true);
    await page.keyboard.type('jkx?n と書いてもキーは働かない');
    expect(await note.inputValue()).toBe('jkx?n と書いてもキーは働かない');
    await page.keyboard.press('Escape');
    expect(await page.locator('#panel-add-note').evaluate((panel) => (panel as HTMLDetailsElement).open)).toBe(false);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'キーボード操作' }).waitFor();
    await picture(page, 'keys');
    expect(await axeFaults(page)).toEqual([]);
    const kept = () => page.waitForResponse((answer) => answer.url().endsWith('/shortcuts') && answer.request().method() === 'POST');
    await Promise.all([kept(), page.locator('[data-keys-switch]').uncheck()]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('u');
    await page.keyboard.press('n');
    expect(page.url()).toContain('/inquiries/');
    expect(await page.locator('#panel-add-note').evaluate((panel) => (panel as HTMLDetailsElement).open)).toBe(false);
    // The desk keeps it for the person, who has his keys again afterwards.
    await page.goto(`${opened.desk.baseUrl}/shortcuts`);
    await Promise.all([kept(), page.locator('[data-keys-switch]').check()]);
    await page.close();
  });

  it('two people on one inquiry see each other and lose nothing', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const inquiry = inquiries[2];
    if (inquiry === undefined) throw new Error('There is an inquiry.');
    const [one, two] = [await opened.pageOf(hanako), await opened.pageOf(jiro)];
    const address = `${opened.desk.baseUrl}/inquiries/${inquiry.id}`;
    await one.goto(address);
    await two.goto(address);
    await one.locator('#present').getByText('髙﨑 次郎さんが表示中').waitFor();
    await one.keyboard.press('n');
    await one.keyboard.type('折り返しは15時以降');
    await two.locator('#present').getByText('佐藤 花子さんが入力中').waitFor();
    await one.locator('#panel-add-note [data-draft-state]').getByText('下書きを保存しました').waitFor();
    await picture(two, 'presence');

    await two.keyboard.press('n');
    await two.keyboard.type('先に記録した');
    await two.locator('#panel-add-note button.button-primary').click();
    await two.getByText('メモを追加しました。').waitFor();
    await one.locator('#page-outdated').getByText('髙﨑 次郎：').waitFor();
    expect(await one.locator('#act-add-note-text').inputValue()).toBe('折り返しは15時以降');
    await one.locator('#panel-add-note button.button-primary').click();
    await one.getByText('ほかの人が先にこの問合せを更新しました').first().waitFor();
    expect(await one.locator('#act-add-note-text').inputValue()).toBe('折り返しは15時以降');

    await two.keyboard.press('a');
    await two.locator('#panel-assign').getByLabel('髙﨑 次郎').check();
    await two.locator('#panel-assign button.button-primary').click();
    await two.locator('.notice-success', { hasText: '担当' }).waitFor();
    await one.close();
    const back = await opened.pageOf(hanako);
    await back.goto(address);
    await back.getByText('髙﨑 次郎').first().waitFor();
    expect(await back.locator('#act-add-note-text').inputValue(), 'it survives a change of owner and a closed browser').toBe('折り返しは15時以降');
    await picture(back, 'draft-restored');
    expect(await axeFaults(back)).toEqual([]);
    await back.locator('#panel-add-note button.button-primary').click();
    await back.getByText('メモを追加しました。').waitFor();
    await back.goto(address);
    expect(await back.locator('#act-add-note-text').inputValue(), 'sent, it is gone').toBe('');
    expect(opened.complaints).toEqual([]);
  });

  it('sends at the first press while the draft of what was typed is still being saved', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const page = await opened.pageOf(hanako);
    await page.addInitScript(() => {
      const ask = globalThis.fetch;
      // The desk has answered, and what it says is still on its way.
      globalThis.fetch = async (...asked) => {
        const answer = await ask(...asked);
        if (answer.url.includes('/drafts')) answer.text = async () => new Promise((come) => setTimeout(come, 5_000, '…'));
        return answer;
      };
    });
    await page.goto(`${opened.desk.baseUrl}/inquiries/${inquiries[0]?.id ?? ''}`);
    await page.keyboard.press('n');
    await page.keyboard.type('一度で送る');
    const saved = page.waitForResponse((answer) => answer.url().includes('/drafts'));
    await page.keyboard.press('Tab');
    await saved;
    await page.locator('#panel-add-note button.button-primary').press('Enter');
    await page.locator('.notice-success', { hasText: 'メモを追加しました。' }).waitFor();
    await page.close();
  });

  it('records an answer just typed before the act that is sent from it', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const page = await opened.pageOf(hanako);
    await page.goto(`${opened.desk.baseUrl}/inquiries/${inquiries[0]?.id ?? ''}`);
    await doAct(page, 'メモを追加する', async (panel) => {
      await panel.getByRole('textbox').first().fill('聞き終えてから書いたメモ');
      await question(page, 'アラートID').box.fill('CTS-JUST-TYPED');
    });
    const record = await page.getByRole('region', { name: 'これまでの記録' }).innerText();
    // The newest stands first.
    expect(record).toMatch(/聞き終えてから書いたメモ[^]*ヒアリングシートに記入/);
    expect(await question(page, 'アラートID').box.inputValue()).toBe('CTS-JUST-TYPED');
    await page.close();
  });

  it('keeps what was typed a moment before signing out', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const address = `${opened.desk.baseUrl}/inquiries/${inquiries[1]?.id ?? ''}`;
    const page = await opened.pageOf(hanako);
    await page.goto(address);
    await page.keyboard.press('n');
    await page.keyboard.type('席を立つ前に');
    // Without leaving the field first, as a script of the page does it.
    await page.locator('form[action="/sign-out"]').evaluate((form) => (form as HTMLFormElement).requestSubmit());
    await page.waitForURL(/sign-in/);
    await page.close();
    const back = await opened.pageOf(hanako);
    await back.goto(address);
    expect(await back.locator('#act-add-note-text').inputValue()).toContain('席を立つ前に');
    await back.close();
  });

  it('does one act on many by keyboard and without JavaScript, and says line by line what came of it', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const page = await opened.pageOf(jiro, { javaScriptEnabled: false });
    await page.goto(`${opened.desk.baseUrl}/queue?view=all`);
    for (const box of await page.locator('input[name="pick"]').all()) {
      await box.focus();
      await page.keyboard.press('Space');
    }
    await page.getByRole('button', { name: '選んだ問合せをまとめて操作' }).click();
    await page.locator('#panel-assign > summary').click();
    await picture(page, 'bulk');
    await page.locator('#panel-assign').getByLabel('佐藤 花子').check();
    await page.locator('#panel-assign button.button-primary').click();
    await page.getByText('3件のうち3件を実行しました。').waitFor();
    await picture(page, 'bulk-result');
    await page.goto(`${opened.desk.baseUrl}/queue?view=all&owner=none`);
    await page.getByText('この条件に合う問合せはありません。').waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it.each([wide, narrow])('shows names and tags whole, $width pixels wide, in rows of one height', async (viewport) => {
    if (typeof opened === 'string') return;
    const page = await opened.pageOf(jiro, { viewport });
    await page.goto(`${opened.desk.baseUrl}/queue?view=all`);
    const rows = page.locator('[data-row]');
    await rows.getByText('本人確認待ち').first().waitFor();
    const cut = await rows.locator('.queue-customer > :is(strong, .name, .tag)').evaluateAll((parts) => parts.filter((part) => part.scrollWidth > part.clientWidth && part.clientWidth > 0).map((part) => part.textContent));
    expect(cut).toEqual([]);
    const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(1);
    await page.close();
  });

  it('moves nothing by itself, wide or narrow: not on arrival, not under who types, not when others change what is shown', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const stage = opened;
    const { baseUrl } = stage.desk;
    const analyst = await stage.desk.signIn('second_line', { name: '分析 一郎' });
    const reported = await inSecondLine(stage.desk, { ...served, first, analyst });
    await done(analyst, await look(analyst, reported), 'save-report', {});
    const lines = { first: (await stage.pageOf(hanako)).context(), analyst: (await stage.page()).context() };
    await lines.analyst.addCookies([{ name: cookieNames(baseUrl).session, value: analyst.token, url: baseUrl }]);
    const faults = await Promise.all([wide, narrow].map(async (viewport) => {
      const heard = (await takeCall(first, { customerId: served.customer.id, headline: `聞き取り中 ${viewport.width}` })).json<Resource>();
      return whatMoves({ desk: stage.desk, ...lines, other: first, heard, reported }, viewport);
    }));
    expect(faults.flat()).toEqual([]);
  });
});
