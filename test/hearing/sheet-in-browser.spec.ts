import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Hearings } from '../../src/hearing/hearings.service.js';
import { cookieNames } from '../../src/web/cookies.js';
import { startBrowser } from '../support/browser.js';
import { aServedCustomer } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';

const started = await startBrowser();
const missing = started.browser === undefined ? `, skipped: ${started.reason}` : '';
let desk: TestDesk;
let person: SignedIn;
let path: string;
let inquiryId: string;
const complaints: string[] = [];

beforeAll(async () => {
  desk = await startTestDesk();
  const { customer } = await aServedCustomer(desk.db);
  person = await desk.signIn('first_line', { deskIds: [customer.supportDeskId] });
  const call = { callerName: '山田 太郎', receivedAt: '2026-11-24T10:05', customerId: customer.id };
  const taken = await person.api.postJson('/api/v1/inquiries', call, { 'idempotency-key': 'call' });
  inquiryId = taken.json<{ id: string }>().id;
  path = `${desk.baseUrl}/inquiries/${inquiryId}`;
});
afterAll(async () => {
  if (started.browser !== undefined) await started.close();
  await desk.close();
});

async function open(options: { readonly javaScriptEnabled?: boolean } = {}): Promise<{ page: Page; context: BrowserContext }> {
  if (started.browser === undefined) throw new Error(started.reason);
  const context = await started.browser.newContext({ viewport: { width: 1360, height: 900 }, locale: 'ja-JP', ...options });
  await context.addCookies([{ name: cookieNames(desk.baseUrl).session, value: person.token, url: desk.baseUrl }]);
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const response = await page.goto(path);
  expect(response?.status()).toBe(200);
  return { page, context };
}

const recorded = async (key: string) => (await desk.app.get(Hearings, { strict: false }).current(inquiryId)).current.get(key);
const q = (page: Page, id: string) => page.locator(`[id="question-${id}"]`);
const input = (page: Page, id: string) => page.locator(`[id="q.${id}"]`);
const settled = (page: Page) => page.locator('.htmx-request').first().waitFor({ state: 'detached' });
const saved = (page: Page) => page.waitForResponse((response) => response.url().endsWith('/sheet') && response.request().method() === 'POST');

/** Does something that saves itself, and waits until the page has taken in the answer. */
async function saving(page: Page, doing: () => Promise<unknown>): Promise<number> {
  const [response] = await Promise.all([saved(page), doing()]);
  await settled(page);
  return response.status();
}

