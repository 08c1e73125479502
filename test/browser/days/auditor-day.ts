import { expect } from 'vitest';
import type { Keyboard } from '../keyboard.js';
import { arrive, openRow, stands, type Cast, type Means } from './day.js';
import { escalated } from './prepared.js';

/** Reads the record of an inquiry and who looked at what, and finds nothing on the way that changes anything. */
export async function auditorDay(cast: Cast, means: Means): Promise<void> {
  const { stage, auditor } = cast;
  stage.desk.clock.set('2026-11-24T10:12:00+09:00');
  const inquiry = await escalated(cast, '監査で読む件');
  const keys = await arrive(cast, auditor, means);
  await keys.follow(/^(対応中)?すべて/);
  await openRow(keys, inquiry.number);
  await keys.follow('これまでの記録', true);
  expect(await keys.page.getByRole('region', { name: 'これまでの記録' }).innerText()).toContain('エスカレーション');
  await expectNothingToSend(keys);
  await keys.unfold(keys.page.locator('.menu-more > summary'));
  await keys.follow('閲覧記録');
  await stands(keys, '閲覧記録');
  await keys.write('受付番号', inquiry.number);
  await keys.page.keyboard.press('Enter');
  await stands(keys, '閲覧記録');
  await expectNothingToSend(keys);
  await keys.page.context().close();
}

/** No act, no form that posts but for saying that he looks, and none of the desk's keys opens one. */
async function expectNothingToSend(keys: Keyboard): Promise<void> {
  expect(await keys.page.locator('details.act').count()).toBe(0);
  expect(await keys.page.locator('main form[method=post]').evaluateAll((forms) => forms.map((form) => form.getAttribute('action')))).toEqual([]);
  if (!keys.hasKeys) return;
  const before = keys.page.url();
  for (const key of 'tnacvpsfqmwz') await keys.page.keyboard.press(key);
  expect(keys.page.url()).toBe(before);
}
