import { describe, expect, it } from 'vitest';
import { parseMail } from '../../src/mail/intake/parse-mail.js';
import { euc, jis, multipart, rawMail, sjis, textPart } from './corpus.js';

const fresh = async (raw: Buffer): Promise<string> => (await parseMail(raw)).text.fresh;
const sentence = '通知の意味を教えてください。①㈱髙﨑';

describe('the text of a Japanese mail', () => {
  it.each([
    ['UTF-8', textPart('utf-8', Buffer.from(sentence))],
    ['UTF-8 in base64', textPart('UTF-8', Buffer.from(sentence), 'base64')],
    ['UTF-8 with a byte order mark', textPart('utf-8', Buffer.from(`\uFEFF${sentence}`))],
    ['Shift_JIS', textPart('Shift_JIS', sjis(sentence))],
    ['Windows-31J', textPart('windows-31j', sjis(sentence))],
    ['no charset and Shift_JIS bytes', textPart(null, sjis(sentence))],
    ['ISO-8859-1 label on Shift_JIS', textPart('iso-8859-1', sjis(sentence))],
  ])('is right in %s', async (_name, body) => {
    expect(await fresh(rawMail({ body }))).toBe(sentence);
  });

  it.each([
    ['ISO-2022-JP', textPart('iso-2022-jp', jis('通知の意味を教えてください。'), '7bit')],
    ['CP50220', textPart('CP50220', jis('通知の意味を教えてください。'), '7bit')],
    ['CP50221', textPart('CP50221', jis('通知の意味を教えてください。'), '7bit')],
    ['us-ascii label on ISO-2022-JP', textPart('us-ascii', jis('通知の意味を教えてください。'), '7bit')],
    ['no charset and ISO-2022-JP', textPart(null, jis('通知の意味を教えてください。'), '7bit')],
    ['EUC-JP', textPart('euc-jp', euc('通知の意味を教えてください。'))],
    ['eucJP-ms', textPart('eucJP-ms', euc('通知の意味を教えてください。'))],
  ])('is right in %s', async (_name, body) => {
    expect(await fresh(rawMail({ body }))).toBe('通知の意味を教えてください。');
  });

  it('reads half-width kana between SO and SI', async () => {
    const body = textPart('iso-2022-jp', Buffer.from([0x0e, 0x31, 0x32, 0x33, 0x0f]), '7bit');
    expect(await fresh(rawMail({ body }))).toBe('ｱｲｳ');
  });

  it('reads HTML whose charset only the HTML names', async () => {
    const html = Buffer.concat([Buffer.from('Content-Type: text/html\r\n\r\n<html><meta charset="shift_jis"><p>'), sjis('通知の意味'), Buffer.from('</p><p>'), sjis('二行目'), Buffer.from('</p>')]);
    expect(await fresh(rawMail({ body: html }))).toMatch(/^通知の意味\s+二行目$/);
  });

  it('has no control character', async () => {
    expect(await fresh(rawMail({ body: textPart('utf-8', Buffer.from('a\u0000b\u001b[31mc')) }))).toBe('ab[31mc');
  });
});

describe('the subject', () => {
  it.each([
    ['an encoded-word in UTF-8', '=?UTF-8?B?6YCa55+l44Gu5oSP5ZGz?='],
    ['an encoded-word in ISO-2022-JP', `=?ISO-2022-JP?B?${jis('通知の意味').toString('base64')}?=`],
    ['raw UTF-8', Buffer.from('通知の意味')],
    ['raw ISO-2022-JP', jis('通知の意味')],
    ['raw Shift_JIS', sjis('通知の意味')],
    ['raw EUC-JP', euc('通知の意味')],
  ])('is right as %s', async (_name, subject) => {
    expect((await parseMail(rawMail({ subject }))).subject).toBe('通知の意味');
  });
});

describe('the sender', () => {
  it.each([
    ['a bare address', 'taro@customer.example'],
    ['a name', 'Taro Yamada <Taro@Customer.Example>'],
    ['an encoded name', '=?UTF-8?B?5bGx55SwIOWkqumDjg==?= <taro@customer.example>'],
    ['a quoted name with signs', '"Yamada, Taro (IT)" <taro@customer.example>'],
    ['a raw Japanese name', Buffer.from('山田 太郎 <taro@customer.example>')],
    ['an old comment', 'taro@customer.example (Taro)'],
  ])('is known from %s', async (_name, from) => {
    expect((await parseMail(rawMail({ from }))).sender).toBe('taro@customer.example');
  });

  it.each([
    ['two From lines (F1)', { headers: ['From: evil@attacker.example'] }],
    ['two From lines that say the same (F1)', { headers: ['From: taro@customer.example'], from: 'taro@customer.example' }],
    ['two mailboxes', { from: 'taro@customer.example, evil@attacker.example' }],
    ['an address made of an encoded-word (F2)', { from: '=?utf-8?B?PHRhcm9AY3VzdG9tZXIuZXhhbXBsZT4=?=' }],
    ['an encoded-word beside another address', { from: '=?utf-8?B?dGFyb0BjdXN0b21lci5leGFtcGxl?= <evil@attacker.example> <taro@customer.example>' }],
    ['a group', { from: 'team: taro@customer.example;' }],
    ['no address', { from: 'Taro' }],
    ['a quoted local part (V14)', { from: '"taro@customer.example x"@attacker.example' }],
  ])('is not believed with %s', async (_name, wishes) => {
    const raw = rawMail(wishes);
    expect((await parseMail(raw)).sender).toBeUndefined();
  });
});

