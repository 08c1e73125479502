import Encoding from 'encoding-japanese';
import MailComposer from 'nodemailer/lib/mail-composer';

/** A message as our mail server hands it over. */
export interface RawMail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly date: Date;
  readonly messageId: string;
  readonly inReplyTo: string | undefined;
  readonly charset: 'utf-8' | 'iso-2022-jp';
  readonly authentication: 'pass' | 'fail' | 'none';
  /** Name under which our server writes its results. */
  readonly authservId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly files: readonly { readonly name: string; readonly type: string; readonly text: string }[];
}

/** The bytes of a message, with what our server found out about the sender on top. */
export async function rawMail(mail: RawMail): Promise<Buffer> {
  const message = mail.charset === 'utf-8' ? await composed(mail) : oldStyle(mail);
  return Buffer.concat([Buffer.from(`${receivedLine(mail)}${resultsLine(mail)}`), message]);
}

function receivedLine({ from, date }: RawMail): string {
  const host = from.address.split('@')[1] ?? '';
  return `Received: from mail.${host} ([192.0.2.25]) by mx.desk.example.jp with ESMTPS; ${date.toUTCString().replace('GMT', '+0000')}\r\n`;
}

function resultsLine({ authentication, authservId, from }: RawMail): string {
  const domain = from.address.split('@')[1] ?? '';
  if (authentication === 'none') return `Authentication-Results: ${authservId}; none\r\n`;
  return `Authentication-Results: ${authservId}; dmarc=${authentication} header.from=${domain}; spf=${authentication} smtp.mailfrom=${domain}\r\n`;
}

async function composed(mail: RawMail): Promise<Buffer> {
  const composer = new MailComposer({
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    date: mail.date,
    messageId: `<${mail.messageId}>`,
    ...(mail.inReplyTo === undefined ? {} : { inReplyTo: `<${mail.inReplyTo}>`, references: [`<${mail.inReplyTo}>`] }),
    headers: { ...mail.headers },
    attachments: mail.files.map(({ name, type, text }) => ({ filename: name, contentType: type, content: text })),
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** ISO-2022-JP, seven bits, as older mail programs of Japanese offices write it. */
function oldStyle(mail: RawMail): Buffer {
  const word = (text: string): string => `=?ISO-2022-JP?B?${jis(text).toString('base64')}?=`;
  const thread = mail.inReplyTo === undefined ? [] : [`In-Reply-To: <${mail.inReplyTo}>`];
  const head = [
    `From: ${word(mail.from.name)} <${mail.from.address}>`, `To: ${mail.to}`, `Subject: ${word(mail.subject)}`,
    `Date: ${mail.date.toUTCString().replace('GMT', '+0000')}`, `Message-ID: <${mail.messageId}>`, ...thread,
    ...Object.entries(mail.headers).map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0', 'Content-Type: text/plain; charset=ISO-2022-JP', 'Content-Transfer-Encoding: 7bit', '', '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n')), jis(mail.text.replaceAll('\n', '\r\n')), Buffer.from('\r\n')]);
}

function jis(text: string): Buffer {
  return Buffer.from(Encoding.convert(Encoding.stringToCode(text), { to: 'JIS', from: 'UNICODE' }));
}
