import { multipart, rawMail } from './corpus.js';

const head = 'From: taro@customer.example\r\nTo: aoba@desk.example.jp\r\nSubject: x\r\n';
const plain = 'Content-Type: text/plain; charset=utf-8\r\n\r\n本文\r\n';
const message = (headers: string, body = plain): Buffer => Buffer.from(`${head}${headers}${body}`);
const times = (count: number, each: (index: number) => string): string => Array.from({ length: count }, (_, index) => each(index)).join('');

function nested(depth: number): string {
  const opening = times(depth, (level) => `Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`);
  return `${opening}${plain}${times(depth, (index) => `\r\n--b${depth - 1 - index}--\r\n`)}`;
}

const parts = (count: number): Buffer => rawMail({ body: multipart('mixed', Array.from({ length: count }, () => 'Content-Type: text/plain\r\n\r\nx\r\n')) });
const continuations = times(10_000, (index) => `;\r\n filename*${index}*=${index === 0 ? `utf-8''` : ''}%E3%81%82`);

/** R24: messages made to bring a reader down. */
export const bombs: Readonly<Record<string, () => Buffer>> = {
  '1,001 parts': () => parts(1_001),
  '20,000 parts': () => parts(20_000),
  'a multipart 500 deep': () => message('', nested(500)),
  'a header line of 1 MB': () => message(`X-Long: ${'x'.repeat(1024 * 1024)}\r\n`),
  'a folded header of 1 MB': () => message(`X-Long: ${times(13_000, () => `${'y'.repeat(78)}\r\n `)}\r\n`),
  '50,000 headers': () => message(times(50_000, (index) => `X-H${index}: ${index}\r\n`)),
  '100,000 References': () => message(`References: ${times(100_000, (index) => `<${index}@customer.example>\r\n `)}\r\n`),
  '50,000 recipients': () => message(`Cc: ${times(50_000, (index) => `r${index}@customer.example,\r\n `)}x@customer.example\r\n`),
  '50,000 nested div': () => message('', `Content-Type: text/html; charset=utf-8\r\n\r\n${'<div>'.repeat(50_000)}x${'</div>'.repeat(50_000)}\r\n`),
  'a line of text of 10 MB': () => message('', `${plain}${'a'.repeat(10 * 1024 * 1024)}\r\n`),
  '10 MB of quotation marks': () => message('', `${plain}${'> '.repeat(5 * 1024 * 1024)}\r\n`),
  'an attachment that declares 1 GB': () => message('', `Content-Type: application/octet-stream; name="x.bin"; size=1073741824\r\nContent-Length: 1073741824\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; size=1073741824\r\n\r\nQUJD\r\n`),
  'a file name of 10,000 continuations': () => message('', `Content-Type: application/octet-stream\r\nContent-Disposition: attachment${continuations}\r\n\r\nx\r\n`),
  'an encoded-word of 1 MB': () => message(`X-Long: =?utf-8?B?${'44GC'.repeat(250_000)}?=\r\n`),
  'a million open comments': () => message(`Authentication-Results: mx.desk.example.jp ${'('.repeat(1_000_000)}\r\n`),
};
