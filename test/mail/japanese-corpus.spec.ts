import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { parseMail, type ParsedMail } from '../../src/mail/intake/parse-mail.js';
import { euc, jis, multipart, rawMail, sjis, textPart } from './corpus.js';

const sentence = '通知の意味を教えてください。';
const special = '①㈱髙﨑～－';
const name = '予定表.xls';

const fresh = async (body: Buffer | string): Promise<string> => (await parseMail(rawMail({ body }))).text.fresh;
const subject = async (value: Buffer | string, charset = 'us-ascii'): Promise<string> =>
  (await parseMail(rawMail({ subject: value, body: textPart(charset, Buffer.from('x')) }))).subject;
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

async function attached(head: Buffer | string): Promise<ParsedMail> {
  const part = Buffer.concat([Buffer.from('Content-Type: application/octet-stream\r\nContent-Disposition: attachment; '), Buffer.from(head), Buffer.from('\r\n\r\nx\r\n')]);
  return parseMail(rawMail({ body: multipart('mixed', ['Content-Type: text/plain\r\n\r\nx\r\n', part]) }));
}

const fileName = async (head: Buffer | string): Promise<string | undefined> => (await attached(head)).files[0]?.name;

describe('F10: the sixteen decodings (security.md 4.2)', () => {
  it.each<[string, Buffer, string]>([
    ['SO/SI kana', textPart('iso-2022-jp', hex('0e 31 32 33 0f'), '7bit'), 'ｱｲｳ'],
    ['CP50220', textPart('CP50220', jis(sentence), '7bit'), sentence],
    ['CP50221', textPart('CP50221', jis(sentence), '7bit'), sentence],
    ['us-ascii label with ISO-2022-JP', textPart('us-ascii', jis(sentence), '7bit'), sentence],
    ['iso-8859-1 label with Shift_JIS', textPart('iso-8859-1', sjis(sentence)), sentence],
    ['eucJP-ms ①', textPart('eucJP-ms', hex('ada1'), '8bit'), '①'],
    ['UTF-8 with a byte order mark', textPart('utf-8', Buffer.from(`\uFEFF${sentence}`)), sentence],
    ['no charset and Shift_JIS', textPart(null, sjis(sentence)), sentence],
    ['no charset and ISO-2022-JP', textPart(null, jis(sentence), '7bit'), sentence],
    ['HTML whose meta alone names the charset', Buffer.concat([Buffer.from('Content-Type: text/html\r\n\r\n<html><head><meta charset="euc-jp"></head><p>'), euc(sentence), Buffer.from('</p>')]), sentence],
  ])('%s', async (_name, body, text) => {
    expect(await fresh(body)).toBe(text);
  });

  it.each([
    ['ISO-2022-JP', jis(sentence)],
    ['Shift_JIS', sjis(sentence)],
    ['EUC-JP', euc(sentence)],
  ])('a raw subject in %s', async (_name, raw) => {
    expect(await subject(raw)).toBe(sentence);
  });

  it.each([
    ['Shift_JIS', sjis('ログ.txt'), 'ログ.txt'],
    ['Shift_JIS with a 5C byte', sjis(name), name],
    ['ISO-2022-JP', jis(name), name],
  ])('a raw file name in %s', async (_name, raw, shown) => {
    expect(await fileName(Buffer.concat([Buffer.from('filename="'), raw, Buffer.from('"')]))).toBe(shown);
  });
});

