import { expect } from 'vitest';
import { goodPassword } from '../../staff/accounts.js';
import { nextCode } from '../../support/credentials.js';
import { sessionOf, type SignedIn } from '../../support/sessions.js';
import { Keyboard } from '../keyboard.js';
import type { midorino, Person, Stage } from '../stage.js';

/** Everybody who has a day at the desk, and those over whom things are set up before it. */
export interface Cast {
  readonly stage: Stage;
  readonly customer: Awaited<ReturnType<typeof midorino>>;
  readonly hanako: Person;
  readonly supervisor: Person;
  readonly ichiro: Person;
  readonly niko: Person;
  readonly lead: Person;
  readonly owner: Person;
  readonly auditor: Person;
}

/** Somebody as a program, to prepare what another finds in the morning. */
export async function asProgram({ stage: { desk }, customer }: Cast, { staffId }: Person): Promise<SignedIn> {
  return { staffId, deskIds: [customer.desk.id], ...(await sessionOf(desk.app, desk.baseUrl, staffId)) };
}

/** Whether the browser runs scripts. */
export type Means = 'with the desk’s keys' | 'without JavaScript';

/** Opens the desk, which is the one time an address is typed, and signs in. */
export async function arrive({ stage }: Cast, person: Person, means: Means): Promise<Keyboard> {
  const hasKeys = means === 'with the desk’s keys';
  const page = await stage.page({ javaScriptEnabled: hasKeys });
  const keys = new Keyboard(page, hasKeys);
  await page.goto(`${stage.desk.baseUrl}/`);
  await signIn(keys, stage, person);
  return keys;
}

/** On the page of the sign-in, wherever it leads afterwards. */
export async function signIn(keys: Keyboard, stage: Stage, person: Person): Promise<void> {
  await keys.write('メールアドレス', person.loginName);
  await keys.writeInto(keys.page.getByLabel('パスワード').first(), goodPassword);
  await keys.page.keyboard.press('Enter');
  await keys.page.getByLabel('確認コード').waitFor();
  await keys.write('確認コード', await nextCode(stage.desk.app, person.staffId));
  await keys.page.keyboard.press('Enter');
  await keys.page.locator('header .who-name').waitFor();
}

/** Opens an act, with its key where there is one, and fills its form; nothing is sent. */
export async function openAct(keys: Keyboard, name: string, key?: string): Promise<Keyboard> {
  const panel = keys.page.locator(`#panel-${name}`);
  if (key !== undefined && keys.hasKeys) {
    await keys.page.locator('html[data-keys=on]').waitFor();
    await keys.page.keyboard.press(key);
    expect(await panel.locator('form :focus').count(), `${key} leads into the form of ${name}`).toBe(1);
  } else {
    const rarer = keys.page.locator('.more-acts', { has: panel }).locator(':scope > summary');
    if ((await rarer.count()) > 0) await keys.unfold(rarer);
    await panel.waitFor({ state: 'attached' });
    const fold = panel.locator(':scope > summary');
    if ((await fold.count()) > 0) await keys.unfold(fold);
  }
  return keys.in(panel);
}

/** Sends the form of an act; the page then says what was done, and the focus is where it is said. */
export async function send(form: Keyboard, saying: string | RegExp): Promise<void> {
  await form.push(form.within.locator('.form-actions button').last());
  await said(form, saying);
}

export async function said(keys: Keyboard, words: string | RegExp): Promise<void> {
  const notice = keys.page.locator('.notice-success[role=status]', { hasText: words });
  await notice.waitFor();
  // A place in the page that was asked for takes the focus along. What a page focuses by itself it focuses as it is first drawn.
  if (!keys.page.url().includes('#')) await keys.page.locator('.notice-success[role=status]:focus', { hasText: words }).waitFor();
}

/** The heading of the page that is open. */
export async function stands(keys: Keyboard, heading: string | RegExp): Promise<void> {
  await keys.page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

/** An answer of the hearing sheet; without JavaScript it waits for the button that saves all. */
export async function answer(keys: Keyboard, doing: () => Promise<void>): Promise<void> {
  if (!keys.hasKeys) return doing();
  const saved = keys.page.waitForResponse((response) => response.url().endsWith('/sheet') && response.request().method() === 'POST');
  const [answered] = await Promise.all([saved, doing().then(() => keys.page.keyboard.press('Tab'))]);
  expect(answered.status()).toBe(200);
  await keys.page.locator('.htmx-request').first().waitFor({ state: 'detached' });
  expect(await keys.page.evaluate(() => document.activeElement === document.body), 'the focus outlives the saving').toBe(false);
}

/** Opens the row of an inquiry on a list: with `j` until it is there, or with Tab. */
export async function openRow(keys: Keyboard, number: string): Promise<void> {
  const row = keys.page.locator('.row-link', { hasText: number });
  await row.waitFor();
  if (keys.hasKeys) {
    await keys.page.locator('html[data-keys=on]').waitFor();
    const isThere = (): Promise<boolean> => row.evaluate((link) => link === document.activeElement);
    for (let steps = 0; steps < 50 && !(await isThere()); steps += 1) await keys.page.keyboard.press('j');
  }
  await keys.push(row);
  await stands(keys, number);
}

/** A date, or a date and time, part by part. */
export async function writeMoment(keys: Keyboard, label: string | RegExp, moment: string): Promise<void> {
  const field = keys.within.getByLabel(label);
  for (const order of typedOrders(moment)) {
    await keys.reach(field);
    for (let parts = 0; parts < 6; parts += 1) await keys.page.keyboard.press('ArrowLeft');
    for (const key of order) await keys.page.keyboard.press(key === '>' ? 'ArrowRight' : key);
    if ((await field.inputValue()) === moment) return;
  }
  throw new Error(`${moment} cannot be typed: ${await field.inputValue()}`);
}

/** As a Japanese browser asks for the parts, and as an English one does; `>` goes on to the next part. */
function typedOrders(moment: string): readonly string[] {
  const [day = '', time] = moment.split('T');
  const [year = '', month = '', date = ''] = day.split('-');
  if (time === undefined) return [`${year}>${month}${date}`, `${month}${date}${year}`];
  const [hour = '', minute = ''] = time.split(':');
  const twelve = String((Number(hour) + 11) % 12 + 1).padStart(2, '0');
  return [`${year}>${month}${date}${hour}${minute}`, `${month}${date}${year}>${twelve}${minute}${Number(hour) < 12 ? 'a' : 'p'}`];
}