describe.skipIf(missing !== '')(`B1: the sheet in a browser${missing}`, () => {
  it('saves each answer by itself and shows what it leads to', async () => {
    const { page, context } = await open();
    await saving(page, async () => {
      await input(page, 'customer_statement.0').fill('画面に変な英語が出ています');
      await input(page, 'customer_statement.0').blur();
    });
    expect(await recorded('customer_statement.0')).toMatchObject({ state: 'value', value: '画面に変な英語が出ています', source: 'customer_phone' });
    expect(await page.locator('#sheet-missing .next-question').textContent()).toContain('端末の異常');
    expect(await q(page, 'host_symptoms-0').locator('.next-mark').textContent()).toBe('次の一問');
    expect(await q(page, 'tor_browser_used-0').isVisible()).toBe(false);
    await saving(page, () => page.getByLabel('ToR利用').check());
    expect(await q(page, 'tor_browser_used-0').isVisible()).toBe(true);
    expect(await page.locator('#sheet-missing').textContent()).toContain('ToRブラウザの利用とわかれば回答できます');
    await saving(page, () => q(page, 'tor_browser_used-0').getByLabel('はい').check());
    expect(await recorded('tor_browser_used.0')).toMatchObject({ value: 'yes' });
    await page.reload();
    expect(await input(page, 'customer_statement.0').inputValue()).toBe('画面に変な英語が出ています');
    await context.close();
  });

  it('saves the answer at which the arrow keys stop and none that they pass, and what was chosen just before leaving', async () => {
    const { page, context } = await open();
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/sheet') && sent.push(new URLSearchParams(request.postData() ?? '').getAll('q.recurrence.0').at(-1) ?? ''));
    const choices = q(page, 'recurrence-0').locator('.question-value input[type="radio"]');
    await choices.first().focus();
    await page.keyboard.press('Space');
    for (const _key of [1, 2]) {
      await page.keyboard.press('ArrowDown');
      await page.waitForTimeout(600);
    }
    const last = await page.locator(':focus').getAttribute('value');
    const waiting = saved(page);
    await page.keyboard.press('Tab');
    await waiting;
    await settled(page);
    expect(sent.slice(-1)).toEqual([last]);
    expect(sent.length, 'the first, chosen with the space bar, and the last').toBeLessThanOrEqual(2);
    await q(page, 'is_ongoing-0').getByLabel('はい').check();
    await page.goto(`${desk.baseUrl}/queue`);
    await expect.poll(() => recorded('is_ongoing.0')).toMatchObject({ value: 'yes' });
    await context.close();
  });

  it('leaves alone what is being typed elsewhere while an answer is saved', async () => {
    const { page, context } = await open();
    const waiting = saved(page);
    await q(page, 'recurrence-0').getByLabel('初めて').check();
    await input(page, 'caller_name.0').pressSequentially('山田', { delay: 20 });
    await waiting;
    await settled(page);
    expect(await input(page, 'caller_name.0').inputValue()).toContain('山田');
    expect(await page.evaluate('document.activeElement.id')).toBe('q.caller_name.0');
    await saving(page, () => input(page, 'caller_name.0').blur());
    await context.close();
  });

  it('takes 不明 after a text, and a text after 不明', async () => {
    const { page, context } = await open();
    const field = input(page, 'contact_window.0');
    const unknown = q(page, 'contact_window-0').getByLabel('不明');
    await saving(page, async () => { await field.fill('13時～15時'); await field.blur(); });
    await saving(page, () => unknown.check());
    expect(await recorded('contact_window.0')).toMatchObject({ state: 'unknown', value: null });
    expect([await field.inputValue(), await unknown.isChecked()]).toEqual(['', true]);
    await saving(page, async () => { await field.fill('終日'); await field.blur(); });
    expect(await recorded('contact_window.0')).toMatchObject({ state: 'value', value: '終日' });
    expect([await field.inputValue(), await unknown.isChecked()]).toEqual(['終日', false]);
    await context.close();
  });

  it('says beside the field what cannot be read and keeps it, and says back how a time was understood', async () => {
    const { page, context } = await open();
    const phone = input(page, 'callback_phone.0');
    expect(await saving(page, async () => { await phone.fill('312345678'); await phone.blur(); })).toBe(422);
    expect(await q(page, 'callback_phone-0').locator('.fault').textContent()).toContain('先頭に0がありません');
    expect(await phone.inputValue()).toBe('312345678');
    await saving(page, async () => { await phone.fill('０３ー１２３４ー５６７８'); await phone.blur(); });
    expect(await recorded('callback_phone.0')).toMatchObject({ value: '+81312345678' });
    expect(await q(page, 'callback_phone-0').locator('.fault').count()).toBe(0);
    const moment = q(page, 'detected_at-0');
    await moment.locator('input[type=text]').fill('2026-11-24 00:05');
    await saving(page, () => moment.getByLabel('UTC').check());
    expect(await moment.locator('.question-note').textContent()).toContain('2026年11月24日（火）09:05（日本時間。表記はUTCで00:05）と読み取りました');
    const address = input(page, 'source_ip.0');
    await saving(page, async () => { await address.fill('192[.]0[.]2[.]7'); await address.blur(); });
    expect(await q(page, 'source_ip-0').locator('.spelt-out summary').textContent()).toMatch(/192\[\.\]0\[\.\]2\[\.\]7\s+照合番号\s+\d{4}/);
    await context.close();
  });

  it('asks for the time zone that has not been reached yet, and blames nobody for it', async () => {
    const { page, context } = await open();
    const moment = q(page, 'last_detected_at-0');
    expect(await saving(page, async () => { await moment.locator('input[type=text]').fill('2026-11-24 00:15'); await moment.locator('input[type=text]').blur(); })).toBe(200);
    expect(await moment.locator('.fault').count()).toBe(0);
    expect(await moment.textContent()).toContain('時刻の基準（日本時間・UTC）を選ぶと保存します');
    expect(await moment.locator('input[type=text]').inputValue()).toBe('2026-11-24 00:15');
    expect(await recorded('last_detected_at.0')).toBeUndefined();
    await saving(page, () => moment.getByLabel('UTC').check());
    expect(await recorded('last_detected_at.0')).toMatchObject({ value: { zone: 'UTC' } });
    await context.close();
  });

  it('says above the list of what is missing why an answer was refused, and leaves the field alone', async () => {
    const { page, context } = await open();
    for (const status of [409, 503]) {
      await page.route('**/sheet', (route) => route.fulfill({ status, contentType: 'text/html', body: `<p>断りの文${status}</p>` }));
      const field = input(page, 'desired_outcome.0');
      await saving(page, async () => { await field.fill(`答え${status}`); await field.blur(); });
      expect(await page.locator('#sheet-save-error').textContent()).toContain(`断りの文${status}`);
      expect(await field.inputValue()).toBe(`答え${status}`);
      await page.unroute('**/sheet');
    }
    await context.close();
  });

  it('says that it cannot save while the connection is lost, and saves by itself once it is back', async () => {
    const { page, context } = await open();
    const lost = page.locator('#save-lost');
    expect(await lost.isVisible()).toBe(false);
    await context.setOffline(true);
    await input(page, 'desired_outcome.0').fill('業務を続けてよいか知りたい');
    await input(page, 'desired_outcome.0').blur();
    await lost.waitFor({ state: 'visible' });
    expect(await lost.textContent()).toContain('保存できていません');
    expect(await recorded('desired_outcome.0')).toBeUndefined();
    const waiting = saved(page);
    await context.setOffline(false);
    expect((await waiting).status()).toBe(200);
    await lost.waitFor({ state: 'hidden' });
    expect(await recorded('desired_outcome.0')).toMatchObject({ value: '業務を続けてよいか知りたい' });
    expect(await input(page, 'desired_outcome.0').inputValue()).toBe('業務を続けてよいか知りたい');
    await context.close();
  });

  it('takes what is saved from the button while an autosave is still on its way, as the same person’s', async () => {
    const { page, context } = await open();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    let stored = (): void => undefined;
    const arrived = new Promise<void>((resolve) => { stored = resolve; });
    await page.route('**/sheet', async (route) => {
      if (route.request().headers()['hx-request'] === undefined) return route.continue();
      const response = await route.fetch();
      stored();
      await held;
      await route.fulfill({ response }).catch(() => undefined);
    });
    await input(page, 'alert_external_id.0').fill('CTS-1');
    await input(page, 'alert_external_id.0').blur();
    await arrived;
    await input(page, 'alert_external_id.0').fill('CTS-12');
    await page.locator('.sheet-bar').getByRole('button', { name: 'シートを保存' }).click();
    await page.getByText('シートを保存しました。').waitFor();
    release();
    expect(await page.locator('.fault-summary').count()).toBe(0);
    expect(await recorded('alert_external_id.0')).toMatchObject({ value: 'CTS-12' });
    await context.close();
  });

  it('works without JavaScript: everything at once, more alerts, faults with what was typed', async () => {
    const { page, context } = await open({ javaScriptEnabled: false });
    await input(page, 'alert_title.0').fill('Access to compromised website');
    await page.getByRole('button', { name: 'アラートを追加' }).click();
    expect(await recorded('alert_title.0')).toMatchObject({ value: 'Access to compromised website' });
    await input(page, 'alert_title.1').fill('C2 communication');
    await input(page, 'source_ip.1').fill('192.0.2.300');
    await page.locator('.sheet-bar').getByRole('button', { name: 'シートを保存' }).click();
    expect(await recorded('alert_title.1')).toMatchObject({ value: 'C2 communication' });
    expect(await page.locator('.fault-summary').textContent()).toContain('IPアドレスとして読み取れません');
    expect(await input(page, 'source_ip.1').inputValue()).toBe('192.0.2.300');
    await context.close();
  });

  it('breaks no rule of the page’s content security policy', () => {
    expect(complaints.filter((complaint) => !/422|409|503/.test(complaint) && !/net::ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(complaint))).toEqual([]);
  });
});

describe.skipIf(started.browser === undefined)(`what was read from a mail, in a browser${missing}`, () => {
  it('stands marked until the mark beside it is ticked, and is saved at once', async () => {
    const reading = { questionId: 'destination_ip', group: 0, state: 'value', value: '192.0.2.10' } as const;
    const hearings = desk.app.get(Hearings, { strict: false });
    await desk.db.tx((tx) => hearings.recordReadings(tx, { inquiryId, sheetVersion: 1, answers: [reading], at: desk.clock.now() }));
    const { page, context } = await open();
    const mark = page.locator('[id="question-destination_ip-0-reading"]');
    expect(await mark.textContent()).toBe('メールから読み取り（未確認）');
    const answered = saved(page);
    await page.locator('[id="c.destination_ip.0"]').check();
    await answered;
    await mark.waitFor({ state: 'detached' });
    expect(await recorded('destination_ip.0')).toMatchObject({ value: '192.0.2.10', recordedBy: person.staffId });
    await context.close();
  });
});
