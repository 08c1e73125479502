import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintRaw, lintText } from '../../src/mail/render/lint-mail.rules.js';
import { passed, rawMail, textPart } from '../mail/corpus.js';
import { receiveMail } from './arriving-mail.js';
import { choose, doAct, panelOf, question, refusedAct, wordsOf, write, writeTime } from './inquiry-page.js';
import { midorino, openStage, picture, signInByPassword, type Person, type Stage } from './stage.js';
import type { Page } from 'playwright-core';

const night = '2026-12-29T22:00:00+09:00';
const opening = '2027年1月5日（火）09:00';
const target = '2027年1月6日（水）17:00';

describe('mail on the evening of 12/29 in a browser', () => {
  let opened: Stage | string;
  let hanako: Person;
  let supervisor: Person;

  beforeAll(async () => {
    opened = await openStage({ clock: night });
    if (typeof opened === 'string') return;
    const { desk } = await midorino(opened);
    hanako = await opened.person('first_line', '一次 花子', { deskIds: [desk.id] });
    supervisor = await opened.person('first_line_supervisor', '一次 責任者', { deskIds: [desk.id] });
  });
  afterAll(async () => {
    if (typeof opened !== 'string') await opened.close();
  });

  it('A4, D1: waits for the opening, is announced at once, and is answered by telephone in time', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const stage = opened;
    const { desk, sink } = stage;
    await receiveMail(desk, fromTheContact('<night@customer.example>', 'サーバーの画面に英語の文章が出ています。どうすればよいですか。'), '--to', 'aoba@desk.example.jp', '--from', 'taro@customer.example');
    await stage.deliver();
    await expectOutsideHoursNotice(stage);

    const before = await stage.pageOf(hanako);
    const number = await openFromTheQueue(before, stage, 'いまは受付時間外です');
    expect(await before.locator('h1').locator('..').locator('..').innerText()).toContain('未受付');
    await before.getByText(`目標 ${target}`).click();
    const sentence = before.getByText(/2026年12月29日（火）22:00に受信し/);
    expect(await sentence.innerText()).toMatch(new RegExp(`次の受付開始である${opening}の受付となり.*年末年始.*${target}が最初のご回答の目標です。`));
    await picture(before, '10-mail-before-opening');
    const refusal = await refusedAct(before, '受付を開始する');
    expect(refusal).toContain(opening);
    expect(await before.getByText('未受付', { exact: true }).first().isVisible()).toBe(true);

    // Its session ends with the jump of the clock, and what it then hears is the sign-in.
    await before.close();
    desk.clock.set('2027-01-05T08:59:00+09:00');
    const morning = await stage.page();
    await signInByPassword(morning, stage, hanako);
    await openFromTheQueue(morning, stage, 'いまは受付時間外です');
    expect(await refusedAct(morning, '受付を開始する')).toContain(opening);

    desk.clock.set('2027-01-05T09:00:00+09:00');
    await morning.goto(morning.url().replace(/\/acts\/.*$/, ''));
    await doAct(morning, '受付を開始する');
    expect(await wordsOf(morning)).toContain('一次ヒアリング中');
    desk.clock.set('2027-01-05T09:10:00+09:00');
    await callBack(morning);
    desk.clock.set('2027-01-05T09:25:00+09:00');
    await answerByTelephone(morning);
    const words = await wordsOf(morning);
    expect(words).toContain('目標期限内に回答済み');
    expect(words).toContain('回答済み（ご確認待ち）');
    expect(words).toContain(`目標 ${target}（最初のご回答 2027年1月5日（火）09:25）`);

    await stage.deliver();
    expect(sink.mails.every(({ to }) => to.length === 1 && to[0] === 'taro@customer.example')).toBe(true);
    expect(number).toMatch(/^26-\d{6}-\d$/);
    expect(stage.complaints).toEqual([]);
  }, 90_000);

  it('A5b: a sender nobody knows gets nothing; the supervisor sees the mail', async ({ skip }) => {
    if (typeof opened === 'string') return skip(opened);
    const stage = opened;
    stage.desk.clock.set('2027-01-05T10:00:00+09:00');
    await stage.deliver();
    const sent = stage.sink.mails.length;
    const raw = rawMail({ from: 'Someone <someone@elsewhere.example>', subject: '<b>Urgent</b>', headers: [passed.replace('customer.example', 'elsewhere.example')], body: textPart('utf-8', Buffer.from('助けてください。<script>alert(1)</script>')) });
    await receiveMail(stage.desk, raw, '--to', 'aoba@desk.example.jp');
    await stage.deliver();
    expect(stage.sink.mails.length).toBe(sent);

    const page = await stage.pageOf(supervisor);
    await page.goto(stage.desk.baseUrl);
    await page.getByRole('link', { name: /確認待ちメール/ }).click();
    const row = page.getByRole('row').filter({ hasText: 'someone@elsewhere.example' });
    expect(await row.innerText()).toMatch(/確認待ち[^]*<b>Urgent<\/b>[^]*届け出のないアドレス/);
    await picture(page, '11-quarantine');
    await row.getByRole('link', { name: 'Urgent' }).click();
    expect(await wordsOf(page)).toContain('助けてください。<script>alert(1)</script>');
    await page.goto(`${stage.desk.baseUrl}/queue?view=all`);
    expect(await page.getByRole('row').filter({ hasText: 'Urgent' }).count()).toBe(0);
    expect(stage.complaints).toEqual([]);
  }, 60_000);
});