describe('labels and bytes that do not go together', () => {
  it.each<[string, Buffer, string]>([
    ['ISO-2022-JP that claims to be UTF-8', textPart('utf-8', jis(sentence), '7bit'), sentence],
    ['a charset that does not exist', textPart('ISO-2202-JP', sjis(sentence)), sentence],
    ['UTF-8 with a wrong byte that claims to be us-ascii', Buffer.concat([Buffer.from('Content-Type: text/plain; charset=us-ascii\r\n\r\n'), Buffer.from(sentence), Buffer.from([0xe3])]), `${sentence}\uFFFD`],
    ['umlauts in a row, which are no kanji', textPart('iso-8859-1', Buffer.from('ÄäÖöÜü', 'latin1')), 'ÄäÖöÜü'],
  ])('%s', async (_name, body, text) => {
    expect(await fresh(body)).toBe(text);
  });

  it.each(['構造', 'その①', 'ログ造'])('a raw subject whose last byte is A0, a space in other encodings: %s', async (text) => {
    expect(await subject(Buffer.from(text))).toBe(text);
  });

  it.each(['表1.xlsx', '図.png', 'あ.txt', '案.doc', '構造.pdf'])('a raw file name of one character and some letters: %s', async (text) => {
    expect(await fileName(Buffer.concat([Buffer.from('filename="'), sjis(text), Buffer.from('"')]))).toBe(text);
  });

  it('a raw UTF-8 file name that a program cut inside a character', async () => {
    const cut = Buffer.from('通知の一覧表').subarray(0, -1);
    expect(await fileName(Buffer.concat([Buffer.from('filename="'), cut, Buffer.from('"')]))).toBe('通知の一覧\uFFFD');
  });

  it('an address with comments inside shows without them', async () => {
    const { shownSender } = await parseMail(rawMail({ from: '山田 <taro(his account)@customer.example(his host)>' }));
    expect(shownSender).toEqual({ name: '山田', address: 'taro@customer.example' });
  });
});

describe('Japanese text as it is truly sent', () => {
  it.each<[string, Buffer, string]>([
    ['NEC and IBM characters in ISO-2022-JP', hex('1b2442 2d21 2d6a 7c62 1b2842'), '①㈱髙'],
    ['the same in Shift_JIS', sjis(special), special],
    ['half-width kana by escape', hex('1b2849 313233 1b2842 20616263'), 'ｱｲｳ abc'],
    ['half-width kana in eight bits', hex('b1b2b3 20616263'), 'ｱｲｳ abc'],
    ['JIS X 0212', Buffer.concat([hex('1b242844 3021 1b2842')]), '丂'],
    ['a line that does not return to ASCII', Buffer.concat([hex('1b2442 2422'), Buffer.from('\r\nabc\r\n'), hex('1b2442 2424 1b2842')]), 'あ\nabc\nい'],
    ['a line wrapped inside double bytes', hex('1b2442 2422 0d0a 2424 1b2842'), 'あ\nい'],
    ['old JIS and JIS Roman', hex('1b2440 2422 1b284a 616263'), 'あabc'],
  ])('%s', async (_name, bytes, text) => {
    const label = _name.includes('Shift_JIS') ? 'shift_jis' : 'iso-2022-jp';
    expect(await fresh(textPart(label, bytes))).toBe(text);
  });

  it('joins flowed lines, deleting their spaces (RFC 3676)', async () => {
    const body = `Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n通知の \r\n意味を \r\n教えて\r\n\r\n二つ目\r\n`;
    expect(await fresh(Buffer.from(body))).toBe('通知の意味を教えて\n\n二つ目');
  });

  it('says when it guessed, and only then', async () => {
    expect((await parseMail(rawMail({ body: textPart(null, sjis(sentence)) }))).problems).toEqual(['charset_guessed']);
    expect((await parseMail(rawMail({ body: textPart('shift_jis', sjis(sentence)) }))).problems).toEqual([]);
  });

  it.each([
    ['French', 'créer une société à Genève, c’est « fini »'],
    ['German with quotation marks', '“Größe” – das heißt „klein“'],
  ])('leaves %s in one byte alone', async (_name, text) => {
    for (const label of [null, 'iso-8859-1', 'windows-1252', 'us-ascii']) expect(await fresh(textPart(label, iconv.encode(text, 'windows-1252')))).toBe(text);
  });

  it.each<[string, string]>([
    ['gb2312', '请问这个通知是什么意思'], ['gb18030', '请问镕'], ['big5', '請問這個通知'], ['euc-kr', '안녕하세요 여러분'], ['ks_c_5601-1987', '안녕하세요'],
    ['koi8-r', 'Что означает это'], ['windows-1251', 'Что означает это'], ['iso-8859-2', 'Příliš žluťoučký'], ['iso-8859-15', '5 € für Öl'], ['windows-1253', 'Καλημέρα'],
    ['windows-1255', 'שלום עולם'], ['windows-1256', 'مرحبا'], ['windows-874', 'สวัสดี'], ['utf-7', '通知の意味'],
  ])('reads %s', async (charset, text) => {
    const encoding = charset === 'ks_c_5601-1987' ? 'cp949' : charset;
    expect(await fresh(textPart(charset, iconv.encode(text, encoding)))).toBe(text);
    expect(await subject(`=?${charset}?B?${iconv.encode(text, encoding).toString('base64')}?=`)).toBe(text);
  });

  it.each([['koi8-r', 'Привет всем'], ['gb2312', '请问这个'], ['big5', '請問這個'], ['euc-kr', '안녕하세요']])('takes the charset of the text for a raw subject in %s', async (charset, text) => {
    expect(await subject(iconv.encode(text, charset), charset)).toBe(text);
  });
});

