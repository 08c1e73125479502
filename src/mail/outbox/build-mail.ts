import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import { lintRaw } from '../render/lint-mail.rules.js';
import { oneLine } from '../render/printable.rules.js';
import type { RenderedMail } from '../render/render-mail.js';
import type { Invitation } from './invitation.js';
import { replyAddress } from './reply-address.rules.js';

/** The row cannot be made into a lawful mail; trying again would not help. */
export class UnbuildableMail extends Error {}

/** Answers of machines that we do not want; failures to deliver (NDR) we do. */
const suppressed = 'DR, RN, NRN, OOF, AutoReply';

type Addressed = Pick<
  OutboxRow,
  'toName' | 'toAddress' | 'fromName' | 'fromAddress' | 'replyToken' | 'messageId' | 'inReplyTo' | 'threadIds' | 'autoSubmitted' | 'createdAt'
>;

/**
 * The exact bytes of a mail: UTF-8 text, one recipient, our constant Message-ID, the thread's ids,
 * and the reply address that carries the token. Addresses go in as objects and are checked first, so
 * that nothing in a name or an address can add a recipient (security.md F6).
 *
 * @throws UnbuildableMail where an address is not plain, or the result breaks a rule of RFC 5322
 */
export async function buildMail(row: Addressed, mail: RenderedMail, invitation?: Invitation): Promise<Buffer> {
  for (const address of [row.toAddress, row.fromAddress]) requirePlainAddress(address);
  const composer = new MailComposer({
    from: { name: oneLine(row.fromName), address: row.fromAddress },
    to: { name: oneLine(row.toName), address: row.toAddress },
    ...(row.replyToken === null ? {} : { replyTo: { name: oneLine(row.fromName), address: replyAddress(row.fromAddress, row.replyToken) } }),
    subject: mail.subject,
    text: mail.text,
    textEncoding: 'base64',
    ...(invitation === undefined ? {} : { icalEvent: { method: invitation.method, filename: 'invitation.ics', content: invitation.content } }),
    messageId: `<${row.messageId}>`,
    ...(row.inReplyTo === null ? {} : { inReplyTo: `<${row.inReplyTo}>` }),
    references: row.threadIds.split(' ').filter((id) => id !== '').map((id) => `<${id}>`),
    date: new Date(row.createdAt),
    headers: headersFor(row),
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const node = composer.compile();
  const recipients = node.getEnvelope().to;
  if (recipients.length !== 1 || recipients[0] !== domainInLowerCase(row.toAddress)) throw new UnbuildableMail('宛先が登録されたものと一致しません。');
  const raw = await node.build();
  const faults = lintRaw(raw, row.messageId.slice(row.messageId.lastIndexOf('@') + 1));
  if (faults.length > 0) throw new UnbuildableMail(`メールの形式に誤りがあります（${faults.join('; ')}）。`);
  return raw;
}

function headersFor(row: Addressed): Record<string, string> {
  const automatic = row.autoSubmitted === 'no' ? {} : { 'Auto-Submitted': row.autoSubmitted };
  return { ...automatic, 'X-Auto-Response-Suppress': suppressed };
}

/** As nodemailer writes it; capitals mean nothing there (RFC 5321 2.4), and a contact may be registered with them. */
function domainInLowerCase(address: string): string {
  const at = address.lastIndexOf('@');
  return address.slice(0, at) + address.slice(at).toLowerCase();
}

/** One mailbox in the plainest form of RFC 5321: no quotes, comments, spaces or second address. */
function requirePlainAddress(address: string): void {
  if (!/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?$/.test(address)) {
    throw new UnbuildableMail('メールアドレスの形式が正しくありません。');
  }
}