/** A mail of the registered contact that our mail server found to be genuine. */
function fromTheContact(messageId: string, text: string): Buffer {
  return rawMail({ headers: [passed], messageId, body: textPart('utf-8', Buffer.from(text)) });
}

async function expectOutsideHoursNotice({ sink }: Stage): Promise<void> {
  expect(sink.mails.map(({ to }) => to)).toEqual([['taro@customer.example']]);
  const [notice] = sink.mails;
  if (notice === undefined) throw new Error('There is no notice.');
  const { subject = '', text = '', inReplyTo, headers } = await simpleParser(notice.raw);
  expect(text).toContain(`次の受付開始：${opening}`);
  expect(text).toContain(`最初のご回答の目標：${target}を目途`);
  expect(text.replaceAll('\n', '')).toContain('受付時間外（年末年始休業）に届きました');
  expect(text).toContain('電話：03-0000-0011');
  expect(subject).toMatch(/［受付番号 26-\d{6}-\d］$/);
  expect(inReplyTo).toBe('<night@customer.example>');
  expect(headers.get('auto-submitted')).toBe('auto-replied');
  expect(lintText({ subject, text })).toEqual([]);
  expect(lintRaw(notice.raw, 'desk.example.jp')).toEqual([]);
}

async function openFromTheQueue(page: Page, stage: Stage, expected: string): Promise<string> {
  await page.goto(`${stage.desk.baseUrl}/queue`);
  expect(await wordsOf(page)).toContain(expected);
  const row = page.getByRole('row').filter({ hasText: '株式会社みどり野製作所' });
  expect(await row.innerText()).toMatch(/未受付[^]*メール[^]*2027年1月6日（水）17:00/);
  const link = row.getByRole('link').first();
  const number = await link.innerText();
  await link.click();
  await page.getByRole('heading', { level: 1, name: number }).waitFor();
  return number;
}

/** Back to the registered number, whatever number the mail may name. */
async function callBack(page: Page): Promise<void> {
  await doAct(page, '本人確認を記録する', async (panel) => {
    await panel.getByRole('radio', { name: /03-5555-1001/ }).check();
    await panel.getByLabel('電話に出た方').fill('山田 太郎 様');
    await panel.getByRole('radio', { name: '確認できた', exact: true }).check();
  });
  await write(page, 'ご連絡者氏名', '山田 太郎');
  await write(page, '折り返し電話番号', '03-5555-1001');
  await write(page, '問合せ内容（お客様の言葉）', 'サーバーの画面に英語の文章が出ている。');
  await choose(page, '問合せ種別', '通知の内容がわからない');
  await choose(page, 'お客様が感じる緊急度', '通常');
  await write(page, 'アラートID', 'CTS-20261229-0001');
  await writeTime(page, '検知日時', '2026-12-29 21:40', '日本時間');
  await choose(page, '不正通信の種類', '偵察行為のアクセス');
  expect(await question(page, 'アラートID').box.inputValue()).toBe('CTS-20261229-0001');
}

async function answerByTelephone(page: Page): Promise<void> {
  const panel = await panelOf(page, '電話で回答した');
  expect(await panel.getByRole('radio', { name: /メール|会議/ }).count()).toBe(0);
  await doAct(page, '電話で回答した', async (form) => {
    await form.getByLabel('回答の要旨').fill('外部からの偵察の通信で、遮断されている。端末への影響は見られないことを説明した。');
    await form.getByLabel('最初のご回答として記録する').check();
  });
}
