import { describe, expect, it } from 'vitest';
import { parseMail, type ParsedMail } from '../../src/mail/intake/parse-mail.js';
import { multipart, rawMail } from './corpus.js';

const text = 'Content-Type: text/plain; charset=utf-8\r\n\r\n本文\r\n';
const log = 'Content-Type: text/plain; name="fw.log"\r\nContent-Disposition: inline\r\n\r\nDENY\r\n';
const read = async (body: string): Promise<ParsedMail> => parseMail(rawMail({ body }));
const names = (mail: ParsedMail): string[] => mail.files.map((file) => file.name);
/** A multipart inside another. */
const within = (subtype: string, parts: readonly string[]): string => multipart(subtype, parts).toString().replaceAll('b0undary', 'inner');

describe('parts (F3: nothing silently missing)', () => {
  it.each([
    ['never closed', 'Content-Type: multipart/mixed; boundary=b\r\n\r\n', `--b\r\n${text}\r\n--b\r\n${log}`, ['end_missing']],
    ['with spaces behind the boundary', 'Content-Type: multipart/mixed; boundary=b\r\n\r\n', `--b  \r\n${text}\r\n--b \r\n${log}\r\n--b-- \r\n`, []],
    ['with a boundary nobody uses', 'Content-Type: multipart/mixed; boundary=zzz\r\n\r\n', `--b\r\n${text}\r\n--b\r\n${log}\r\n--b--\r\n`, ['boundary_missing']],
    ['with no boundary named', 'Content-Type: multipart/mixed\r\n\r\n', `--b\r\n${text}\r\n--b\r\n${log}\r\n--b--\r\n`, ['boundary_missing']],
    ['with one boundary the beginning of another', 'Content-Type: multipart/mixed; boundary="abc"\r\n\r\n', `--abc\r\nContent-Type: multipart/alternative; boundary="abcdef"\r\n\r\n--abcdef\r\n${text}\r\n--abcdef--\r\n--abc\r\n${log}\r\n--abc--\r\n`, []],
    ['with text behind the end', 'Content-Type: multipart/mixed; boundary=b\r\n\r\n', `--b\r\n${text}\r\n--b\r\n${log}\r\n--b--\r\nhidden`, ['text_after_end']],
  ])('a message %s', async (_name, head, body, problems) => {
    const mail = await read(head + body);
    expect([mail.text.fresh, names(mail), mail.problems]).toEqual(['本文', ['fw.log'], problems]);
  });

  const html = (words: string): string => `Content-Type: text/html; charset=utf-8\r\n\r\n<p>${words}</p>\r\n`;
  it.each<[string, () => Buffer, string, string[]]>([
    ['HTML beside a text, no alternative to it', () => multipart('mixed', [text, within('related', [html('図の説明')])]), '本文\n\n図の説明', ['添付1.html']],
    ['HTML that is the only one of its alternatives', () => multipart('mixed', [text, within('alternative', [html('二つ目')])]), '本文\n\n二つ目', ['添付1.html']],
    ['HTML and the footer of a gateway', () => multipart('mixed', [within('alternative', [html('お尋ねします')]), text]), 'お尋ねします\n本文', ['添付1.txt']],
    ['the same text in HTML, with its pictures', () => multipart('alternative', [text, within('related', [html('本文'), 'Content-Type: image/png; name="a.png"\r\n\r\nx\r\n'])]), '本文', ['a.png']],
    ['the same text in HTML, around a file', () => multipart('alternative', [text, within('mixed', [html('本'), log, html('文')])]), '本文', ['fw.log']],
  ])('%s', async (_name, body, shown, files) => {
    const mail = await read(body().toString());
    expect([mail.text.fresh, names(mail)]).toEqual([shown, files]);
  });

  it('a multipart without any part is its text', async () => {
    expect((await read('Content-Type: multipart/mixed; boundary=b\r\n\r\njust text')).text.fresh).toBe('just text');
  });

  it('a digest holds messages, shown under their subjects', async () => {
    const part = (subject: string): string => `\r\nFrom: a@b.example\r\nSubject: ${subject}\r\n\r\nx\r\n`;
    const mail = await read(`Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n${part('one')}--b\r\n${part('=?UTF-8?B?6YCa55+l?=')}--b--`);
    expect(names(mail)).toEqual(['one.eml', '通知.eml']);
  });

  it('a part without a type is text, and one of no type there is', async () => {
    expect((await read('Content-Type: text\r\n\r\nhi')).text.fresh).toBe('hi');
  });

  it('files written into the text are taken out of it', async () => {
    const uu = 'begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n';
    const yenc = `=ybegin line=128 size=3 name=dog.txt\r\n${Buffer.from('Dog').map((byte) => (byte + 42) & 0xff).reduce((all, byte) => all + String.fromCharCode(byte), '')}\r\n=yend size=3\r\n`;
    const mail = await read(`Content-Type: text/plain\r\n\r\nhi\r\n${uu}${yenc}bye`);
    expect(mail.text.fresh).toBe('hi\nbye');
    expect(mail.files.map((file) => [file.name, file.bytes.toString('latin1')]).slice(0, 1)).toEqual([['cat.txt', 'Cat']]);
    expect(names(mail)).toEqual(['cat.txt', 'dog.txt']);
    expect(mail.problems).toEqual(['file_in_text']);
  });

  it('what only begins like one stays', async () => {
    expect((await read('Content-Type: text/plain\r\n\r\nbegin 644 with me\r\nand go on')).text.fresh).toBe('begin 644 with me\nand go on');
  });

  it('winmail.dat is kept as a file, and said', async () => {
    const mail = await read(multipart('mixed', [text, 'Content-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+\r\n']).toString());
    expect([names(mail), mail.problems]).toEqual([['winmail.dat'], ['winmail']]);
  });

  it.each([
    ['PGP', multipart('encrypted; protocol="application/pgp-encrypted"', ['Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n', 'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n'])],
    ['S/MIME', 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n'],
  ])('%s that is encrypted says so', async (_name, body) => {
    expect((await read(body.toString())).problems).toContain('encrypted');
  });

  it('a signed message shows its text and keeps the signature', async () => {
    const mail = await read(multipart('signed; protocol="application/pgp-signature"', [text, 'Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\nx\r\n']).toString());
    expect([mail.text.fresh, names(mail), mail.problems]).toEqual(['本文', ['signature.asc'], []]);
  });

  it('both halves of an apple-double are kept', async () => {
    const halves = multipart('appledouble', ['Content-Type: application/applefile; name="a.doc"\r\n\r\nx\r\n', 'Content-Type: application/msword; name="a.doc"\r\n\r\ny\r\n']).toString();
    expect(names(await read(multipart('mixed', [text, halves]).toString()))).toEqual(['a.doc', 'a.doc']);
  });

  it('the cells of a table in HTML stay apart', async () => {
    const html = 'Content-Type: text/html; charset=utf-8\r\n\r\n<table><tr><td>端末</td><td>PC-01</td></tr></table>';
    expect((await read(html)).text.fresh).toMatch(/^端末\s+PC-01$/u);
  });

  it('a blank text beside HTML is not the text', async () => {
    const html = 'Content-Type: text/html; charset=utf-8\r\n\r\n<p>本文</p>\r\n';
    expect((await read(multipart('alternative', ['Content-Type: text/plain\r\n\r\n \r\n', html]).toString())).text.fresh).toBe('本文');
  });
});

describe('encodings for the way (RFC 2045)', () => {
  const encoded = (encoding: string, body: string): string => `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;
  it.each([
    ['base64 with rubbish in it', encoded('base64', `${Buffer.from('通知の意味').toString('base64').slice(0, -2)}\r\n!!`), '通知の意'],
    ['base64 that is none', encoded('base64', 'This is plain text, no base64 at all.'), 'This is plain text, no base64 at all.'],
    ['quoted-printable with lone signs', encoded('quoted-printable', 'a=ZZb 100=% =\r\nc'), 'a=ZZb 100=% c'],
  ])('%s', async (_name, body, shown) => {
    const mail = await read(body);
    expect(mail.text.fresh).toContain(shown);
    expect(mail.problems).toContain('encoding_broken');
  });

  it.each(['UTF-8', 'none', '8bit;', '"7bit"'])('an encoding of the name %s is none', async (encoding) => {
    expect((await read(encoded(encoding, '本文'))).text.fresh).toBe('本文');
  });

  it('several encodings behind one another are all read', async () => {
    const halves = ['通知の', '意味です'].map((half) => Buffer.from(half).toString('base64')).join('\r\n');
    expect((await read(encoded('base64', halves))).text.fresh).toBe('通知の意味です');
  });
});

describe('heads', () => {
  const head = 'From: Taro <taro@customer.example>\r\nSubject: x\r\n';
  it.each([
    ['without the blank line below', `${head}This is the text\r\nof it`, 'This is the text\nof it'],
    ['with a broken line in between', `From: Taro <taro@customer.example>\r\nbroken line\r\nSubject: x\r\n\r\nhi`, 'hi'],
    ['with bare carriage returns', `${head}\r\nhi\r\nho`.replaceAll('\r\n', '\r'), 'hi\nho'],
    ['with doubled carriage returns', `${head}\r\nhi\r\nho`.replaceAll('\r\n', '\r\r\n'), 'hi\nho'],
    ['below the line of an mbox', `From taro Tue Nov 24 10:00:00 2026\n${head}\r\nhi`, 'hi'],
    ['below a quoted one', `>From taro Tue Nov 24 10:00:00 2026\n${head}\r\nhi`, 'hi'],
    ['below blank lines', `\r\n\r\n${head}\r\nhi`, 'hi'],
    ['below a line of spaces, with the address of delivery first', `\r\n${' '.repeat(255)}\r\nDelivered-To: desk@desk.example.jp\r\n${head}\r\nhi`, 'hi'],
    ['with NUL in the text', `${head}\r\nh\0i`, 'hi'],
  ])('%s', async (_name, raw, shown) => {
    const mail = await parseMail(Buffer.from(raw));
    expect([mail.sender, mail.subject, mail.text.fresh]).toEqual(['taro@customer.example', 'x', shown]);
  });

  it('a text without a head is shown, from nobody', async () => {
    const mail = await parseMail(Buffer.from('\r\n\r\nHello'));
    expect([mail.sender, mail.text.fresh, mail.problems]).toEqual([undefined, 'Hello', ['no_head', 'no_sender']]);
  });

  it('nothing, and rubbish, cannot be read', async () => {
    await expect(parseMail(Buffer.of())).rejects.toThrow();
    await expect(parseMail(Buffer.alloc(2_000))).rejects.toThrow();
  });
});

describe('senders as shown', () => {
  it.each([
    ['"Yamada, Taro" <taro@customer.example>', 'Yamada, Taro', 'taro@customer.example'],
    ['taro@customer.example (Taro)', 'Taro', 'taro@customer.example'],
    ['"=?UTF-8?B?5bGx55Sw?=" <taro@customer.example>', '山田', 'taro@customer.example'],
    ['Taro<taro@customer.example>', 'Taro', 'taro@customer.example'],
    ['MAILER-DAEMON', 'MAILER-DAEMON', ''],
    ['=?utf-8?B?PHRhcm9AY3VzdG9tZXIuZXhhbXBsZT4=?=', '<taro@customer.example>', ''],
  ])('%s', async (from, name, address) => {
    expect((await parseMail(rawMail({ from }))).shownSender).toEqual({ name, address });
  });
});