describe('encoded-words as programs break them (RFC 2047)', () => {
  const utf8 = Buffer.from('通知の意味');
  const base64 = utf8.toString('base64');
  const inJis = jis('通知の意味です');
  const word = (bytes: Buffer, charset = 'UTF-8'): string => `=?${charset}?B?${bytes.toString('base64')}?=`;
  it.each([
    ['split inside a character', `${word(utf8.subarray(0, 4))}\r\n ${word(utf8.subarray(4))}`, '通知の意味'],
    ['split inside ISO-2022-JP', `${word(inJis.subarray(0, 7), 'ISO-2022-JP')}\r\n ${word(inJis.subarray(7), 'ISO-2022-JP')}`, '通知の意味です'],
    ['base64 cut anywhere', `=?UTF-8?B?${base64.slice(0, 6)}?= =?UTF-8?B?${base64.slice(6)}?=`, '通知の意味'],
    ['without its end', `=?UTF-8?B?${base64}`, '通知の意味'],
    ['in quotes', `"=?UTF-8?B?${base64}?=" x`, '"通知の意味" x'],
    ['glued to other text', `Re:=?UTF-8?B?${base64}?=abc`, 'Re:通知の意味abc'],
    ['with a language (RFC 2231)', `=?UTF-8*ja?B?${base64}?=`, '通知の意味'],
    ['with spaces inside', '=?UTF-8?Q?a b c?=', 'a b c'],
    ['in two charsets', `=?UTF-8?B?${base64}?= ${word(jis('の件'), 'iso-2022-jp')}`, '通知の意味の件'],
  ])('%s', async (_name, value, shown) => {
    expect(await subject(value)).toBe(shown);
  });
});

describe('file names', () => {
  const utf8 = '%E4%BA%88%E5%AE%9A%E8%A1%A8';
  const word = `=?UTF-8?B?${Buffer.from(name).toString('base64')}?=`;
  it.each([
    ['RFC 2231', `filename*=UTF-8''${utf8}.xls`],
    ['RFC 2231 in pieces', `filename*0*=UTF-8''%E4%BA%88;\r\n filename*1*=%E5%AE%9A%E8;\r\n filename*2*=%A1%A8;\r\n filename*3=".xls"`],
    ['RFC 2231 out of order', `filename*1*=%E5%AE%9A%E8%A1%A8.xls; filename*0*=utf-8''%E4%BA%88`],
    ['RFC 2231 in ISO-2022-JP', "filename*=iso-2022-jp''%1B%24BM%3DDjI%3D%1B%28B.xls"],
    ['RFC 2231 beside a plain one', `filename="yotei.xls"; filename*=UTF-8''${utf8}.xls`],
    ['RFC 2231 without a charset', `filename*=${utf8}.xls`],
    ['RFC 2047, where it must not stand', `filename="${word}"`],
    ['RFC 2047 without quotes', `filename=${word}`],
    ['RFC 2047 cut by RFC 2231', `filename*0="${word.slice(0, 16)}"; filename*1="${word.slice(16)}"`],
    ['raw UTF-8', `filename=${name}`],
    ['raw EUC-JP', Buffer.concat([Buffer.from('filename="'), euc(name), Buffer.from('"')])],
  ])('%s', async (_name, head) => {
    expect(await fileName(head)).toBe(name);
  });

  it.each([
    ['filename=my file name.xls', 'my file name.xls'],
    ['filename="a;b.xls"', 'a;b.xls'],
    ['filename="a\\"b.xls"', 'a_b.xls'],
  ])('%s is %s', async (head, shown) => {
    expect(await fileName(head)).toBe(shown);
  });
});
