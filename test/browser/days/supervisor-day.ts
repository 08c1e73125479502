import { expect } from 'vitest';
import { done, look, type Resource } from '../../inquiries/story.js';
import type { Keyboard } from '../keyboard.js';
import { arrive, asProgram, openAct, openRow, send, stands, type Cast, type Means } from './day.js';
import { heardOut } from './prepared.js';

/** The customer who wants to speak to a superior, who works on what, and what the month looks like. */
export async function supervisorDay(cast: Cast, means: Means): Promise<void> {
  const { stage, supervisor, hanako } = cast;
  stage.desk.clock.set('2026-11-24T10:12:00+09:00');
  const complaint = await aComplaint(cast);
  const unowned = await heardOut(cast, '担当の決まっていない件');
  await done(await asProgram(cast, hanako), unowned, 'assign', { ownerId: '' });
  await stage.desk.runJob('count-figures');
  const keys = await arrive(cast, supervisor, means);
  await speakToTheCustomer(keys, complaint);
  await giveItToSomebody(keys, unowned, hanako.name);
  await readTheFigures(keys);
  await keys.page.context().close();
}

async function aComplaint(cast: Cast): Promise<Resource> {
  const inquiry = await heardOut(cast, '何度も同じことを聞かれる');
  const first = await asProgram(cast, cast.hanako);
  await done(first, inquiry, 'record-complaint', { reason: '責任者と話したい', startsAt: '2026-11-24T11:00' });
  return look(first, inquiry);
}

/** From the notice to the inquiry, and what came of the talk. */
async function speakToTheCustomer(keys: Keyboard, { number }: Resource): Promise<void> {
  await keys.follow(/^お知らせ/);
  await stands(keys, 'お知らせ');
  await keys.push(keys.page.getByRole('link', { name: number }));
  await stands(keys, number);
  expect(await keys.page.locator('.inquiry-state').innerText()).toContain('上長対応');
  const form = await openAct(keys, 'settle-complaint');
  await form.write('対応の結果', '山田様にお詫びし、窓口を一人にすることをお約束した。');
  await send(form, '上長対応');
  expect(await keys.page.locator('.inquiry-state').innerText()).not.toContain('上長対応');
}

/** The desk's own list, narrowed to what nobody works on. */
async function giveItToSomebody(keys: Keyboard, { number }: Resource, name: string): Promise<void> {
  if (keys.hasKeys) {
    await keys.page.keyboard.press('u');
    await stands(keys, '問合せ一覧');
  } else await keys.follow('問合せ一覧', true);
  await keys.follow(/^(対応中)?すべて/);
  await keys.unfold(keys.page.locator('.queue-conditions > summary'));
  await keys.select('担当者', '未定');
  await keys.push('絞り込む');
  await openRow(keys, number);
  const form = await openAct(keys, 'assign', 'a');
  await form.choose('担当者', name);
  await send(form, '担当');
  expect(await keys.page.locator('main').innerText()).toContain(name);
}

async function readTheFigures(keys: Keyboard): Promise<void> {
  await keys.unfold(keys.page.locator('.menu-more > summary'));
  await keys.follow('集計');
  await stands(keys, '2026年11月の集計');
  const load = keys.page.getByRole('region', { name: /時間帯/ }).first();
  await keys.unfold(load.locator('summary'));
  expect(await load.getByRole('table').isVisible()).toBe(true);
}
