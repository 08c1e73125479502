import { judgeAuthentication, type Authentication } from '../intake/authentication.rules.js';
import { kindOf } from '../intake/automatic-mail.rules.js';
import { byName } from '../intake/header-lines.rules.js';
import type { MailKind } from '../intake/intake.rules.js';
import { problemTexts } from '../intake/mail-problems.rules.js';
import type { ParsedMail } from '../intake/parse-mail.js';

/** What the intake would make of one message: one line of `desk mail check`. */
export interface CheckLine {
  readonly file: string;
  readonly kind: MailKind;
  readonly from: string;
  readonly subject: string;
  /** The new part. */
  readonly text: string;
  readonly quoted: string;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly size: number; readonly sha256: string }[];
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly authentication: Authentication;
  readonly problems: readonly string[];
  /** Only of a bounce: what it says about the mail that came back. */
  readonly bounce?: { readonly failed: boolean; readonly recipients: readonly string[]; readonly statuses: readonly string[]; readonly originalMessageId: string | null };
}

/** A message that was read. */
export function checkLine(file: string, mail: ParsedMail, fileHashes: readonly string[], authservId: string | undefined): CheckLine {
  const kind = checkedKind(mail);
  const { name, address } = mail.shownSender;
  return {
    file,
    kind,
    from: name === '' || address === '' ? name || address : `${name} <${address}>`,
    subject: mail.subject,
    text: mail.text.fresh,
    quoted: mail.text.quoted,
    attachments: mail.files.map((each, index) => ({ name: each.name, type: each.type, size: each.bytes.byteLength, sha256: fileHashes[index] ?? '' })),
    messageId: mail.messageId ?? null,
    inReplyTo: mail.answered[0] ?? null,
    authentication: judgeAuthentication(mail.headers, authservId, mail.sender?.split('@')[1] ?? ''),
    problems: [...mail.problems.map((problem) => problemTexts[problem]), ...bounceProblems(kind, mail)],
    ...(kind === 'bounce' ? { bounce: bounceOf(mail) } : {}),
  };
}

/** A message that could not be read, or never was there. */
export function unreadableLine(file: string, fault: string): CheckLine {
  const nothing = { from: '', subject: '', text: '', quoted: '', attachments: [], messageId: null, inReplyTo: null };
  return { file, kind: 'unreadable', ...nothing, authentication: 'none', problems: [fault] };
}

/** As the intake would see it that knows neither envelope nor addresses of the desk. */
export function checkedKind(mail: ParsedMail): MailKind {
  return kindOf({
    headers: byName(mail.headers),
    envelopeFrom: undefined,
    from: mail.sender ?? (mail.shownSender.address || mail.shownSender.name).toLowerCase(),
    fromName: mail.shownSender.name,
    subject: mail.subject,
    text: `${mail.text.fresh}\n${mail.text.quoted}`,
    fileTypes: mail.files.map(({ type }) => type),
    ownAddresses: new Set(),
    toBounceAddress: false,
  });
}

function bounceProblems(kind: MailKind, { bounce }: ParsedMail): string[] {
  return kind === 'bounce' && bounce?.isFailure === false ? ['配信の遅延または成功の通知です。不達ではありません。'] : [];
}

function bounceOf({ bounce }: ParsedMail): NonNullable<CheckLine['bounce']> {
  if (bounce === undefined) return { failed: true, recipients: [], statuses: [], originalMessageId: null };
  const { isFailure: failed, recipients, statuses, originalMessageId } = bounce;
  return { failed, recipients, statuses, originalMessageId: originalMessageId === '' ? null : originalMessageId };
}
