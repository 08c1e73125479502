import { simpleParser } from 'mailparser';
import { expect } from 'vitest';
import { sectionHeadings, presidentHeading } from '../../src/analysis/report-sections.rules.js';
import { lintRaw, lintText } from '../../src/mail/render/lint-mail.rules.js';
import type { SunkMail } from '../support/smtp-sink.js';
import { foundIn } from './leaks.js';

/** What must be true of the one mail that carries the report. */
export interface ReportWishes {
  readonly inquiryNumber: string;
  /** Message-ID of the receipt, with its brackets. */
  readonly receiptId: string;
  readonly replyToken: string;
  /** In the report, in this order. */
  readonly says: readonly string[];
  readonly secrets: readonly string[];
}

/** The mails with a report among those that the mail server has taken. */
export async function reportsIn(mails: readonly SunkMail[]): Promise<readonly SunkMail[]> {
  const subjects = await Promise.all(mails.map(async ({ raw }) => (await simpleParser(raw)).subject ?? ''));
  return mails.filter((_mail, index) => subjects[index]?.includes('ご報告'));
}

/** Holds the report's mail against everything a recipient and a mail server expect of it. */
export async function expectReportMail(mail: SunkMail, wishes: ReportWishes): Promise<void> {
  expect(mail.to).toEqual(['taro@customer.example']);
  expect(mail.acknowledged).toBe(true);
  const read = await simpleParser(mail.raw);
  const { subject = '', text = '' } = read;
  expect(subject).toBe(`【SOC in Pocket】【関係者限り】調査結果のご報告（第1報）［受付番号 ${wishes.inquiryNumber}］`);
  expect(read.from?.value).toEqual([{ name: 'SOC in Pocket 二次受付窓口', address: 'soc@desk.example.jp' }]);
  expect([read.to].flat().flatMap((to) => to?.value ?? [])).toEqual([{ name: '山田 太郎', address: 'taro@customer.example' }]);
  expect(read.replyTo?.value.map(({ address }) => address)).toEqual([`soc+${wishes.replyToken}@desk.example.jp`]);
  expect([read.references ?? []].flat()).toContain(wishes.receiptId);
  expect([read.references ?? []].flat()).toContain(read.inReplyTo);
  expect(read.cc).toBeUndefined();

  const plain = squeezed(text);
  const order = [presidentHeading, ...Object.values(sectionHeadings)].map((heading) => plain.indexOf(squeezed(`■ ${heading}`)));
  expect(order.every((at) => at >= 0), order.join(' ')).toBe(true);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  for (const said of wishes.says) expect(plain).toContain(squeezed(said));
  expect(text.startsWith('株式会社みどり野製作所\n')).toBe(true);
  expect(text).not.toContain('\uFFFD');

  expect(lintText({ subject, text })).toEqual([]);
  expect(lintRaw(mail.raw, 'desk.example.jp')).toEqual([]);
  // The search can find: what the report does say comes back, and nothing else does.
  const [first = ''] = wishes.says;
  expect(await foundIn(mail.raw, [first, ...wishes.secrets])).toEqual([first]);
}

function squeezed(text: string): string {
  return text.replaceAll(/\s/g, '');
}
