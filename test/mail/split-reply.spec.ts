import { describe, expect, it } from 'vitest';
import { parseMail } from '../../src/mail/intake/parse-mail.js';
import { splitReply } from '../../src/mail/intake/split-reply.rules.js';
import { rawMail } from './corpus.js';

const answer = '了解しました。\n端末はPC-01です。';
const asked = 'お問い合わせの件です。';
const marked = `> ${asked}\n> よろしくお願いします。`;
const address = '<aoba@desk.example.jp>';

/** Every quoting shape of security.md 4.4 by its number there: what a program writes below the answer. */
const shapes: readonly (readonly [string, string])[] = [
  ['1 Gmail', `2026年1月5日(月) 10:00 山田 太郎 ${address}:\n\n${marked}`],
  ['2 Gmail, nothing marked below', `2015年3月22日 10:52 Taro ${address}:\n\n${asked}`],
  ['2 Gmail without weekday and name', `2015年3月22日 10:52 ${address}:\n\n${marked}`],
  ['3 Gmail, wrapped before the address', `2026年1月5日(月) 10:00 あおば情報サービス株式会社 SOC受付窓口\n${address}:\n\n${marked}`],
  ['3 Gmail, wrapped in three', `2026年1月5日(月) 10:00\nあおば情報サービス株式会社 SOC受付窓口\n${address}:\n\n${marked}`],
  ['3 Gmail, wrapped inside the address', `2026年1月5日(月) 10:00 あおば情報サービス SOC受付窓口 <aoba@desk.\nexample.jp>:\n\n${marked}`],
  ['4 old Gmail', `2012/03/22 10:52 に 山田太郎 ${address} さんは書きました:\n\n${marked}`],
  ['5 のメッセージ', `2026年5月11日(月) 21:28に 山田太郎 ${address} のメッセージ:\n\n${marked}`],
  ['5 さんは書きました', `2026年5月11日(月) 21:28、山田太郎 ${address} さんは書きました:\n\n${marked}`],
  ['5 the person first', `Alice さんは 2026/05/11 21:28 に書きました:\n\n${marked}`],
  ['6 Apple', `2026/01/05 10:00、山田太郎 ${address}のメール:\n\n${marked}`],
  ['6 Apple, iPhone', `iPhoneから送信\n\n2026/11/24 17:00、山田太郎 ${address}のメール:\n\n﻿${marked}`],
  ['7 Apple 2', `2026/01/05 10:00、山田太郎 ${address}のメッセージ:\n\n${marked}`],
  ['8 Outlook', `差出人: SOC受付窓口 ${address}\n送信日時: 2026年11月24日 10:00\n宛先: taro\nCC: x\n件名: お問い合わせ\n\n${asked}`],
  ['9 Outlook below a rule', `________________________________\n差出人: SOC受付窓口 ${address}\n送信日時: 2026年11月24日 10:00\n宛先: taro\n件名: お問い合わせ\n\n${asked}`],
  ['10 Outlook in bold', `**差出人:** SOC受付窓口 ${address}\n**送信日時:** 2026年11月24日\n**宛先:** taro\n**件名:** x\n\n${asked}`],
  ['10 Outlook with wide colons', `差出人： SOC受付窓口 代理 山田 [mailto:aoba@desk.example.jp]\n送信日時： 2026年11月24日\n宛先： taro\n件名： x\n\n${asked}`],
  ['11 元のメッセージ', `-----元のメッセージ-----\n差出人: SOC\n件名: x\n${asked}`],
  ['11 元のメッセージ with spaces', ` ----- 元のメッセージ ----- \n${asked}`],
  ['11 引用元メッセージ', `----- 引用元メッセージ -----\n${asked}`],
  ['12 Original Message, English below', `-----Original Message-----\nFrom: desk\nSent: Tuesday\n\n${asked}`],
  ['12 Original Message, Japanese below', `-----Original Message-----\n差出人: desk\n送信日時: 2026\n\n${asked}`],
  ['13 Thunderbird', `2026/01/05 10:00, 山田 太郎 wrote:\n${marked}`],
  ['13 Thunderbird in brackets', `(2014/08/05 3:51), 山田 太郎 wrote:\n${marked}`],
  ['13 Thunderbird 書きました', `2026/01/05 10:00, 山田 太郎 書きました:\n${marked}`],
  ['14 On … wrote', `On 2026/01/05 10:00, 山田 太郎 wrote:\n${marked}`],
  ['15 さんは書きました', `山田 さんは書きました:\n${marked}`],
  ['15 さん wrote', `山田さん wrote:\n${marked}`],
  ['16 Becky!', `On Mon, 5 Jan 2026 10:00:00 +0900\n山田 ${address} wrote:\n\n${marked}`],
  ['17 In message', `In message <20260105.100000@desk.example.jp>\n山田 ${address} writes:\n${marked}`],
  ['17 a list’s block', `From: 山田 ${address}\nSubject: x\nDate: Mon, 5 Jan 2026 10:00:00 +0900\n\n${marked}`],
  ['18 wide marks', `＞${asked}\n＞以上`],
  ['18 mixed marks', `2026/01/05 10:00, 山田 太郎 wrote:\n>> ${asked}\n＞以上\n｜三つ目\n| 四つ目`],
  ['19 Yahoo!メール', `----- Original Message -----\nFrom: "SOC" ${address}\nTo: taro\nDate: 2026/1/5, Mon 10:00\nSubject: x\n\n${asked}`],
  ['20 Yahoo!メール on Android', `2026年1月5日(月) 10:00 aoba@desk.example.jp:\n\n${asked}`],
  ['22 Notes', `-----aoba@desk.example.jp wrote: -----\n宛先: taro\n送信者: aoba\n日付: 2026/01/05 10:00\n件名: x\n\n${asked}`],
  ['25 our own line', `──── この行より上に返信をご記入ください ────\n${asked}`],
  ['サイボウズ', `----- Original Message -----\n差出人: SOC\n送信日時: 2026-01-05\n宛先: taro\n${asked}`],
  ['docomo', `2026/01/05 10:00、aoba@desk.example.jp さんは書きました:\n${marked}`],
  ['English Outlook', `From: SOC ${address}\nSent: Tuesday, November 24, 2026 10:00 AM\nTo: taro\nSubject: x\n\n${asked}`],
];

