import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MailTemplate } from '../../src/inquiries/outbox/outgoing-mail.js';
import { checkTemplate } from '../../src/mail/render/check-template.rules.js';
import { lintText } from '../../src/mail/render/lint-mail.rules.js';
import { mailTemplates } from '../../src/mail/render/templates.rules.js';
import { renderText, shippedText } from '../../src/mail/render/render-mail.js';
import { sampleKinds, sampleMail, sampleMails, sampleTime } from '../../src/mail/render/sample-mails.rules.js';
import { allTemplates, renderMail } from './mail-samples.js';

const { ordinary, extreme } = sampleMails;
const render = (name: MailTemplate, samples = ordinary) => renderMail(name, samples[name]);

/** The text as one run, without the folds. */
const said = (text: string): string => text.replaceAll(/\n[ 　]*/g, '');

const toCustomer = allTemplates.filter((name) => 'contactName' in ordinary[name]);
const aboutInquiry = toCustomer.filter((name) => 'inquiryNumber' in ordinary[name] && mailTemplates[name].inSubject.includes('受付番号'));
const toStrangers = ['fixed_receipt', 'unregistered', 'japanese_only'] as const;

describe('every template', () => {
  it('is one of the known ones, and each known one has a text', () => {
    const folder = join(import.meta.dirname, '../../templates/mail');
    const texts = readdirSync(folder).filter((file) => !file.startsWith('_')).map((file) => file.replace('.txt', ''));
    expect(texts.toSorted()).toEqual(allTemplates.toSorted());
  });

  it.each(allTemplates)('%s keeps the conventions with ordinary data, with the longest and oddest, and with what may be missing left out', (name) => {
    for (const kind of sampleKinds) expect(lintText(renderMail(name, sampleMail(name, kind))), kind).toEqual([]);
  });

  it.each(allTemplates)('%s has our label first and a subject that fits a list', (name) => {
    const { subject } = render(name);
    expect(subject).toMatch(/^【SOC in Pocket】/);
    expect(subject.replace('【SOC in Pocket】', '').replace(/［受付番号 .*］$/, '').length).toBeLessThanOrEqual(34);
  });

  it.each(allTemplates)('%s says neither undefined nor an object', (name) => {
    for (const kind of sampleKinds) expect(renderMail(name, sampleMail(name, kind)).text, kind).not.toMatch(/undefined|null|\[object|[{}]{2}|NaN/);
  });
});

describe('the fields that all mails have in common (domain.md 6.2)', () => {
  const line = { text: '{{受付時間}}/{{作成日}}', said: '平日9:00～17:00（土日祝、12/28～1/4を除く）/2026年11月24日（火）' };
  const date = { text: '作成日は{{作成日}}', said: '作成日は2026年11月24日（火）' };
  const person = {
    text: '{{貴社名}}/{{販売パートナー名}}/{{部署}}/{{役職}}/{{お名前}}',
    said: '株式会社みどり野製作所/株式会社あおば情報サービス/情報システム部/部長/山田 太郎',
  };
  const number = { text: '番号は{{受付番号}}', said: '番号は26-000123-7' };
  const commonTo = (name: MailTemplate): { text: string; said: string }[] => {
    if (mailTemplates[name].reader === 'staff') return [date];
    return [line, ...(toCustomer.includes(name) ? [person] : []), ...(aboutInquiry.includes(name) ? [number] : [])];
  };

  it.each(allTemplates)('%s can name them', (name) => {
    const fields = commonTo(name);
    const shipped = shippedText(name);
    const text = { ...shipped, body: `${fields.map((field) => field.text).join('\n\n')}\n\n${shipped.body}` };
    expect(checkTemplate(name, text)).toEqual({ subject: [], body: [] });
    const printed = said(renderText(name, text, ordinary[name], sampleTime).text);
    for (const field of fields) expect(printed).toContain(field.said);
  });
});

describe('mails to the registered contact', () => {
  it.each(toCustomer)('%s has 宛名, greeting, 名乗り and signature in that order', (name) => {
    const { text } = render(name);
    expect(text.startsWith('株式会社みどり野製作所\n情報システム部 部長\n山田 太郎 様\n\n平素より本サービスをご利用いただき')).toBe(true);
    expect(text).toContain('株式会社あおば情報サービス\nあおば情報サービス SOC受付窓口でございます。\n');
    expect(text.trimEnd().endsWith('-'.repeat(60))).toBe(true);
    expect(text).toContain('電話：03-0000-0011\nメール：aoba@desk.example.jp\n受付時間：平日9:00～17:00（土日祝、12/28～1/4を除く）\nプライバシーポリシー：\nhttps://www.aoba.example.jp/privacy\n');
  });

  it.each(aboutInquiry)('%s ends its subject with the receipt number', (name) => {
    expect(render(name).subject).toMatch(/［受付番号 26-000123-7］$/);
  });

  it('leaves the post line out where there is no department', () => {
    const { text } = renderMail('closing', { ...ordinary.closing, contactDepartment: '', contactTitle: '' });
    expect(text).toMatch(/^株式会社みどり野製作所\n山田 太郎 様\n/);
  });

  it('uses 御中 only where nobody is named', () => {
    const { text } = renderMail('closing', { ...ordinary.closing, contactName: '' });
    expect(text).toMatch(/^株式会社みどり野製作所 御中\n\n/);
    expect(text.split('\n\n')[0]).not.toContain('様');
  });

  it('keeps rare characters of a name', () => {
    expect(render('receipt', extreme).text).toContain('髙﨑 邊𠮷之進ｱｲｳ①㈱😀 様');
  });

  it.each(toCustomer)('%s never names the customer or the threat in its subject', (name) => {
    expect(render(name).subject).not.toMatch(/みどり野|山田|malicious|TLP/);
  });
});

describe('what each says', () => {
  it('the receipt names number, acceptance, target as a target, and the mutual code (H1)', () => {
    const { text, subject } = render('receipt');
    expect(subject).toBe('【SOC in Pocket】お問い合わせ受付のご連絡［受付番号 26-000123-7］');
    expect(said(text)).toContain('受付日時：2026年11月24日（火）10:12');
    expect(said(text)).toContain('2026年11月25日（水）17:00を目途に');
    expect(said(text)).toContain('■ 相互確認コード042当窓口から');
    expect(said(text)).toContain('お電話にて差し上げます');
    expect(said(text)).not.toMatch(/深刻|重大|感染|お約束|保証/);
  });

  it('the notice outside hours names the next opening and why it is closed (A4)', () => {
    const { text } = render('outside_hours');
    expect(said(text)).toContain('2026年12月29日（火）22:00にお送りいただいたメール');
    expect(said(text)).toContain('次の受付開始：2027年1月5日（火）09:00');
    expect(said(text)).toContain('2027年1月6日（水）17:00を目途');
    expect(said(text)).toContain('年末年始休業');
    expect(said(text)).not.toMatch(/緊急連絡先|緊急のお電話/);
  });

  it.each(toStrangers)('%s says nothing of customer, contract or inquiry (A5)', (name) => {
    const { text, subject } = render(name);
    expect(subject + said(text)).not.toMatch(/\d{2}-\d{6}-\d|貴社|ご契約中|みどり野|山田/);
  });

  it('the Japanese-only notice is in both languages (A3)', () => {
    expect(render('japanese_only').text.replaceAll('\n', ' ')).toMatch(/日本語でお受けしております[\s\S]*take inquiries in Japanese only\. [\s\S]*9:00-17:00 \(Japan time\)/);
  });

  it('the request for identity asks for no secret and has no link', () => {
    expect(render('identity_request').text.split('-'.repeat(60))[0]).not.toMatch(/https?:|合言葉/);
  });

  it('the escalation speaks of 二次受付窓口での対応について and gives no internal reason', () => {
    const { text, subject } = render('escalation');
    expect(subject).toContain('二次受付窓口での対応について');
    expect(said(text)).not.toMatch(/引き?継ぎ|理由|判断できない/);
  });

  it('the request for logs names items, period with its zone, purpose and handling, and asks for no password', () => {
    const { text } = render('log_request');
    for (const part of ['1. Proxyサーバーのアクセスログ', '日本時間', '通信の有無を確認するため', '30日以内に消去', 'https://desk.example.jp/upload']) {
      expect(said(text)).toContain(part);
    }
    expect(said(text)).not.toMatch(/パスワード|別メール|ZIP/i);
  });

  it('the reminder blames nobody', () => {
    const { text, subject } = render('reminder');
    expect(subject).toContain('ご返答のお願い（再送）');
    expect(said(text)).not.toMatch(/打ち切|終了させ|ご返答いただけない場合は対応/);
  });

  it('the report is 【関係者限り】 in its subject, carries the label inside, and shows empty sections', () => {
    const { text, subject } = render('report');
    expect(subject).toBe('【SOC in Pocket】【関係者限り】調査結果のご報告（第1報）［受付番号 26-000123-7］');
    expect(said(text)).toContain('取扱区分：TLP:AMBER');
    expect(said(text)).toContain('■ 影響該当なし');
    expect(text.indexOf('社長にお見せする一枚')).toBeLessThan(text.indexOf('推奨対応'));
  });

  it('the introduction of a specialist ranks nobody and keeps out of the contract (C5)', () => {
    expect(said(render('specialist').text)).toMatch(/優劣はございません[\s\S]*対象外[\s\S]*契約に関与いたしません/);
  });

  it('the insurance guidance names the first day of cover and judges nothing (C6)', () => {
    const { text } = render('insurance');
    expect(said(text)).toContain('2026年12月1日（火）');
    expect(said(text)).toMatch(/お答えいたしかねます/);
    expect(said(text)).not.toMatch(/補償されます|万円/);
  });

  it('the warning of the target says 目標期限超過 and no customer', () => {
    expect(render('target_warning').subject).toContain('目標期限超過');
    expect(render('target_warning').text).not.toContain('様');
  });

  it('the record of an answer by telephone says when, who and about what, and nothing of the answer', () => {
    const text = said(render('phone_record').text);
    expect(text).toMatch(/ご回答の日時：2026年11月25日（水）11:00[\s\S]*ご回答した窓口：あおば/);
    expect(text).not.toMatch(/内容は|以下のとおり/);
  });

  it('the old contact learns of the change and of no inquiry', () => {
    const { text, subject } = render('contact_replaced');
    expect(said(text)).toContain('変更の日時：2026年12月1日（火）09:00');
    expect(subject + said(text)).not.toMatch(/お問い合わせ|受付番号/);
  });

  it('a change of desk names the new one with number, hours and date, and no reason (第5条2)', () => {
    const text = said(render('desk_changed').text);
    for (const part of ['06-0000-0022', 'hoshi@desk.example.jp', '変更の日時：2026年12月1日（火）09:00', '受付時間：平日9:00～17:00']) expect(text).toContain(part);
    expect(text).not.toMatch(/理由|都合/);
  });

  it('the report of disposal lists what, how and when (第10条4)', () => {
    expect(said(render('data_disposed').text)).toMatch(/アクセスログ[\s\S]*復元できない方法での消去[\s\S]*2026年12月25日（金）/);
  });

  it('a partner is told of a term with its date and the last day of notice, or of a proposal with its category alone', () => {
    expect(said(render('term_notice').text)).toMatch(/満了日：2027年2月28日（日）・お申し出の期限：2026年12月31日（木）/);
    expect(said(render('gateway_proposal').text)).toContain('理由の区分：');
  });

  it('a notice to staff carries its link on a line of its own', () => {
    expect(render('escalation_notice').text).toContain('\nhttps://desk.example.jp/inquiries/26-000123-7\n');
  });
});

describe('hostile values', () => {
  it('V56: no name in a mail becomes a link', () => {
    const link = 'https://evil.example/ www.evil.example WWW.evil.example';
    const { signature } = ordinary.receipt;
    const mails = [
      renderMail('receipt', { ...ordinary.receipt, customerName: link, contactName: link, contactDepartment: link, contactTitle: link, signature: { ...signature, privacyUrl: '' } }),
      renderMail('contact_changed', { ...ordinary.contact_changed, contactName: link }),
      renderMail('term_notice', { ...ordinary.term_notice, customerName: link, partnerName: link }),
      renderMail('gateway_proposal', { ...ordinary.gateway_proposal, customerName: link, partnerName: link }),
    ];
    for (const { subject, text } of mails) {
      expect(text).toContain('evil.example');
      expect(subject + text).not.toMatch(/https?:\/\/evil|www\.evil/i);
    }
  });

  it('a name cannot add a line, a control character or a direction mark', () => {
    const { text } = renderMail('receipt', { ...ordinary.receipt, contactName: '山田\r\nBcc: evil@x\u202Etxt\u0000\u001b[31m' });
    expect(text).toContain('\n山田 Bcc: evil@xtxt[31m 様\n');
  });

  it('a number cannot add a header to the subject', () => {
    const { subject } = renderMail('receipt', { ...ordinary.receipt, inquiryNumber: '26\r\nBcc: evil@x' });
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it('a value that is missing is refused, not printed', () => {
    const broken = { ...ordinary.receipt, mutualCode: undefined } as unknown as typeof ordinary.receipt;
    expect(() => renderMail('receipt', broken)).toThrow(/missing/);
  });

  it('template signs in a value stay what they are', () => {
    const { text } = renderMail('interim_answer', { ...ordinary.interim_answer, paragraphs: ['<%= process.env %> & <b> {{受付番号}} {{#節}}'] });
    expect(text).toContain('<%= process.env %> & <b> {{受付番号}} {{#節}}');
  });
});
