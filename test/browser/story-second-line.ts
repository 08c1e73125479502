import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { choose, doAct, question, refusedAct, wordsOf, write } from './inquiry-page.js';
import { picture } from './stage.js';

/** What only the portal's management screen shows: none of it may reach the customer or the first line. */
export const secrets = {
  canary: 'CANARY-7F3A9C-MIDORI',
  address: '203.0.113.45',
  phrase: '管理画面の相関分析では深夜帯に繰り返し内部の共有フォルダーへの接続が試みられていた',
} as const;

/** Every way in which the secrets could be written down by one who copies them. */
export const secretForms = [
  secrets.canary, '7F3A9C', secrets.address, '203[.]0[.]113[.]45', '203-0-113-45', secrets.phrase, '深夜帯に繰り返し内部の共有フォルダー',
];

export const notice = 'C2 communication detected. Source 192.0.2.10 contacted update-check.example at 2026-11-24 00:50 UTC.';

export async function takeFromTheQueue(page: Page, number: string): Promise<void> {
  await page.getByRole('link', { name: '二次対応' }).click();
  const row = page.getByRole('row').filter({ hasText: number });
  expect(await row.innerText()).toMatch(/二次受付待ち[^]*株式会社みどり野製作所/);
  await picture(page, '04-queue-second-line');
  await row.getByRole('link', { name: number }).click();
  await doAct(page, '受領して担当する');
  const words = await wordsOf(page);
  expect(words).toContain('二次対応中');
  expect(words).toContain('分析 一郎');
}

/** An analyst reads the record first; the sheet stands folded below it. */
async function unfoldSheet(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'ヒアリングシート', exact: true }).click();
}

/** The analyst asks on; what the first line could not learn stands there as 不明. */
export async function hearFurther(page: Page): Promise<void> {
  await unfoldSheet(page);
  expect(await page.getByRole('group', { name: 'ホスト名の回答がないとき', exact: true }).getByLabel('不明').isChecked()).toBe(true);
  await choose(page, '端末を特定できているか', '特定できている');
  await write(page, 'ホスト名', 'KEIRI-PC-03');
  await page.reload();
  await unfoldSheet(page);
  expect(await question(page, 'ホスト名').box.inputValue()).toMatch(/^KEIRI-PC-03$/i);
  await picture(page, '05-inquiry-second-line');
}

export async function askForMore(page: Page): Promise<void> {
  await doAct(page, '一次受付窓口へ追記を依頼する', async (panel) => {
    await panel.getByRole('group', { name: '実施済みの対応' }).locator('summary').click();
    await panel.getByLabel(/再起動・初期化の有無/).check();
    await panel.getByLabel('一次受付窓口に伝えること').fill('再起動や初期化をしていないか、お客様にうかがってください。');
  });
}

/** First what the customer was told, then what only the management screen shows, then how far it got. */
export async function analyse(page: Page): Promise<void> {
  await page.getByRole('link', { name: '分析の記録' }).click();
  await doAct(page, 'お客様への通知内容の確認を記録する', async (panel) => {
    await panel.getByLabel('お客様に通知された内容').fill(notice);
  }, { summary: '確認した内容を記録する' });
  await doAct(page, '管理画面の詳細情報を記録する（利用者非公開）', async (panel) => {
    await panel.getByLabel('詳細情報（利用者には非公開）').fill(`${secrets.canary}\n接続先 ${secrets.address}\n${secrets.phrase}。`);
  }, { summary: '詳細情報を追記する', button: '利用者非公開で記録する' });
  await page.locator('#notes-heading:focus').waitFor();
  await doAct(page, '攻撃工程の進み具合を記録する', markStages, { summary: '進み具合を記録する' });
  await doAct(page, '判定・重大度を記録する', async (panel) => {
    await panel.getByRole('radio', { name: '攻撃（影響は確認されず）' }).check();
    await panel.getByRole('group', { name: /確度/ }).getByRole('radio', { name: '中', exact: true }).check();
    await panel.getByRole('radio', { name: '高（当日中の対応が必要）' }).check();
  }, { summary: '判定を記録する' });
  await picture(page, '06-analysis');
}

/** A note that the first line reads must not hold what only the second line may know; one of the second line's own may. */
export async function writeNotes(page: Page): Promise<void> {
  const text = `接続先は ${secrets.address} と思われる（${secrets.canary}）。`;
  expect(await refusedAct(page, 'メモを追加する', (panel) => panel.getByRole('textbox').first().fill(text))).toContain('利用者非公開');
  await doAct(page, 'メモを追加する', async (panel) => {
    expect(await panel.getByRole('textbox').first().inputValue()).toBe(text);
    await panel.getByLabel('二次受付窓口だけが見られるメモにする（利用者非公開）').check();
  });
  // Nobody can follow an address on the page by a slip of the hand.
  expect(await wordsOf(page)).toContain(text.replace(secrets.address, '203[.]0[.]113[.]45'));
}

const stages: readonly (readonly [label: string, state: string])[] = [
  ['偵察', '確認されず'], ['誘導・配送', '疑い'], ['攻撃・実行', '観測できず'], ['設置・常駐', '観測できず'],
  ['遠隔操作（C&C）', '確認'], ['感染拡大（横展開）', '確認されず'], ['目的実行（情報持出し・暗号化等）', '確認されず'],
];

async function markStages(panel: Locator): Promise<void> {
  for (const [label, state] of stages) await panel.getByRole('group', { name: label }).getByRole('radio', { name: state, exact: true }).check();
  await panel.getByRole('group', { name: '遠隔操作（C&C）' }).locator('summary').click();
  await panel.getByRole('group', { name: '遠隔操作（C&C）' }).getByLabel('お客様向けの文').fill('外部の指令サーバーとの通信を1回検知しました。');
  await panel.getByRole('group', { name: '遠隔操作（C&C）' }).getByLabel('根拠').fill(`管理画面の ${secrets.address} への接続 ${secrets.canary}`);
}