describe('a reply (security.md 4.4)', () => {
  it.each(shapes)('%s: what is quoted is folded, header line and all', (_name, below) => {
    const { fresh, quoted } = splitReply(`${answer}\n\n${below}`);
    expect(fresh).toBe(answer);
    expect(quoted).toContain(asked);
  });

  it.each([
    ['21 Thunderbird', '-------- 転送メッセージ --------'],
    ['21 English', '-------- Forwarded Message --------'],
    ['21 Gmail', '---------- 転送されたメッセージ ----------'],
    ['21 Gmail 2', '---------- メッセージを転送 ---------'],
    ['21 Gmail, English', '---------- Forwarded message ---------'],
    ['21 Apple', 'Begin forwarded message:'],
    ['21 Notes', '----- Forwarded by Taro/JP on 2026/01/05 -----'],
  ])('%s: a forward is the evidence and stays', (_name, line) => {
    const text = `${answer}\n\n${line}\n送信元：cts@alert.example\n日付：2026\n件名：Exploit kit\n送信先：taro\n\nExploit kit`;
    expect(splitReply(text)).toEqual({ fresh: text, quoted: '' });
  });

  it('21 Outlook forwards like it replies: the subject tells', () => {
    const text = `${answer}\n\n________________________________\n差出人: cts@alert.example\n送信日時: 2026\n宛先: taro\n件名: Exploit kit\n\nExploit kit`;
    expect(splitReply(text, 'FW: Exploit kit').quoted).toBe('');
    expect(splitReply(text, '転送: Exploit kit').quoted).toBe('');
    expect(splitReply(text, 'RE: Exploit kit').fresh).toBe(answer);
  });

  it.each(['iPhoneから送信', 'iPadから送信', 'Galaxyから送信', 'Outlook for iOS を入手', 'Outlook for Android を入手<https://aka.ms/x>', 'Yahoo!メール for iPhoneから送信', 'Sent from my iPhone'])('23 the tail of a telephone is folded: %s', (tail) => {
    expect(splitReply(`${answer}\n\n${tail}`)).toEqual({ fresh: answer, quoted: tail });
  });

  it.each([
    ['-- ', '-- \n山田太郎\n株式会社架空商事'],
    ['━━━', '━━━━━━━━━━━━\n株式会社架空商事\n〒100-0000 東京都\nTEL: 03-0000-0000\n━━━━━━━━━━━━'],
    ['＝＝＝', '＝＝＝＝＝＝＝＝\n山田 太郎\n電話：03-0000-0000\n＝＝＝＝＝＝＝＝'],
    ['******', '******************\n総務部 山田\nTEL 03-0000-0000 / FAX 03-0000-0001\n******************'],
  ])('(d) a signature below %s is folded', (_name, signature) => {
    expect(splitReply(`${answer}\n\n${signature}`)).toEqual({ fresh: answer, quoted: signature.trim() });
    const withQuote = splitReply(`${answer}\n\n${signature}\n\n${shapes[0]?.[1]}`);
    expect(withQuote.fresh).toBe(answer);
    expect(withQuote.quoted).toContain(asked);
  });

  it.each([
    ['(a) a log with From in it', 'ログです。\nFrom: 10.0.0.1 to 10.0.0.2 DENY\nFrom: 10.0.0.3'],
    ['(a) a log with From, To and Cc that is no head of a mail', 'ログです。\nFrom: 10.0.0.1\nTo: 10.0.0.2\nCc: 10.0.0.3\nDENY'],
    ['(a) a log with 送信者', '送信者: cts\n送信者: cts2\nを確認しました'],
    ['evidence between rules', `検知の内容です。\n--------\n検知日時: 2026/11/24 10:00\nURL: http://evil.example/a.exe\n10.0.0.1\n--------`],
    ['a table', 'ログです。\n| 時刻 | 端末 |\n| 10:00 | PC-01 |'],
    ['(b) nothing but a quotation', '> 前のメール'],
    ['(b) only an introduction and its quotation', `2026/01/05 10:00, 山田 太郎 wrote:\n${marked}`],
    ['(b) answers between the lines', `ご回答します。\n2026年11月24日(火) 10:00 desk ${address}:\n> 1. 端末名は\nPC-01です\n> 2. 時刻は\n10時です`],
    ['(b) an answer below', `2026年11月24日(火) 10:00 desk ${address}:\n> 端末名は\n\nPC-01です`],
    ['(b) answers inside what Outlook does not mark, announced', `山田です。以下、インラインで回答します。\n\n差出人: SOC ${address}\n送信日時: 2026年11月24日 10:00\n宛先: taro\n件名: x\n\n1. 端末名は\n→PC-01です`],
    ['(b) the same in red', `下記に赤字で記載いたしました。\n\n山田太郎\n\n-----元のメッセージ-----\n差出人: SOC\n件名: x\n\n1. 端末名は\nPC-01です`],
    ['(b) the same in looser words right above', `お世話になっております。\n以下に回答いたします。\n\n-----元のメッセージ-----\n差出人: SOC\n件名: x\n\n1. 端末名は\nPC-01です`],
    ['a date in a sentence', '2026年11月24日(火) 10:00 に検知しました。\n2026/11/24 11:00 に再起動しました。'],
  ])('is left whole: %s', (_name, text) => {
    expect(splitReply(text)).toEqual({ fresh: text, quoted: '' });
  });

  it('(b) what is announced below and written above the quotation does not keep it', () => {
    const own = '以下に回答いたします。\n1. PC-01です\n2. 10時です\n3. ありません';
    expect(splitReply(`${own}\n\n-----元のメッセージ-----\n差出人: SOC\n件名: x\n${asked}`).fresh).toBe(own);
  });

  it('(b) answers between the lines of HTML stay with what they answer', async () => {
    const quote = '<blockquote class="gmail_quote">';
    const html = `<p>回答します。</p><div class="gmail_quote"><div class="gmail_attr">2026年11月24日(火) 11:40 SOC &lt;aoba@desk.example.jp&gt;:</div>${quote}端末名は</blockquote><div>PC-01です</div>${quote}時刻は</blockquote><div>10時です</div></div>`;
    const { text } = await parseMail(rawMail({ subject: 'Re: x', body: `Content-Type: text/html; charset=utf-8\r\n\r\n${html}` }));
    expect(text.quoted).toBe('');
    expect(text.fresh.split(/\n+/).slice(2)).toEqual(['> 端末名は', 'PC-01です', '> 時刻は', '10時です']);
  });

  it('(b) a signature below the quotation is no answer', () => {
    const { fresh } = splitReply(`${answer}\n\nOn 2026/01/05 10:00, 山田 wrote:\n${marked}\n\n-- \n山田太郎\n株式会社架空商事`);
    expect(fresh).toBe(answer);
  });

  it.each([
    ['Gmail', '<div class="gmail_quote"><div class="gmail_attr">x</div><div>'],
    ['Outlook', '<hr><div id="divRplyFwdMsg"><b>差出人:</b> SOC<br></div><div>'],
    ['Outlook on the web', '<div id="appendonsend"></div><div>'],
    ['new Outlook', '<div id="mail-editor-reference-message-container"><div>'],
    ['old Outlook', '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in"><p>差出人</p></div><div>'],
    ['Thunderbird', '<div class="moz-cite-prefix">x</div><blockquote type="cite">'],
    ['Proton', '<div class="protonmail_quote">x<blockquote>'],
    ['Yahoo', '<div class="yahoo_quoted" id="yahoo_quoted_1">'],
  ])('24 in HTML of %s', async (_name, begins) => {
    const html = `<html><body><p>了解しました。</p>${begins}<p>${asked}</p></div></body></html>`;
    const { text } = await parseMail(rawMail({ subject: 'Re: x', body: `Content-Type: text/html; charset=utf-8\r\n\r\n${html}` }));
    expect(text.fresh).toBe('了解しました。');
    expect(text.quoted).toContain(asked);
  });

  // Quadratic patterns take minutes here, and the runner gives up.
  it('(f) reads a megabyte of anything', () => {
    const units = ['> a\n', '>', '2026年', '2026年11月24日(火) 10:00 \n', 'あ', '-', '-\n', '-- \n', '差出人: x\n', 'On x\n', '| a\n', '<a@', ' ', '\n', '＞', '*', 'TEL: 0', '元のメッセージ', '2026/11/24 10:00、'];
    for (const unit of units) {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      const { fresh, quoted } = splitReply(text);
      expect(fresh.length + quoted.length).toBeLessThanOrEqual(text.length);
    }
  });
});
