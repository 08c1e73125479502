import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Passwords } from '../../src/staff/passwords.service.js';
import { totpCode } from '../../src/staff/totp.js';
import { aStaff } from '../support/builders.js';
import { goodPassword, nextCode } from '../support/credentials.js';
import { openStage, picture, signInByPassword, type Stage } from './stage.js';

const opened = await openStage();
const minute = 60_000;

describe.skipIf(typeof opened === 'string')(`signing in, in a browser${typeof opened === 'string' ? ` (skipped: ${opened})` : ''}`, () => {
  let stage: Stage;
  beforeAll(() => {
    if (typeof opened !== 'string') stage = opened;
  });
  afterAll(async () => {
    await stage.close();
  });

  const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

  test('a newcomer gives his password, registers his app, keeps his recovery codes and is in', async () => {
    const { staff } = await aStaff(stage.desk.db, { displayName: '新井 花', roles: ['second_line'], passwordHash: await stage.desk.app.get(Passwords, { strict: false }).hash(goodPassword) });
    const page = await stage.page();
    await page.goto(`${stage.desk.baseUrl}/queue`);
    await picture(page, 'sign-in');
    await page.getByLabel('メールアドレス').fill(staff.loginName);
    await page.getByLabel('パスワード').fill(goodPassword);
    await press(page, 'サインイン');
    await page.getByRole('heading', { name: '二要素の登録' }).waitFor();
    expect(await page.locator('img.qr-code').evaluate((image) => image.getBoundingClientRect().width)).toBeGreaterThan(100);
    await picture(page, 'sign-in-enrolment');
    const key = (await page.locator('#secret-key').textContent())?.replaceAll(' ', '') ?? '';
    await page.getByLabel('確認コード').fill(await totpCode(key, Date.now()));
    await press(page, '登録する');
    await page.getByRole('heading', { name: 'リカバリーコード' }).waitFor();
    expect(await page.locator('.recovery-codes li').count()).toBe(10);
    await picture(page, 'sign-in-recovery-codes');
    await page.getByRole('link', { name: '保管したので次へ' }).click();
    await page.getByRole('heading', { name: '問合せ一覧' }).waitFor();
  });

  test('the owner looks after his own account and after the sign-in of others', async () => {
    const owner = await stage.person('service_owner', '主管 彰');
    const other = await stage.person('second_line', '二次 花子');
    await stage.pageOf(other);
    const page = await stage.page();
    await signInByPassword(page, stage, owner);
    for (const [path, name] of [['/account', 'account'], ['/account/password', 'account-password'], ['/account/tokens', 'account-tokens'], ['/staff', 'staff-list'], [`/staff/${other.staffId}/sign-in`, 'staff-sign-in']] as const) {
      await page.goto(`${stage.desk.baseUrl}${path}`);
      await picture(page, name);
    }
    await press(page, '二要素を解除して再登録用リンクを発行');
    await page.getByRole('heading', { name: '二要素の再登録用リンク' }).waitFor();
    await picture(page, 'factor-reset');
    const stranger = await stage.page();
    for (const [path, name] of [['/password-reset', 'password-reset'], [`/welcome/${'x'.repeat(43)}`, 'link-unusable']] as const) {
      await stranger.goto(`${stage.desk.baseUrl}${path}`);
      await picture(stranger, name);
    }
  });

  test('a form that came too late waits behind the sign-in, and a careful act asks once more', async () => {
    const owner = await stage.person('service_owner', '主管 実');
    const page = await stage.page();
    await signInByPassword(page, stage, owner);
    await page.goto(`${stage.desk.baseUrl}/staff/new`);
    await page.getByLabel('氏名').fill('待田 一郎');
    await page.getByLabel('メールアドレス').fill('machida@x.example');
    await page.getByRole('checkbox', { name: '一次受付', exact: true }).uncheck().catch(() => undefined);
    await page.getByRole('checkbox', { name: '監査' }).check();
    stage.desk.clock.advance(25 * minute);
    await press(page, '登録してリンクを発行');
    await page.getByText('送信した内容は預かっています').waitFor();
    await picture(page, 'sign-in-kept');
    await page.getByLabel('メールアドレス').fill(owner.loginName);
    await page.getByLabel('パスワード').fill(goodPassword);
    await press(page, 'サインイン');
    await picture(page, 'sign-in-code');
    await page.getByLabel('確認コード').fill(await nextCode(stage.desk.app, owner.staffId));
    await press(page, 'サインイン');
    await page.getByRole('heading', { name: '続きから再開' }).waitFor();
    await picture(page, 'kept-form');
    stage.desk.clock.advance(11 * minute);
    await press(page, '続けて送信する');
    await page.getByRole('heading', { name: '本人であることの確認' }).waitFor();
    await picture(page, 'confirm');
    await page.getByLabel('確認コードまたはパスワード').fill(await nextCode(stage.desk.app, owner.staffId));
    await press(page, '確認して続ける');
    await page.getByRole('heading', { name: 'パスワード設定用のリンク' }).waitFor();
    expect(stage.complaints).toEqual([]);
  });
});
