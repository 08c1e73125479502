import Encoding from 'encoding-japanese';
import iconv from 'iconv-lite';

/** Parts of a raw message a test writes; bytes stay bytes. */
export interface RawWishes {
  readonly from?: string | Buffer;
  readonly to?: string;
  readonly subject?: string | Buffer;
  readonly messageId?: string | null;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

export const authservId = 'mx.desk.example.jp';
export const passed = `Authentication-Results: ${authservId}; dmarc=pass header.from=customer.example`;
export const spoofed = `Authentication-Results: ${authservId}; spf=fail smtp.mailfrom=customer.example; dmarc=fail header.from=customer.example`;

let serial = 0;

/** A raw message as an MTA hands it over. */
export function rawMail(wishes: RawWishes = {}): Buffer {
  serial += 1;
  const messageId = wishes.messageId === undefined ? `<m${serial}.${process.pid}.${Date.now()}@customer.example>` : wishes.messageId;
  const lines: (string | Buffer)[] = [
    ...(wishes.headers ?? []),
    join('From: ', wishes.from ?? 'Taro <taro@customer.example>'),
    `To: ${wishes.to ?? 'aoba@desk.example.jp'}`,
    join('Subject: ', wishes.subject ?? '=?UTF-8?B?6YCa55+l44Gu5oSP5ZGz?='),
    'Date: Tue, 24 Nov 2026 10:00:00 +0900',
    ...(messageId === null ? [] : [`Message-ID: ${messageId}`]),
    'MIME-Version: 1.0',
  ];
  const head = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\r\n')]));
  const body = wishes.body ?? `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n通知の意味を教えてください。（${words(serial)}）\r\n`;
  return Buffer.concat([head, Buffer.from(body)]);
}

function join(name: string, value: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(name), Buffer.from(value)]);
}

/** A number in letters: customers do not write the same words again and again, as only a machine does. */
function words(n: number): string {
  return String(n).replaceAll(/\d/g, (digit) => 'あいうえおかきくけこ'.charAt(Number(digit)));
}

/** ISO-2022-JP as Japanese programs send it. */
export function jis(text: string): Buffer {
  return Buffer.from(Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to: 'JIS', type: 'array' }));
}

export const sjis = (text: string): Buffer => iconv.encode(text, 'cp932');
export const euc = (text: string): Buffer => iconv.encode(text, 'euc-jp');

/** A text part with a charset label (or none) and raw bytes. */
export function textPart(charset: string | null, bytes: Buffer, encoding: '7bit' | '8bit' | 'base64' = '8bit'): Buffer {
  const type = charset === null ? '' : `Content-Type: text/plain; charset=${charset}\r\n`;
  const content = encoding === 'base64' ? Buffer.from(bytes.toString('base64').replaceAll(/.{1,76}/g, '$&\r\n')) : bytes;
  return Buffer.concat([Buffer.from(`${type}Content-Transfer-Encoding: ${encoding}\r\n\r\n`), content, Buffer.from('\r\n')]);
}

/** A multipart body of given parts. */
export function multipart(subtype: string, parts: readonly (string | Buffer)[]): Buffer {
  const boundary = 'b0undary';
  const pieces = parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), Buffer.from(part), Buffer.from('\r\n')]);
  return Buffer.concat([Buffer.from(`Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n`), ...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

/** A delivery report about one of our mails. */
export function bounceOf(messageId: string, to: string, action = 'failed'): Buffer {
  const report = `report-type=delivery-status`;
  return rawMail({
    from: 'Mail Delivery System <MAILER-DAEMON@mx.customer.example>',
    to,
    subject: 'Undelivered Mail Returned to Sender',
    headers: ['Return-Path: <>', 'Auto-Submitted: auto-replied'],
    body: Buffer.from(
      multipart('report', [
        'Content-Type: text/plain\r\n\r\nThis is the mail system.\r\n',
        `Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.customer.example\r\n\r\nFinal-Recipient: rfc822; taro@customer.example\r\nAction: ${action}\r\nStatus: 5.1.1\r\n`,
        `Content-Type: message/rfc822\r\n\r\nMessage-ID: <${messageId}>\r\nSubject: x\r\n\r\nbody\r\n`,
      ])
        .toString('latin1')
        .replace('multipart/report;', `multipart/report; ${report};`),
      'latin1',
    ),
  });
}
