import { expect } from 'vitest';
import type { Resource } from '../../inquiries/story.js';
import { takeCall } from '../../inquiries/story.js';
import { question } from '../inquiry-page.js';
import type { Keyboard } from '../keyboard.js';
import { answer, arrive, asProgram, openAct, said, send, signIn, stands, type Cast, type Means } from './day.js';

/** From the list of 8:50 to that of 16:50: a mail of the night, a call answered, one that goes up, a call-back kept. */
export async function firstLineDay(cast: Cast, means: Means): Promise<void> {
  const { stage, hanako } = cast;
  const night = await atNight(cast);
  stage.desk.clock.set('2026-11-24T08:50:00+09:00');
  const keys = await arrive(cast, hanako, means);
  await readTheNight(keys, night);

  stage.desk.clock.set('2026-11-24T09:00:00+09:00');
  await beginWithTheNight(keys, night);
  stage.desk.clock.set('2026-11-24T09:20:00+09:00');
  await takeTheCall(keys, '英語の通知が届いた。jkx?/ と出る');
  await verify(keys);
  await hear(keys);
  await answerByPhone(keys);
  await promiseToCall(keys);

  stage.desk.clock.set('2026-11-24T09:40:00+09:00');
  await takeTheCall(keys, 'ファイルが開けない');
  await escalate(keys);

  stage.desk.clock.set('2026-11-24T16:50:00+09:00');
  await endTheDay(keys, cast);
  await keys.page.context().close();
}

async function atNight(cast: Cast): Promise<Resource> {
  const { stage, hanako, customer } = cast;
  stage.desk.clock.set('2026-11-24T08:40:00+09:00');
  const call = { customerId: customer.customer.id, headline: '夜に画面へ警告', receivedAt: '2026-11-23T20:00', way: 'record_out_of_hours_call' };
  return (await takeCall(await asProgram(cast, hanako), call)).json<Resource>();
}

async function readTheNight(keys: Keyboard, night: Resource): Promise<void> {
  await keys.follow('朝の受付準備（8:50）');
  await stands(keys, '朝の受付準備');
  expect(await keys.page.locator('main').innerText()).toContain(night.number);
}

async function beginWithTheNight(keys: Keyboard, night: Resource): Promise<void> {
  await keys.follow(night.number);
  await stands(keys, night.number);
  await send(await openAct(keys, 'take-up', 't'), '受付を開始しました');
}

async function takeTheCall(keys: Keyboard, headline: string): Promise<void> {
  await keys.follow('電話を受ける');
  await stands(keys, '電話を受ける');
  const search = keys.page.getByRole('searchbox', { name: '利用者を探す' });
  expect(await search.evaluate((field) => field === document.activeElement)).toBe(true);
  await keys.writeInto(search, 'みどりの');
  await keys.page.keyboard.press('Enter');
  const hit = keys.page.getByRole('radio', { name: /株式会社みどり野製作所/ });
  await hit.waitFor();
  if (!(await hit.isChecked())) await keys.choose('利用者', /株式会社みどり野製作所/);
  await keys.write('お名前', '山田 太郎');
  await keys.write('ご用件', headline);
  await keys.write('折り返し電話番号', '03-5555-1001');
  await keys.page.keyboard.press('Enter');
  await said(keys, 'で受け付けました');
  await stands(keys, '株式会社みどり野製作所');
}

async function verify(keys: Keyboard): Promise<void> {
  const form = await openAct(keys, 'verify', 'v');
  await form.write('電話に出た方', '山田様');
  await form.choose('結果', '確認できた');
  await send(form, '本人確認');
}

async function hear(keys: Keyboard): Promise<void> {
  const { page } = keys;
  // What was heard on the call is there.
  expect(await question(page, 'ご連絡者氏名').box.inputValue()).toBe('山田 太郎');
  expect(await question(page, '折り返し電話番号').box.inputValue()).toBe('03-5555-1001');
  await answer(keys, () => keys.writeInto(question(page, '問合せ内容（お客様の言葉）').box, '英語の通知の意味を知りたい。'));
  await answer(keys, async () => {
    await keys.reach(question(page, '問合せ種別').group.getByLabel('通知の内容がわからない'));
    await page.keyboard.press('Space');
  });
  await answer(keys, () => keys.chooseIn(question(page, 'お客様が感じる緊急度').group, '今日中に知りたい'));
  await answer(keys, () => keys.writeInto(question(page, 'アラートID').box, 'CTS-20261124-0007'));
  await answer(keys, async () => {
    await keys.writeInto(question(page, '検知日時').box, '2026-11-24 09:05');
    await keys.chooseIn(question(page, '検知日時').group.getByRole('group', { name: '時刻の基準' }), '日本時間');
  });
  await answer(keys, () => keys.chooseIn(question(page, '不正通信の種類').group, 'C&C通信'));
  if (!keys.hasKeys) {
    await keys.push(page.getByRole('button', { name: 'シートを保存' }).last());
    await said(keys, 'シートを保存しました。');
  } else await page.reload();
  expect(await question(page, 'アラートID').box.inputValue()).toBe('CTS-20261124-0007');
}

async function answerByPhone(keys: Keyboard): Promise<void> {
  const form = await openAct(keys, 'answer-by-phone', 'p');
  await form.write('回答の要旨', 'C&C通信とは何かを説明し、パソコンをネットワークから切り離すようお願いした。');
  await form.tick('最初のご回答として記録する');
  await send(form, '回答');
}

async function promiseToCall(keys: Keyboard): Promise<void> {
  await send(await openAct(keys, 'arrange-appointment'), '約束');
}

async function escalate(keys: Keyboard): Promise<void> {
  const form = await openAct(keys, 'escalate', 's');
  await form.choose('理由', '危険度の高い種類');
  await form.write('二次受付窓口に伝えること', '暗号化の兆候。判断をお願いします。');
  await form.tick('聞いていない項目を、まとめて「不明」にして送る');
  await form.write('「不明」にする理由', 'お客様が急いでいるため');
  await send(form, 'エスカレーション');
}

/** The session has ended over the afternoon: the way back leads to where he wanted to go. */
async function endTheDay(keys: Keyboard, { stage, hanako }: Cast): Promise<void> {
  if (keys.hasKeys) await keys.page.keyboard.press('u');
  else await keys.follow('問合せ一覧', true);
  await signIn(keys, stage, hanako);
  await keys.follow('問合せ一覧', true);
  await keys.follow('受付終了までに（16:50）');
  await stands(keys, '受付終了までに');
  const list = keys.page.getByRole('region', { name: /折り返し・会議/ });
  await keys.in(list).follow(/26-/);
  const called = await openAct(keys, 'log-call', 'c');
  await called.choose('結果', '通話');
  await called.write('通話メモ', '切り離したことを確かめた。');
  await send(called, '架電');
  const settled = await openAct(keys, 'settle-appointment');
  await settled.chooseIn(settled.within.getByRole('group', { name: '結果' }), /実施|話/);
  await send(settled, '約束');
  await keys.follow('問合せ一覧', true);
  await keys.follow('受付終了までに（16:50）');
  expect(await keys.page.locator('main').innerText()).toContain('今日の折り返しや会議はありません。');
}
