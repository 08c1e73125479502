import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { choose, doAct, question, wordsOf, write, writeTime } from './inquiry-page.js';
import { picture } from './stage.js';

/** The customer is found by a telephone number in full width, and again by his reading. */
export async function takeTheCall(page: Page): Promise<void> {
  await page.getByRole('link', { name: '電話を受ける' }).first().click();
  await page.getByRole('heading', { name: '電話を受ける' }).waitFor();
  const search = page.getByRole('searchbox', { name: '利用者を探す' });
  const hit = page.getByRole('radio', { name: /株式会社みどり野製作所/ });
  await search.fill('０３－５５５５－１００１');
  await hit.waitFor();
  await search.fill('該当しないお客様');
  await page.getByText('に合う利用者はありません').waitFor();
  await search.fill('ミドリノ');
  await hit.check();
  await page.getByText('03-5555-1001').waitFor();
  expect(await page.locator('#chosen-customer').innerText()).toMatch(/山田 太郎[^]*03-5555-1001[^]*090-1234-5678[^]*契約期間内/);
  await page.getByLabel('お名前').fill('山田 太郎');
  await page.getByLabel('ご用件').fill('英語の通知が届いた。意味がわからない');
  await page.getByLabel('折り返し電話番号').fill('０３ー５５５５ー１００１');
  expect(await page.getByLabel('電話のあった日時').inputValue()).toBe('2026-11-24T10:12');
  await picture(page, '01-call');
  await page.getByRole('button', { name: '受け付けて、聞き取りを始める' }).click();
  await page.getByRole('status').filter({ hasText: 'で受け付けました' }).waitFor();
  const words = await wordsOf(page);
  for (const expected of ['一次ヒアリング中', '本人確認待ち', '2026年11月25日（水）17:00', '株式会社みどり野製作所']) expect(words).toContain(expected);
}

/** Each answer saves itself: after a reload everything is there. */
export async function hearTheCustomerOut(page: Page): Promise<void> {
  // Nobody is asked twice: what was heard on the call is there.
  expect(await question(page, 'ご連絡者氏名').box.inputValue()).toBe('山田 太郎');
  expect(await question(page, '折り返し電話番号').box.inputValue()).toBe('03-5555-1001');
  await write(page, '問合せ内容（お客様の言葉）', '英語の通知が届いたが、意味がわからない。パソコンは使い続けてよいか。');
  await choose(page, '問合せ種別', '通知の内容がわからない', '影響を知りたい');
  await choose(page, 'お客様が感じる緊急度', '今日中に知りたい');
  await write(page, 'アラートID', 'CTS-20261124-0007');
  await writeTime(page, '検知日時', '2026-11-24 00:50', 'UTC');
  expect(await question(page, '検知日時').group.innerText()).toContain('2026年11月24日（火）09:50（日本時間');
  await choose(page, '不正通信の種類', 'C&C通信');
  await page.reload();
  expect(await question(page, 'アラートID').box.inputValue()).toBe('CTS-20261124-0007');
  expect(await question(page, '問合せ内容（お客様の言葉）').box.inputValue()).toContain('パソコンは使い続けてよいか');
  expect(await question(page, '不正通信の種類').group.getByLabel('C&C通信').isChecked()).toBe(true);
  await picture(page, '02-inquiry-first-line');
}

export async function verifyByCallBack(page: Page): Promise<void> {
  expect(await page.getByText('SOC in Pocketの窓口の一次 花子と申します').isVisible()).toBe(true);
  await doAct(page, '本人確認を記録する', async (panel) => {
    expect(await panel.getByRole('radio', { name: '登録電話番号への折り返し' }).isChecked()).toBe(true);
    await panel.getByRole('radio', { name: /03-5555-1001/ }).check();
    await panel.getByLabel('電話に出た方').fill('山田 太郎 様');
    await panel.getByLabel('メモ').fill('社員番号の下2桁も合った。');
    await panel.getByRole('radio', { name: '確認できた', exact: true }).check();
  });
  const words = await wordsOf(page);
  for (const expected of ['本人確認済み', '架電先：03-5555-1001（山田 太郎 様） 通話', '社員番号の下2桁も合った。']) expect(words).toContain(expected);
}

/** What the customer could not say becomes 不明 in one act, with one reason. */
export async function escalate(page: Page): Promise<void> {
  await doAct(page, '二次受付窓口へエスカレーションする', async (panel) => {
    await panel.getByRole('radio', { name: '危険度の高い種類' }).check();
    await panel.getByLabel('二次受付窓口に伝えること').fill('C&C通信の通知。端末は特定できていない。使い続けてよいか判断がほしい。');
    await panel.getByLabel('聞いていない項目を、まとめて「不明」にして送る').check();
    await panel.getByLabel('「不明」にする理由').fill('お客様の手元に通知の画面がないため');
    await picture(page, '03-escalate');
  });
  expect(await wordsOf(page)).toContain('二次受付待ち');
}

/** The second line's request stands on the page; the answer is added to the sheet, and the request is done. */
export async function addWhatWasAsked(page: Page): Promise<void> {
  await page.reload();
  const words = await wordsOf(page);
  expect(words).toContain('追記依頼（分析 一郎');
  expect(words).toContain('再起動や初期化をしていないか、お客様にうかがってください。');
  await choose(page, '再起動・初期化の有無', 'いいえ');
  await doAct(page, '追記を終えた', undefined, { button: '追記を終えたことを記録する' });
  expect(await page.getByText('追記依頼（分析 一郎').count()).toBe(0);
}
