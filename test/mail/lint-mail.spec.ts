import { describe, expect, it } from 'vitest';
import { lintFolding, lintRaw, lintText } from '../../src/mail/render/lint-mail.rules.js';

const head = [
  'From: desk@desk.example.jp', 'To: "Taro, Yamada" <taro@customer.example>', `Subject: =?UTF-8?B?${Buffer.from('受付').toString('base64')}?=`,
  'Date: Tue, 24 Nov 2026 10:12:00 +0900', 'Message-ID: <1@desk.example.jp>', 'MIME-Version: 1.0',
];

/** A sound mail, with one line of its head replaced or added. */
function mail(line = '', body = 'text'): Buffer {
  const name = line.split(':')[0]?.toLowerCase();
  const kept = head.filter((each) => name === '' || each.split(':')[0]?.toLowerCase() !== name);
  return Buffer.from([...kept, ...(line === '' ? [] : [line]), '', body].join('\r\n'), 'latin1');
}

describe('the bytes of a mail of ours', () => {
  it('are sound as they should be', () => {
    expect(lintRaw(mail(), 'desk.example.jp')).toEqual([]);
  });

  it.each<[string, Buffer, string]>([
    ['two senders', mail('X-More: 1\r\nFrom: evil@attacker.example'), 'has 2 from lines'],
    ['no date', Buffer.from(mail().toString('latin1').replace(/^Date.*\r\n/m, ''), 'latin1'), 'has no date'],
    ['a copy', mail('Cc: boss@customer.example'), 'has a cc line'],
    ['a hidden copy', mail('Bcc: boss@customer.example'), 'has a bcc line'],
    ['a sender besides', mail('Sender: x@desk.example.jp'), 'has a sender line'],
    ['another’s Message-ID', mail('Message-ID: <1@attacker.example>'), 'has a Message-ID that is not ours'],
    ['two recipients', mail('To: taro@customer.example, evil@attacker.example'), 'has not exactly one recipient'],
    ['a lone line feed', mail('', 'a\nb'), 'has a lone CR or LF'],
    ['a lone carriage return', mail('', 'a\rb'), 'has a lone CR or LF'],
    ['a byte above 127', mail('', '\u00e9'), 'has bytes above 127'],
    ['a line of 999 bytes', mail('', 'x'.repeat(999)), 'has a line of 999 bytes'],
    ['a head without an end', Buffer.from(head.join('\r\n')), 'has no end of its header'],
    ['an encoded-word of 76 characters', mail(`Subject: =?UTF-8?Q?${'a'.repeat(64)}?=`), 'has an encoded-word of 76 characters'],
    ['half a character in an encoded-word', mail(`Subject: =?UTF-8?B?${Buffer.from('受').subarray(0, 2).toString('base64')}?= =?UTF-8?B?${Buffer.from('受').subarray(2).toString('base64')}?=`), 'splits a character between encoded-words'],
    ['the same in quoted-printable', mail('Subject: =?UTF-8?Q?=E5=8F?= =?UTF-8?Q?=97?='), 'splits a character between encoded-words'],
  ])('are refused with %s', (_what, raw, fault) => {
    expect(lintRaw(raw, 'desk.example.jp')).toContain(fault);
  });

  it('are folded at 78, where there is a place to fold', () => {
    expect(lintFolding(mail(`Subject: ${'a'.repeat(60)} ${'b'.repeat(9)}`))).toEqual(['has a header line of 79 characters']);
    expect(lintFolding(mail(`References: <${'i'.repeat(80)}@customer.example>`))).toEqual([]);
  });
});

describe('a mail as its reader sees it', () => {
  it.each([
    ['the word of an office that knows its terms', { subject: 'x', text: '保留です。\n' }, 'says 保留'],
    ['a promise', { subject: 'x', text: '必ずお電話します。\n' }, 'says 必ず'],
    ['a label of TLP in the subject', { subject: 'TLP:AMBER', text: 'x\n' }, 'says TLP:'],
    ['御中 and 様 together', { subject: 'x', text: '株式会社架空 御中\n山田 様\n\n本文\n' }, 'addresses somebody with 御中 and 様 together'],
    ['a control character', { subject: 'x', text: 'a\u0007\n' }, 'has a control character'],
    ['a line of 36 full-width characters', { subject: 'x', text: `${'あ'.repeat(36)}\n` }, `has a line of 72 columns: ${'あ'.repeat(36)}`],
    ['a line that begins with 、', { subject: 'x', text: 'あ\n、い\n' }, 'begins a line with 、'],
    ['a line that ends with 「', { subject: 'x', text: 'あ「\nい」\n' }, 'ends a line with 「'],
  ])('is refused with %s', (_what, rendered, fault) => {
    expect(lintText(rendered)).toContain(fault);
  });

  it('may deny a promise, and quote TLP in its text', () => {
    expect(lintText({ subject: 'x', text: 'TLP:AMBER\n安全を保証するものでは\nありません。\n' })).toEqual([]);
  });
});
