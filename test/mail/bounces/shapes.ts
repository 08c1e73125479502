import { jis, multipart, rawMail, textPart, type RawWishes } from '../corpus.js';

/** A delivery report (RFC 3464) as one kind of mail server writes it. */
export interface Report {
  readonly what: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** Fields of the report for each recipient, as `Action` and `Status`, or more. */
  readonly recipients: readonly RecipientFields[];
  readonly reportingMta?: string;
  /** How the mail that came back is shown. */
  readonly original?: 'message' | 'headers' | 'none';
  readonly headers?: readonly string[];
  readonly charset?: 'utf-8' | 'iso-2022-jp' | 'us-ascii';
  readonly failed?: false;
  /** Type of the part with the fields, where it is not the usual one. */
  readonly statusType?: string;
}

export interface RecipientFields {
  readonly to: string;
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed';
  readonly status: string;
  readonly says?: string;
}

/** One that is no delivery report: a sender, a subject and words. */
export interface Words {
  readonly what: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly headers?: readonly string[];
  readonly charset?: 'utf-8' | 'iso-2022-jp';
  /** Whole parts instead of the text. */
  readonly parts?: readonly [subtype: string, ...parts: string[]];
}

/** The Message-ID of our mail that came back. */
export const ours = 'out.0190a1b2@desk.example.jp';

const originalHead = `Return-Path: <desk@desk.example.jp>\r\nFrom: =?UTF-8?B?5a++5b+c56qT5Y+j?= <desk@desk.example.jp>\r\nTo: Taro <taro@customer.example>\r\nSubject: =?UTF-8?B?44GU5Zue562U?=\r\nMessage-ID: <${ours}>\r\nDate: Tue, 24 Nov 2026 09:30:00 +0900\r\n`;

/** The raw message. */
export function rawReport({ from, subject, text, recipients, reportingMta = 'mx.customer.example', original = 'message', headers = [], charset = 'utf-8', statusType = 'message/delivery-status' }: Report): Buffer {
  const fields = recipients.map(({ to, action, status, says }) => `Final-Recipient: rfc822; ${to}\r\nAction: ${action}\r\nStatus: ${status}\r\n${says === undefined ? '' : `Diagnostic-Code: smtp; ${says}\r\n`}`);
  const status = `Content-Type: ${statusType}\r\n\r\nReporting-MTA: dns; ${reportingMta}\r\nArrival-Date: Tue, 24 Nov 2026 09:30:01 +0900\r\n\r\n${fields.join('\r\n')}`;
  const shown = { message: [`Content-Type: message/rfc822\r\n\r\n${originalHead}\r\nbody\r\n`], headers: [`Content-Type: text/rfc822-headers\r\n\r\n${originalHead}`], none: [] }[original];
  const body = multipart('report; report-type=delivery-status', [written(text, charset), status, ...shown]);
  return rawMail({ from, subject: Buffer.from(subject), headers: ['Return-Path: <>', ...headers], body });
}

/** The raw message. */
export function rawWords({ from, subject, text, headers = [], charset = 'utf-8', parts }: Words): Buffer {
  const wishes: RawWishes = { from, subject: charset === 'utf-8' ? Buffer.from(subject) : jis(subject), headers };
  if (parts === undefined) return rawMail({ ...wishes, body: written(text, charset) });
  const [subtype, ...rest] = parts;
  return rawMail({ ...wishes, body: multipart(subtype, [written(text, charset), ...rest]) });
}

function written(text: string, charset: 'utf-8' | 'iso-2022-jp' | 'us-ascii'): Buffer {
  return charset === 'iso-2022-jp' ? textPart(charset, jis(text), '7bit') : textPart(charset, Buffer.from(text));
}