describe('files', () => {
  const text = 'Content-Type: text/plain; charset=utf-8\r\n\r\n本文\r\n';

  it('keeps a log that was sent inline (F3), and leaves it out of the text', async () => {
    const log = 'Content-Type: text/plain; charset=us-ascii; name="fw.log"\r\nContent-Disposition: inline; filename="fw.log"\r\n\r\nDENY 10.0.0.1\r\n';
    const mail = await parseMail(rawMail({ body: multipart('mixed', [text, log]) }));
    expect(mail.files.map((file) => [file.name, file.bytes.toString()])).toEqual([['fw.log', 'DENY 10.0.0.1\r\n']]);
    expect(mail.text.fresh).toBe('本文');
  });

  it('keeps every part that is not the text: unnamed, HTML, a forwarded message whole', async () => {
    const forwarded = 'Content-Type: message/rfc822\r\n\r\nFrom: cts@alert.example\r\nSubject: alert\r\n\r\nExploit kit\r\n';
    const page = 'Content-Type: text/html\r\nContent-Disposition: attachment; filename="evil.html"\r\n\r\n<p>x</p>\r\n';
    const data = 'Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n';
    const mail = await parseMail(rawMail({ body: multipart('mixed', [text, forwarded, page, data]) }));
    expect(mail.files.map((file) => file.type)).toEqual(['message/rfc822', 'text/html', 'application/octet-stream']);
    expect(mail.files[0]?.bytes.toString()).toContain('Exploit kit');
    expect(mail.files[2]?.bytes).toEqual(Buffer.of(0, 1, 2));
  });

  it('does not call the HTML of the same text a file', async () => {
    const mail = await parseMail(rawMail({ body: multipart('alternative', [text, 'Content-Type: text/html; charset=utf-8\r\n\r\n<p>本文</p>\r\n']) }));
    expect(mail.files).toEqual([]);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\evil.exe', 'evil.exe'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['.htaccess', 'htaccess'],
    ['ロ\u0000グ.txt', 'ログ.txt'],
  ])('shows the name %j safely as %j (F8)', async (name, shown) => {
    const encoded = `=?UTF-8?B?${Buffer.from(name).toString('base64')}?=`;
    const file = `Content-Type: application/octet-stream; name="${encoded}"\r\n\r\nx\r\n`;
    const mail = await parseMail(rawMail({ body: multipart('mixed', [text, file]) }));
    expect(mail.files.map((each) => each.name)).toEqual([shown]);
  });

  it('throws for a thousand parts, so that the message becomes 要確認 (F9)', async () => {
    const parts = Array.from({ length: 1_100 }, () => text);
    await expect(parseMail(rawMail({ body: multipart('mixed', parts) }))).rejects.toThrow();
  });
});

describe('a reply', () => {
  const replies: [string, string][] = [
    ['Gmail', '了解しました。\n\n2026年11月24日(火) 10:00 SOC受付窓口 <aoba@desk.example.jp>:\n\n> お問い合わせ'],
    ['Gmail, wrapped', '了解しました。\n\n2026年11月24日(火) 10:00 あおば情報サービス SOC受付窓口\n<aoba@desk.example.jp>:\n\n> お問い合わせ'],
    ['Apple Mail', '了解しました。\n\n2026/11/24 10:00、SOC受付窓口 <aoba@desk.example.jp>のメール:\n\n> お問い合わせ\niPhoneから送信'],
    ['Outlook', '了解しました。\n\n________________________________\n差出人: SOC受付窓口 <aoba@desk.example.jp>\n送信日時: 2026年11月24日 10:00\n宛先: taro\n件名: お問い合わせ\n\nお問い合わせ'],
    ['Original Message', '了解しました。\n\n-----Original Message-----\nFrom: desk\nお問い合わせ'],
    ['元のメッセージ', '了解しました。\n\n----- 元のメッセージ -----\nお問い合わせ'],
    ['Thunderbird', '了解しました。\n\nOn 2026/11/24 10:00, SOC受付窓口 wrote:\n> お問い合わせ'],
    ['bare quote', '了解しました。\n\n> お問い合わせ\n> 以上'],
    ['full-width quote', '了解しました。\n\n＞お問い合わせ'],
  ];

  it.each(replies)('is cut from what %s quotes', async (_name, text) => {
    const mail = await parseMail(rawMail({ body: textPart('utf-8', Buffer.from(text)) }));
    expect(mail.text.fresh).toBe('了解しました。');
    expect(mail.text.quoted).toContain('お問い合わせ');
  });

  it.each([
    ['answers between the lines', 'ご回答します。\n2026年11月24日(火) 10:00 desk <aoba@desk.example.jp>:\n> 1. 端末名は\nPC-01です\n> 2. 時刻は\n10時です'],
    ['a forward, which is the evidence', '転送します。\n---------- Forwarded message ---------\nFrom: CTS\nSubject: Exploit kit'],
    ['a log that has From in it', 'ログです。\nFrom: 10.0.0.1 to 10.0.0.2 DENY\nFrom: 10.0.0.3'],
    ['nothing but a quotation', '> 前のメール'],
  ])('is left whole with %s', async (_name, text) => {
    const mail = await parseMail(rawMail({ body: textPart('utf-8', Buffer.from(text)) }));
    expect(mail.text).toEqual({ fresh: text, quoted: '' });
  });

  // A pattern that backtracks takes minutes here, and the runner gives up.
  it('reads a megabyte of quotes, dates or one line', async () => {
    for (const text of ['> a\n'.repeat(250_000), '2026年\n'.repeat(100_000), 'あ'.repeat(350_000)]) {
      const mail = await parseMail(rawMail({ body: textPart('utf-8', Buffer.from(text)) }));
      expect(mail.text.fresh.length + mail.text.quoted.length).toBeGreaterThan(0);
    }
  });
});
