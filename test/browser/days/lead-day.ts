import { expect } from 'vitest';
import { done, type Resource } from '../../inquiries/story.js';
import { now } from '../../analysis/analysis-story.js';
import type { Keyboard } from '../keyboard.js';
import { arrive, asProgram, openAct, openRow, send, stands, type Cast, type Means } from './day.js';
import { escalated } from './prepared.js';

const address = '198.51.100.77';

/** One value told to the customer, work given to an analyst, the figures read, an inquiry ended. */
export async function leadDay(cast: Cast, means: Means): Promise<void> {
  const { stage, lead, ichiro, niko } = cast;
  stage.desk.clock.set('2026-11-24T10:12:00+09:00');
  const inquiry = await aSecret(cast);
  const keys = await arrive(cast, lead, means);
  await keys.follow(/^二次対応/);
  await openRow(keys, inquiry.number);
  await giveTo(keys, niko.name);
  await releaseOneValue(keys);
  await readTheFigures(keys);
  await endIt(keys, inquiry);
  expect(await keys.page.locator('main').innerText()).toContain(ichiro.name);
  await keys.page.context().close();
}

async function aSecret(cast: Cast): Promise<Resource> {
  const taken = await escalated(cast, '遮断する宛先を知りたい');
  const second = await asProgram(cast, cast.ichiro);
  const mine = await done(second, taken, 'take');
  return now(second, mine, 'add-portal-note', { text: `接続先 ${address} と 198.51.100.88` });
}

async function giveTo(keys: Keyboard, name: string): Promise<void> {
  const form = await openAct(keys, 'assign', 'a');
  await form.choose('担当者', name);
  await send(form, '担当');
}

async function releaseOneValue(keys: Keyboard): Promise<void> {
  await keys.follow('分析の記録', true);
  const form = await openAct(keys, 'release-value');
  await form.write('開示する値', address);
  await form.write('開示する理由', 'お客様がUTMで遮断するため');
  await send(form, '開示');
  expect(await keys.page.locator('main').innerText()).toContain('開示を承認した値');
}

async function readTheFigures(keys: Keyboard): Promise<void> {
  await keys.unfold(keys.page.locator('.menu-more > summary'));
  await keys.follow('集計');
  await stands(keys, '2026年11月の集計');
  await keys.follow('集計の定義');
  await stands(keys, '集計の定義');
}

/** Found again by its number; ended because the customer said so. */
async function endIt(keys: Keyboard, { number }: Resource): Promise<void> {
  if (keys.hasKeys) await keys.page.keyboard.press('/');
  await keys.writeInto(keys.page.locator('#header-q'), number);
  await keys.page.keyboard.press('Enter');
  await keys.page.waitForURL(/\/(search|inquiries)/);
  if (keys.page.url().includes('/search')) await keys.push(keys.page.locator('main').getByRole('link', { name: number }));
  await stands(keys, number);
  const form = await openAct(keys, 'withdraw');
  await form.write('取下げの理由', 'お客様から、もう大丈夫とお電話があったため');
  await send(form, '取下げ');
}
