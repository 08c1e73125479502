import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { done, takeCall, type Resource } from '../inquiries/story.js';
import { indexAll } from '../support/search.js';
import { midorino, openStage, picture, type Person, type Stage } from './stage.js';

describe('the search in a browser', () => {
  let opened: Stage | string;
  let hanako: Person;

  beforeAll(async () => {
    opened = await openStage();
    if (typeof opened === 'string') return;
    const { desk, customer } = await midorino(opened);
    hanako = await opened.person('first_line', '一次 花子', { deskIds: [desk.id] });
    const first = await opened.desk.signIn('first_line', { deskIds: [desk.id] });
    for (const headline of ['経理の端末で不審な通信を検知', '髙﨑商店様より英語の通知の意味を知りたいとのこと', '']) {
      const inquiry = (await takeCall(first, { customerId: customer.id, callerName: '髙﨑 花子', headline })).json<Resource>();
      await done(first, inquiry, 'add-note', { text: 'ｻｰﾊﾞｰ室の端末が止まった。接続先は 192[.]0[.]2[.]77 で、昨日の夜から何度も通信を検知しているとのこと。折り返し先は別の番号。' });
    }
    await indexAll(opened.desk);
  });
  afterAll(async () => {
    if (typeof opened !== 'string') await opened.close();
  });

  it('goes from the header to the hits, and shows them while somebody types, the address with them', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const page = await opened.pageOf(hanako);
    await page.goto(`${opened.desk.baseUrl}/queue`);
    await picture(page, 'search-header');
    await page.fill('#header-q', '高崎');
    await page.press('#header-q', 'Enter');
    await page.locator('.search-hit').first().waitFor();
    expect(await page.locator('mark').first().textContent()).toBe('髙﨑');
    const field = page.getByLabel('探す言葉');
    await field.fill('');
    await field.pressSequentially('ｻｰﾊﾞｰ 検知');
    await page.waitForURL((url) => url.searchParams.get('q') === 'ｻｰﾊﾞｰ 検知');
    await page.locator('mark', { hasText: '検知' }).first().waitFor();
    expect(await page.locator('.search-hit').count()).toBe(3);
    expect(await field.evaluate((element) => element.matches(':focus'))).toBe(true);
    await picture(page, 'search');
    expect(opened.complaints).toEqual([]);
  });

  it('works without JavaScript', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const page = await opened.pageOf(hanako, { javaScriptEnabled: false });
    await page.goto(`${opened.desk.baseUrl}/search`);
    await page.getByLabel('探す言葉').fill('192.0.2.77');
    await page.getByRole('button', { name: '探す' }).click();
    expect(await page.locator('mark').first().textContent()).toBe('192[.]0[.]2[.]77');
  });
});
