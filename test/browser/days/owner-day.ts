import { expect } from 'vitest';
import { goodPassword } from '../../staff/accounts.js';
import type { Keyboard } from '../keyboard.js';
import { arrive, said, stands, writeMoment, type Cast, type Means } from './day.js';

/** A closure, a new colleague, the words of a mail, a mailbox and the figures of the month. */
export async function ownerDay(cast: Cast, means: Means): Promise<void> {
  const { stage, owner } = cast;
  stage.desk.clock.set('2026-11-24T10:12:00+09:00');
  const keys = await arrive(cast, owner, means);
  const isFirst = keys.hasKeys;
  await addAClosure(keys, isFirst ? '2027-03-18' : '2027-03-19');
  await inviteSomebody(keys, isFirst ? 'atarashi@desk.example.jp' : 'shinjin@desk.example.jp');
  await editATemplate(keys);
  await addAMailbox(keys, isFirst ? 'common' : 'second');
  await takeTheFigures(keys);
  await keys.page.context().close();
}

async function menu(keys: Keyboard, name: string): Promise<void> {
  await keys.unfold(keys.page.locator('.menu-more > summary'));
  await keys.push(keys.page.locator('.menu-more').getByRole('link', { name, exact: true }));
}

async function addAClosure(keys: Keyboard, day: string): Promise<void> {
  await menu(keys, '受付カレンダー');
  await keys.follow('休業・受付停止・祝日表の変更');
  const form = keys.in(keys.page.getByRole('region', { name: '休業日を追加する' }));
  await writeMoment(form, /開始日/, day);
  await form.write(/理由/, '設備点検');
  await form.push('休業日を追加する');
  await confirmed(keys);
  await said(keys, '休業');
  expect(await keys.page.getByRole('region', { name: '登録の一覧' }).innerText()).toContain('設備点検');
}

/** Acts on roles and the calendar may ask for the password again. */
async function confirmed(keys: Keyboard): Promise<void> {
  await keys.page.waitForLoadState();
  if ((await keys.page.locator('#_confirm').count()) === 0) return;
  await keys.writeInto(keys.page.locator('#_confirm'), goodPassword);
  await keys.page.keyboard.press('Enter');
  await keys.page.locator('#_confirm').waitFor({ state: 'detached' });
}

async function inviteSomebody(keys: Keyboard, address: string): Promise<void> {
  await menu(keys, 'スタッフ');
  await keys.follow('スタッフを登録');
  await keys.write('氏名', '髙﨑 新');
  await keys.write('メールアドレス', address);
  await keys.tick('二次受付（分析担当）');
  await keys.push('登録してリンクを発行');
  await confirmed(keys);
  expect(await keys.page.getByLabel('リンク').inputValue()).toContain('/welcome/');
}

/** Tried first, with the words as they will arrive, then saved. */
async function editATemplate(keys: Keyboard): Promise<void> {
  await menu(keys, 'メール文面');
  await keys.push(keys.page.locator('main .row-link').first());
  const body = keys.page.getByLabel(/^本文/);
  await keys.reach(body);
  await keys.page.keyboard.press('ControlOrMeta+Home');
  await keys.page.keyboard.type('（平素よりお世話になっております）');
  await keys.page.keyboard.press('Enter');
  await keys.push('確かめる');
  await keys.page.getByRole('heading', { name: /確かめた結果/ }).waitFor();
  expect(await keys.page.locator('#preview .mail-preview').first().innerText()).toContain('平素よりお世話になっております');
  await keys.write(/変更の理由/, 'あいさつを足す');
  await keys.push('保存して使い始める');
  await confirmed(keys);
  await keys.page.locator('.notice-success').waitFor();
}

async function addAMailbox(keys: Keyboard, name: string): Promise<void> {
  await menu(keys, 'メールの状況');
  await keys.follow('メールボックスの設定');
  await keys.follow('メールボックスを登録');
  await keys.write(/^名前/, name);
  await keys.write(/^IMAPサーバー/, 'imap.desk.example.jp');
  await keys.write(/^利用者名/, name);
  await keys.writeInto(keys.page.locator('#password'), 'kumo-neko-ohirune');
  await keys.write(/^窓口のメールアドレス/, `${name}@desk.example.jp`);
  await keys.push('登録する');
  await confirmed(keys);
  await stands(keys, name);
}

async function takeTheFigures(keys: Keyboard): Promise<void> {
  await keys.push(keys.page.getByRole('navigation', { name: 'メニュー', exact: true }).getByRole('link', { name: '集計' }));
  await stands(keys, '2026年11月の集計');
  await keys.push('いま集計する');
  await keys.page.getByRole('heading', { name: '主な数字' }).waitFor();
  await keys.push('CSVに書き出す');
  await stands(keys, 'ファイルへの書き出し');
  const link = keys.page.getByRole('link', { name: 'ファイルを受け取る' });
  for (let tries = 0; tries < 20 && (await link.count()) === 0; tries += 1) await keys.follow('表示を更新');
  const download = keys.page.waitForEvent('download');
  await keys.push(link);
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
}
