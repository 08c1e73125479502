import { expect } from 'vitest';
import type { Resource } from '../../inquiries/story.js';
import { question } from '../inquiry-page.js';
import type { Keyboard } from '../keyboard.js';
import { foundIn } from '../leaks.js';
import { reportWords } from '../story-second-line.js';
import { answer, arrive, openAct, openRow, said, send, stands, writeMoment, type Cast, type Means } from './day.js';
import { escalated } from './prepared.js';

const address = '203.0.113.45';

/** Taken from the list, heard further, logs asked for, analysed, written, read by a second person and sent. */
export async function secondLineDay(cast: Cast, means: Means): Promise<void> {
  const { stage, ichiro, niko } = cast;
  stage.desk.clock.set('2026-11-24T10:12:00+09:00');
  const inquiry = await escalated(cast, '外部との不審な通信');
  const keys = await arrive(cast, ichiro, means);
  await takeFromTheList(keys, inquiry);
  await hearFurther(keys);
  await analyse(keys);
  await askForLogs(keys);
  await writeTheReport(keys);

  const second = await arrive(cast, niko, means);
  await readAsSecond(second, inquiry);
  await second.page.context().close();

  await sendTheReport(keys);
  await stage.deliver();
  expect(stage.sink.mails.length).toBeGreaterThan(0);
  for (const { raw } of stage.sink.mails) expect(await foundIn(raw, [address])).toEqual([]);
  await keys.page.context().close();
}

async function takeFromTheList(keys: Keyboard, { number }: Resource): Promise<void> {
  await keys.follow(/^二次対応/);
  await openRow(keys, number);
  await send(await openAct(keys, 'take', 't'), '受領');
}

async function hearFurther(keys: Keyboard): Promise<void> {
  await keys.follow('シート', true);
  await keys.unfold(keys.page.locator('#sheet-fold > summary'));
  await keys.follow('E 被疑端末（全体）', true);
  await answer(keys, () => keys.chooseIn(question(keys.page, '端末を特定できているか').group, '特定できている'));
  await answer(keys, () => keys.chooseIn(question(keys.page, '現在の状態').group, 'つながっている'));
  if (keys.hasKeys) return;
  await keys.push(keys.page.getByRole('button', { name: 'シートを保存' }).last());
  await said(keys, 'シートを保存しました。');
}

/** What the customer was told, what only the management screen shows, how far it got, and what to make of it. */
async function analyse(keys: Keyboard): Promise<void> {
  if (keys.hasKeys) await keys.page.keyboard.press('h');
  await keys.follow('分析の記録', true);
  await keys.page.waitForURL(/\/analysis$/);
  const quote = await openAct(keys, 'save-portal-notice');
  await quote.write(/お客様に通知された内容/, 'C2 communication detected at 2026-11-24 00:50 UTC.');
  await send(quote, '通知内容');
  const note = await openAct(keys, 'add-portal-note');
  await note.write(/詳細情報/, `接続先 ${address}`);
  await send(note, '詳細情報');
  const progress = await openAct(keys, 'set-attack-progress');
  for (const stage of await progress.within.locator('.stage-field').all()) await progress.chooseIn(stage, '確認されず');
  await send(progress, '進み具合');
  const assessment = await openAct(keys, 'set-assessment');
  await assessment.choose('判定', '攻撃（影響は確認されず）');
  await assessment.choose('確度', '中');
  await assessment.choose('重大度', '高（当日中の対応が必要）');
  await send(assessment, '判定');
}

/** The logs go out by mail; the answer comes by telephone. */
async function askForLogs(keys: Keyboard): Promise<void> {
  const form = await openAct(keys, 'request-logs');
  await form.write('必要なログ・情報', 'プロキシのログ');
  await writeMoment(form, /期間の始まり/, '2026-11-24T09:00');
  await writeMoment(form, /期間の終わり/, '2026-11-24T10:00');
  await form.write('利用の目的', '通信先の確認');
  await form.write('同意された方', '山田 太郎');
  await form.choose('うかがった手段', '電話');
  await writeMoment(form, 'うかがった日時', '2026-11-24T09:30');
  await send(form, '依頼');
  await keys.follow('問合せ', true);
  await send(await openAct(keys, 'customer-answered', 'w'), 'ご返答を記録');
}

async function writeTheReport(keys: Keyboard): Promise<void> {
  await keys.follow('報告書', true);
  await keys.push('報告書の下書きを作成する');
  await keys.page.getByRole('heading', { name: '社長にお見せいただく一枚' }).waitFor();
  for (const [label, words] of Object.entries(reportWords)) await keys.writeInto(keys.page.getByLabel(label, { exact: true }), words);
  await keys.push(keys.page.getByRole('button', { name: '保存する', exact: true }));
  await said(keys, '報告書を保存しました。');
  await send(await openAct(keys, 'request-review'), '確認');
}

async function readAsSecond(keys: Keyboard, { number }: Resource): Promise<void> {
  await keys.follow(/^お知らせ/);
  await keys.push(keys.page.locator('.row-link', { hasText: number }));
  await stands(keys, number);
  await keys.follow('報告書', true);
  expect(await keys.page.locator('main').innerText()).toContain(address.replaceAll('.', '[.]'));
  await send(await openAct(keys, 'approve-report'), '確認');
}

async function sendTheReport(keys: Keyboard): Promise<void> {
  await keys.follow('報告書', true);
  await keys.follow('お客様に届くメールを確認する');
  expect(await keys.page.getByRole('region', { name: 'お客様に届くメール' }).innerText()).not.toContain(address);
  await keys.follow('報告書に戻る');
  await send(await openAct(keys, 'send-report'), '報告');
}