/** The fields of the report as the analyst writes them: the page for the president first. */
export const reportWords: Readonly<Record<string, string>> = {
  '何が起きたか': '経理のパソコン1台が、外部の不審なサーバーと1回通信しました。情報が外に出た形跡は、確認した範囲では見つかっていません。',
  '事業を続けてよいか': '該当のパソコンの使用を止めれば、ほかの業務は続けていただけると考えています。',
  '今日お決めいただきたいこと': '該当のパソコンを誰がいつネットワークから切り離すかを、本日中にお決めください。',
  '2. 要約': '経理部門のパソコン1台（KEIRI-PC-03）から、攻撃者の指令サーバーと思われる宛先への通信を1回検知しました。',
  '4. 状況整理': '2026年11月24日（火）09:50に通信を検知。対象は KEIRI-PC-03。通信は1回のみです。',
  '6. 影響': '対象の端末のほかに影響は見つかっていません。端末の調査結果によって判断が変わることがあります。',
  '7. 推奨する対応': '1. KEIRI-PC-03 をネットワークから切り離してください（電源は切らないでください）。\n2. 最新の定義ファイルで検査してください。',
  '8. 解決策・再発防止策の概要': '不審な宛先への通信をUTMで制限する設定の見直しを、保守の会社とご相談ください。',
  '9. 今後の予定・お願い事項': '端末の検査結果をお知らせください。結果をもとに続報をお送りします。',
};

/** A draft that gives away an address is refused with a warning, and goes on once it is mended. */
export async function writeReport(page: Page): Promise<void> {
  await page.getByRole('link', { name: '報告書', exact: true }).click();
  await page.getByRole('button', { name: '報告書の下書きを作成する' }).click();
  await page.getByRole('heading', { name: '社長にお見せいただく一枚' }).waitFor();
  for (const [label, words] of Object.entries(reportWords)) await page.getByLabel(label, { exact: true }).fill(words);
  const advice = page.getByLabel('7. 推奨する対応', { exact: true });
  await advice.fill('1. 203[.]0[.]113[.]45 への通信を遮断してください。');
  await page.getByText('自動保存しました').waitFor();
  await page.getByText('利用者非公開の内容が1か所あります').waitFor();
  await save(page);
  await picture(page, '07-report-leak');
  expect(await refusedAct(page, '報告書の確認を依頼する', undefined, { summary: '別の分析担当者に確認を依頼する', button: '確認を依頼する' })).toContain('利用者非公開の内容');
  await page.getByRole('link', { name: 'お客様に届くメールを確認する' }).click();
  expect(await page.getByRole('alert').innerText()).toContain('利用者非公開の内容');
  await page.getByRole('link', { name: '報告書に戻る' }).click();
  await advice.fill(reportWords['7. 推奨する対応'] ?? '');
  await save(page);
  expect(await page.getByText('利用者非公開の内容が1か所あります').count()).toBe(0);
  await picture(page, '08-report-editor');
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: '保存する', exact: true }).click();
  await page.getByRole('status').filter({ hasText: '報告書を保存しました。' }).waitFor();
}

/** Nobody reads his own report, and nothing goes out before somebody else has. */
export async function askForAReader(page: Page): Promise<void> {
  await doAct(page, '報告書の確認を依頼する', undefined, { summary: '別の分析担当者に確認を依頼する', button: '確認を依頼する' });
  const words = await wordsOf(page);
  expect(words).toContain('報告書確認中');
  expect(words).toContain('作成した方とは別の分析担当者の確認を待っています。');
  expect(await page.getByRole('button', { name: '確認済みにする' }).count()).toBe(0);
  expect(words).toContain('を過ぎると、確認を待たずに報告できます。');
  expect(await page.getByRole('button', { name: '報告する' }).count()).toBe(0);
}

/** A second analyst reads the report and what stays behind the wall, side by side. */
export async function readAsSecond(page: Page): Promise<void> {
  const words = await wordsOf(page);
  expect(words).toContain(secrets.canary);
  expect(words, 'as text, since nobody writes on what is being read').toContain(reportWords['何が起きたか']);
  await doAct(page, '報告書を確認済みにする', undefined, { summary: '報告書を読み終えたら', button: '確認済みにする' });
  expect(await wordsOf(page)).toContain('確認済み');
}

/** The mail as the customer will get it, then the mail itself. Gives the preview's text. */
export async function previewAndSend(page: Page, address: string): Promise<string> {
  await page.goto(`${address}/report`);
  await page.getByRole('link', { name: 'お客様に届くメールを確認する' }).click();
  const preview = page.getByRole('region', { name: 'お客様に届くメール' });
  const text = await preview.innerText();
  expect(text).toContain('山田 太郎 <taro@customer.example>');
  for (const secret of secretForms) expect(text).not.toContain(secret);
  await picture(page, '09-report-preview');
  await page.getByRole('link', { name: '報告書に戻る' }).click();
  await doAct(page, '報告する', async (panel) => {
    expect(await panel.getByRole('radio', { name: 'メール' }).isChecked()).toBe(true);
    expect(await panel.getByLabel('最初のご回答として記録する').isChecked()).toBe(true);
    expect(await panel.getByLabel(/^お話しした方/).isVisible(), 'a mail is spoken to nobody').toBe(false);
  }, { summary: 'お客様への報告' });
  expect(await wordsOf(page)).toContain('回答のメールは送信待ち');
  return text;
}
