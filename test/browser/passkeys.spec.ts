import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodPassword } from '../support/credentials.js';
import { openStage, picture, signInByPassword, type Stage } from './stage.js';

const opened = await openStage();

/** Gives the page an authenticator of its own, as a laptop with a fingerprint reader has one. */
async function withAuthenticator(page: Page, wishes: { readonly verifies: boolean; readonly keeps: boolean }): Promise<void> {
  const chromium = await page.context().newCDPSession(page);
  await chromium.send('WebAuthn.enable');
  await chromium.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: wishes.keeps, hasUserVerification: wishes.verifies, isUserVerified: wishes.verifies, automaticPresenceSimulation: true },
  });
}

describe.skipIf(typeof opened === 'string')(`passkeys, in a browser${typeof opened === 'string' ? ` (skipped: ${opened})` : ''}`, () => {
  let stage: Stage;
  beforeAll(() => {
    if (typeof opened !== 'string') stage = opened;
  });
  afterAll(async () => {
    await stage.close();
  });

  const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const register = async (page: Page, name: string): Promise<void> => {
    await page.goto(`${stage.desk.baseUrl}/account/passkeys`);
    await page.getByLabel('名前必須').fill(name);
    await press(page, 'パスキーを登録する');
    await page.getByText('パスキーを登録しました').waitFor();
  };
  const signOut = async (page: Page): Promise<void> => {
    await press(page, 'サインアウト');
    await page.getByRole('heading', { name: 'サインイン' }).waitFor();
  };

  test('is registered under a name, then signs in alone and proves who one is for a careful act', async () => {
    const owner = await stage.person('service_owner', '主管 鍵子');
    const page = await stage.page();
    await withAuthenticator(page, { verifies: true, keeps: true });
    await signInByPassword(page, stage, owner);
    await register(page, '会社のノートPC');
    expect(await page.getByLabel('パスキーの名前').inputValue()).toBe('会社のノートPC');
    await picture(page, 'passkeys');
    await press(page, 'パスキーを登録する');
    await page.getByLabel('名前必須').fill('同じ機器');
    await press(page, 'パスキーを登録する');
    await page.getByText('このパスキーはすでに登録されています').waitFor();
    await signOut(page);
    await picture(page, 'sign-in-with-passkey');
    await press(page, 'パスキーを使う');
    await page.getByRole('heading', { name: '問合せ一覧' }).waitFor();
    stage.desk.clock.advance(11 * 60_000);
    await page.goto(`${stage.desk.baseUrl}/account`);
    await press(page, 'リカバリーコードを作り直す');
    await picture(page, 'confirm-by-passkey');
    await press(page, 'パスキーで確認して続ける');
    await page.getByRole('heading', { name: 'リカバリーコード' }).waitFor();
    expect(stage.complaints).toEqual([]);
  });

  test('a key that asks for no finger and no PIN follows the password', async () => {
    const person = await stage.person('second_line', '二次 鍵男');
    const page = await stage.page();
    await withAuthenticator(page, { verifies: false, keeps: false });
    await signInByPassword(page, stage, person);
    await register(page, 'USBの鍵');
    await signOut(page);
    await page.getByLabel('メールアドレス').fill(person.loginName);
    await page.getByLabel('パスワード').fill(goodPassword);
    await press(page, 'サインイン');
    await page.getByRole('heading', { name: '二要素の確認' }).waitFor();
    await picture(page, 'second-factor');
    await press(page, 'パスキーで確認する');
    await page.getByRole('heading', { name: '問合せ一覧' }).waitFor();
    expect(stage.complaints).toEqual([]);
  });

  test('ASVS 6.2.6, 6.2.7: what is typed as a password can be seen, and pasted', async () => {
    const page = await stage.page();
    await page.goto(`${stage.desk.baseUrl}/sign-in`);
    const field = page.getByLabel('パスワード');
    await field.focus();
    await page.keyboard.insertText('kawa no nagare');
    expect(await field.getAttribute('type')).toBe('password');
    await page.getByLabel('入力した文字を表示する').check();
    expect([await field.getAttribute('type'), await field.inputValue()]).toEqual(['text', 'kawa no nagare']);
    await page.getByLabel('入力した文字を表示する').uncheck();
    expect(await field.getAttribute('type')).toBe('password');
    expect(await page.locator('[onpaste], [autocomplete="off"][type="password"]').count()).toBe(0);
    expect(stage.complaints).toEqual([]);
  });

  test('who cancels reads what to do and stays on the page', async () => {
    const page = await stage.page();
    await withAuthenticator(page, { verifies: true, keeps: true });
    await page.goto(`${stage.desk.baseUrl}/sign-in`);
    await press(page, 'パスキーを使う');
    await page.getByText('パスキーの操作が取り消されたか、時間が過ぎました').waitFor();
    expect(stage.complaints).toEqual([]);
  });
});
